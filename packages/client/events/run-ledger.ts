import type { TrainingRun } from '../generated/graphql.ts';

/** What is known of training runs already, so that nothing is told twice. */
export interface RunLedger {
  /** Notes a state; returns whether it is news: later than what was known of that run. The end of a run is final. */
  note: (run: TrainingRun) => boolean;
  /** Whether that run is known to have ended. */
  knowsEndOf: (run: TrainingRun) => boolean;
  /** Whether a run is known that has not ended. */
  isAtWork: () => boolean;
}

/** Whether a training run has ended, however it did. */
export function hasEnded({ status }: TrainingRun): boolean {
  return status !== 'RUNNING';
}

/** A ledger of no runs yet. */
export function createRunLedger(): RunLedger {
  const known = new Map<string, { updatedAt: string; ended: boolean }>();
  return {
    note(run) {
      const before = known.get(run.id);
      const ended = hasEnded(run);
      // Whoever ends a run may have another clock than whoever wrote it before.
      const isNews = !before || (!before.ended && (ended || run.updatedAt > before.updatedAt));
      if (isNews) known.set(run.id, { updatedAt: run.updatedAt, ended });
      return isNews;
    },
    /** Whether that run is known to have ended. */
    knowsEndOf: ({ id }) => known.get(id)?.ended === true,
    isAtWork: () => [...known.values()].some(({ ended }) => !ended),
  };
}
