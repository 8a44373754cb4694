import type { StoredJob } from '../../contract/stored/job.ts';
import { changeJob, type JobChange } from '../../store/jobs/jobs.ts';
import { deadlineOf } from './current-job.ts';
import type { Dependencies } from './dependencies.ts';
import { PAUSE_MS, tell } from './tell.ts';

/** What tells subscribers of a job that it gets on, while nothing else does. */
export interface Pulse {
  /** Whether subscribers were told of nothing for as long as they may be. */
  isDue: () => boolean;
  /**
   * Changes the job, and tells its subscribers where that is due. Returns the job as it is then; undefined where it has
   * ended, is of another attempt, or is gone.
   *
   * Errors: StoreUnavailable.
   */
  beat: (change: JobChange) => Promise<StoredJob | undefined>;
}

/** Begins a pulse of a job of which subscribers have just been told. */
export function startPulse(dependencies: Dependencies, job: StoredJob): Pulse {
  const { jobs } = dependencies;
  let toldMs = jobs.clock.now();
  const isDue = (): boolean => jobs.clock.now() - toldMs >= PAUSE_MS;
  return {
    isDue,
    beat: async (change) => {
      const told = isDue();
      if (told) toldMs = jobs.clock.now();
      const changed = await changeJob(jobs, job, change, deadlineOf(dependencies));
      if (told && changed !== undefined) await tell(dependencies, changed);
      return changed;
    },
  };
}
