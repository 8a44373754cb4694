import { PAGE_ENTRIES_DEFAULT } from '../../../contract/limits.ts';
import type { TrainingRun } from '../generated/graphql.ts';
import {
  OnTrainingCompletedDocument,
  OnTrainingProgressDocument,
  OnTrainingProgressOfDocument,
  TrainingRunDocument,
  TrainingRunsDocument,
} from '../generated/operations.ts';
import type { Connection } from '../transport/connection.ts';
import { TerroirError } from '../errors.ts';
import { keepListening } from './keep-listening.ts';
import type { Notice } from './listen.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { readPages } from '../pages.ts';
import { isRecord } from '../transport/response.ts';
import { createRunLedger, hasEnded, type RunLedger } from './run-ledger.ts';
import { orNull, send } from '../transport/transport.ts';

/** Which events are wanted: those of all runs, of one, or the ends of all. */
export type Watched = { kind: 'all' } | { kind: 'one'; id: string } | { kind: 'ends' };

/** What a watch is woken by: the new state of a run, or that something may have been missed. */
type Letter = TrainingRun | 'look';

/**
 * How long a silence may last before asking whether there is news: events can be lost. A run at work tells every 2 s.
 */
const SILENCE_MS_MAX = { atWork: 15_000, idle: 300_000 };

/**
 * The states of training runs as they become known: what Client.trainingEvents and Client.completedTrainings promise.
 * Whatever may have been missed (before the subscription began, while the connection was down, during a silence) is
 * asked for, and what is known already is not told again.
 *
 * Errors: TerroirError where the API refuses or cannot be reached for long; the signal's reason where that is aborted.
 */
export async function* watchRuns(
  connection: Connection,
  watched: Watched,
  signal?: AbortSignal,
): AsyncGenerator<TrainingRun, void> {
  const left = new AbortController();
  const over = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const mailbox = createMailbox<Letter>();
  const ledger = createRunLedger();
  const lookAround = createLookout(connection, watched, ledger, over);
  const tell = (notice: Notice): void => mailbox.put(readNotice(notice));
  try {
    // What there is before the first connection tells later what is news.
    let runs = await lookAround();
    keepListening(connection, bodyOf(watched), tell, over).catch(mailbox.fail);
    for (;;) {
      for (const run of runs) {
        if (ledger.note(run) && (watched.kind !== 'ends' || hasEnded(run))) yield run;
        if (watched.kind === 'one' && hasEnded(run)) return;
      }
      const letter = await takeLetter(connection, mailbox, ledger);
      runs = letter === 'look' ? await lookAround() : [letter];
    }
  } finally {
    left.abort(new Error('Nobody watches any more.'));
  }
}

/** The next letter; after a silence one that says to look. */
async function takeLetter(connection: Connection, mailbox: Mailbox<Letter>, ledger: RunLedger): Promise<Letter> {
  const taken = new AbortController();
  const silence = connection.wait(SILENCE_MS_MAX[ledger.isAtWork() ? 'atWork' : 'idle'], taken.signal);
  silence.then(
    () => mailbox.put('look'),
    () => undefined,
  );
  try {
    return await mailbox.take();
  } finally {
    taken.abort();
  }
}

/**
 * Asks for the runs that there may be news of, oldest first. The first look notes the runs that ended before, so that
 * they are not told; trouble that passes ends only the first look, for there will be another one.
 */
function createLookout(
  connection: Connection,
  watched: Watched,
  ledger: RunLedger,
  signal: AbortSignal,
): () => Promise<TrainingRun[]> {
  let isFirst = true;
  return async () => {
    try {
      const runs =
        watched.kind === 'one'
          ? [await readRun(connection, watched.id, signal)]
          : await readLatest(connection, isFirst ? () => true : ledger.knowsEndOf, signal);
      if (isFirst && watched.kind !== 'one') runs.filter(hasEnded).forEach(ledger.note);
      isFirst = false;
      return runs.toReversed();
    } catch (error) {
      if (isFirst || !(error instanceof TerroirError) || !error.retryable) throw error;
      return [];
    }
  };
}

async function readRun(connection: Connection, id: string, signal: AbortSignal): Promise<TrainingRun> {
  const { trainingRun } = await send(connection, TrainingRunDocument, { id }, orNull({ signal }));
  if (trainingRun) return trainingRun;
  throw new TerroirError(`There is no training run ${id}.`, { errorType: 'NotFound', field: 'id' });
}

/** The newest runs, newest first, down to a page with one that is known. */
async function readLatest(
  connection: Connection,
  isKnown: (run: TrainingRun) => boolean,
  signal: AbortSignal,
): Promise<TrainingRun[]> {
  const latest: TrainingRun[] = [];
  const runs = readPages(
    PAGE_ENTRIES_DEFAULT,
    async (page) => (await send(connection, TrainingRunsDocument, page, { signal })).trainingRuns,
  );
  for await (const page of runs.pages()) {
    latest.push(...page);
    if (page.some(isKnown)) break;
  }
  return latest;
}

function bodyOf(watched: Watched): string {
  if (watched.kind === 'one') {
    return JSON.stringify({ query: OnTrainingProgressOfDocument.toString(), variables: { id: watched.id } });
  }
  const document = watched.kind === 'all' ? OnTrainingProgressDocument : OnTrainingCompletedDocument;
  return JSON.stringify({ query: document.toString(), variables: {} });
}

/** An event that AppSync could not make whole is empty: then one has to look. */
function readNotice(notice: Notice): Letter {
  if (notice.kind === 'begun') return 'look';
  const { onTrainingProgress, onTrainingCompleted } = notice.data;
  const run = onTrainingProgress ?? onTrainingCompleted;
  return isRecord(run) ? (run as unknown as TrainingRun) : 'look';
}
