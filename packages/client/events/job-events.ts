import type { Connection } from '../transport/connection.ts';
import { TerroirError } from '../errors.ts';
import type { PredictionJob } from '../generated/graphql.ts';
import { OnPredictionJobDocument, PredictionJobDocument } from '../generated/operations.ts';
import { keepListening } from './keep-listening.ts';
import type { Notice } from './listen.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { isRecord } from '../transport/response.ts';
import { orNull, send } from '../transport/transport.ts';

/** What a watch is woken by: the new state of the job, or that something may have been missed. */
type Letter = PredictionJob | 'look';

/** A job that gets on tells so every few seconds; where it is silent for so long, it is asked for. */
const SILENCE_MS_MAX = 5_000;

/** So many looks in a row may fail in passing, over some minutes: a job takes hours, and goes on meanwhile. */
const LOST_LOOKS_MAX = 30;

/** Whether a job has ended, however it did. */
function hasEnded({ status }: PredictionJob): boolean {
  return status === 'COMPLETED' || status === 'CANCELLED' || status === 'FAILED';
}

/**
 * The states of a job as they become known, from how it stands now to its end: what Client.predictionJobEvents
 * promises. Where no connection for events comes about, the job is asked for every few seconds.
 *
 * Errors: TerroirError NotFound where there is no such job, or where the API refuses or cannot be reached, later on for
 * minutes; the signal's reason where that is aborted.
 */
export async function* watchJob(
  connection: Connection,
  id: string,
  signal?: AbortSignal,
): AsyncGenerator<PredictionJob, void> {
  const left = new AbortController();
  const over = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const mailbox = createMailbox<Letter>();
  const body = JSON.stringify({ query: OnPredictionJobDocument.toString(), variables: { id } });
  let known: PredictionJob | undefined;
  let lostLooks = 0;
  try {
    let job = await readJob(connection, id, over);
    keepListening(connection, body, (notice) => mailbox.put(readNotice(notice)), over).catch((error: unknown) => {
      // Events are a comfort: who cannot have them asks.
      if (!isPassing(error)) mailbox.fail(error);
    });
    for (;;) {
      if (isNews(job, known)) {
        known = job;
        yield job;
      }
      if (hasEnded(known ?? job)) return;
      const letter = await takeLetter(connection, mailbox, over);
      if (letter !== 'look') job = letter;
      else {
        const looked = await readJob(connection, id, over).catch((error: unknown) => {
          lostLooks += 1;
          if (!isPassing(error) || lostLooks > LOST_LOOKS_MAX) throw error;
        });
        if (looked === undefined) continue;
        [job, lostLooks] = [looked, 0];
      }
    }
  } finally {
    left.abort(new Error('Nobody watches any more.'));
  }
}

/** Whether what was refused now may be had in a while. */
function isPassing(error: unknown): boolean {
  return error instanceof TerroirError && (error.retryable || error.errorType === 'Unreachable');
}

/** An attempt that was begun after an end is news; within one, the end is final. */
function isNews(job: PredictionJob, known: PredictionJob | undefined): boolean {
  if (known === undefined || job.attempt > known.attempt) return true;
  return job.attempt === known.attempt && (hasEnded(job) || job.updatedAt > known.updatedAt);
}

/** The next letter; after a silence one that says to look. */
async function takeLetter(connection: Connection, mailbox: Mailbox<Letter>, over: AbortSignal): Promise<Letter> {
  const taken = new AbortController();
  connection.wait(SILENCE_MS_MAX, AbortSignal.any([taken.signal, over])).then(
    () => mailbox.put('look'),
    // Whoever ends the watch must not wait for a letter.
    () => (over.aborted ? mailbox.fail(over.reason) : undefined),
  );
  try {
    return await mailbox.take();
  } finally {
    taken.abort();
  }
}

async function readJob(connection: Connection, id: string, signal: AbortSignal): Promise<PredictionJob> {
  const { predictionJob } = await send(connection, PredictionJobDocument, { id }, orNull({ signal }));
  if (predictionJob) return predictionJob;
  throw new TerroirError(`There is no job ${id}.`, { errorType: 'NotFound', field: 'id' });
}

/** An event that AppSync could not make whole is empty: then one has to look. */
function readNotice(notice: Notice): Letter {
  if (notice.kind === 'begun') return 'look';
  const { onPredictionJob: job } = notice.data;
  return isRecord(job) ? (job as unknown as PredictionJob) : 'look';
}
