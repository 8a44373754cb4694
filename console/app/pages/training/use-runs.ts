import { useEffect, useRef, useState } from 'preact/hooks';
import type { Client, TrainingRun } from '../../../../packages/client/client.ts';
import { useEndless, type Endless } from '../../lists/use-endless.ts';

/** How many runs are read at once. */
const PAGE_SIZE = 20;

/** The runs of trainings, kept up to date by what is told of them. */
export interface Runs {
  list: Endless<TrainingRun>;
  /** Newest first, each as it was last told of. */
  runs: readonly TrainingRun[];
  /** The last one that ended while somebody looked. */
  ended: TrainingRun | null;
  /** What keeps news from coming, and how to try again; null while they come. */
  trouble: { error: unknown; again: () => void } | null;
  /** Takes in what is known otherwise, e.g. a run that was just started. */
  note: (run: TrainingRun) => void;
}

/**
 * Lists the runs, and listens to what becomes of them. After a lost connection the client connects again, and asks for
 * what was missed.
 */
export function useRuns(client: Client): Runs {
  const list = useEndless((signal) => client.trainingRuns({ pageSize: PAGE_SIZE, signal }), []);
  const [told, setTold] = useState<ReadonlyMap<string, TrainingRun>>(new Map());
  const [ended, setEnded] = useState<TrainingRun | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const atWork = useRef(new Set<string>());
  const note = (run: TrainingRun): void => {
    if (run.status === 'RUNNING') atWork.current.add(run.id);
    else if (atWork.current.delete(run.id)) setEnded(run);
    setTold((before) => new Map(before).set(run.id, laterOf(before.get(run.id), run)));
  };
  useEffect(() => {
    const leaving = new AbortController();
    const listen = async (): Promise<void> => {
      for await (const run of client.trainingEvents({ signal: leaving.signal })) note(run);
    };
    listen().catch((failure: unknown) => leaving.signal.aborted || setError(failure));
    return () => leaving.abort(new Error('The page was left.'));
  }, [turn]);
  const again = (): void => {
    setError(null);
    setTurn(turn + 1);
  };
  const byId = new Map(list.entries.map((run) => [run.id, run]));
  for (const run of told.values()) byId.set(run.id, laterOf(byId.get(run.id), run));
  // Ids are ULIDs: they sort by the time of the start.
  const runs = [...byId.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
  return { list, runs, ended, trouble: error === null ? null : { error, again }, note };
}

/** The end of a run is final; before it what was written later counts. */
function laterOf(known: TrainingRun | undefined, run: TrainingRun): TrainingRun {
  if (known === undefined || run.status !== 'RUNNING') return run;
  return known.status === 'RUNNING' && run.updatedAt >= known.updatedAt ? run : known;
}
