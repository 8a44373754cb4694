import { TrainingFailed } from '../../artifacts/training-failed.ts';
import type { StoredRun } from '../../contract/stored/models.ts';
import { extendLease } from '../../store/models/lease.ts';
import { writeRun } from '../../store/models/runs.ts';
import { type Progress } from './job.ts';
import { tellSubscribers } from '../publish.ts';
import { PATIENCE_MS, type Dependencies } from './dependencies.ts';

/** How a run stands, kept for all who look at it. */
export interface RunLog {
  /** Heard at the next beat. */
  tell(progress: Progress & Partial<Pick<StoredRun, 'modelVersion' | 'decision' | 'place'>>): void;
  /** Writes and publishes the run's end, which is the last that is heard of it. Errors: StoreUnavailable. */
  end(changes: Partial<StoredRun>): Promise<StoredRun>;
  /**
   * Writes and publishes where the run goes on, which is the last that is heard of it here.
   *
   * Errors: StoreUnavailable; TrainingFailed where somebody has ended it.
   */
  leave(changes: Partial<StoredRun>): Promise<StoredRun>;
  stop(): void;
}

/** Somebody hears of the run at least every two seconds: a beat, and the time that it takes itself. */
const BEAT_MS = 1_000;
/** The lease is extended so often that several attempts may fail before it expires. */
const EXTEND_EVERY_MS = 10_000;

/**
 * Begins to write and publish how a run stands, and to hold its lease. `onLost` is called where the run has lost the
 * lease or was ended by somebody else: then it must stop.
 */
export function keepLog(
  dependencies: Dependencies,
  begun: StoredRun,
  holder: string,
  onLost: (error: TrainingFailed) => void,
): RunLog {
  const { models } = dependencies;
  let run = begun;
  let extendedMs = models.clock.elapsedMs();
  let beating: Promise<void> | undefined;
  const beat = async (): Promise<void> => {
    const nowMs = models.clock.now();
    const elapsedMs = models.clock.elapsedMs();
    run = { ...run, updatedAt: new Date(nowMs).toISOString() };
    const mayGoOn = await Promise.all([
      writeRun(models, run, nowMs + PATIENCE_MS),
      elapsedMs - extendedMs < EXTEND_EVERY_MS || extendLease(models, run.id, holder, nowMs + PATIENCE_MS),
      tellSubscribers(dependencies, 'publishTrainingProgress', run),
    ]);
    if (elapsedMs - extendedMs >= EXTEND_EVERY_MS) extendedMs = elapsedMs;
    if (mayGoOn.includes(false)) onLost(new TrainingFailed('Another run has taken its place.'));
  };
  // One that the table does not answer is made up for by the next.
  const beatOnce = () =>
    beat().catch((error: unknown) => dependencies.onTrouble('The run could not be written.', error));
  const timer = setInterval(() => {
    beating ??= beatOnce().finally(() => (beating = undefined));
  }, BEAT_MS);
  const stop = (): void => clearInterval(timer);
  return {
    tell(progress) {
      // What a later stage has begun, an earlier one does not take back.
      const share = Math.max(run.share, progress.share ?? 0);
      run = { ...run, ...progress, share: Math.min(1, Math.round(share * 1000) / 1000) };
    },
    stop,
    async leave(changes) {
      stop();
      await beating;
      run = { ...run, ...changes, updatedAt: new Date(models.clock.now()).toISOString() };
      if (!(await writeRun(models, run, models.clock.now() + PATIENCE_MS))) {
        throw new TrainingFailed('The run was ended by somebody else.');
      }
      await tellSubscribers(dependencies, 'publishTrainingProgress', run);
      return run;
    },
    async end(changes) {
      stop();
      await beating;
      const at = new Date(models.clock.now()).toISOString();
      run = { ...run, ...changes, updatedAt: at, finishedAt: at };
      if (!(await writeRun(models, run, models.clock.now() + PATIENCE_MS))) return run;
      await tellSubscribers(dependencies, 'publishTrainingProgress', run);
      await tellSubscribers(dependencies, 'publishTrainingCompleted', run);
      return run;
    },
  };
}
