import type { StoredJob } from '../../contract/stored/job.ts';
import { claimPublication } from '../../store/jobs/jobs.ts';
import { type Dependencies, PATIENCE_MS } from './dependencies.ts';

/** How often subscribers are told of a job's progress, by all processes together. */
export const PAUSE_MS = 2_000;

/**
 * Tells subscribers how far a job is by now, unless somebody did a moment ago, as `job` tells or as is known since.
 * Never rejects.
 */
export async function tellProgress(dependencies: Dependencies, job: StoredJob): Promise<void> {
  const { jobs, onTrouble } = dependencies;
  const nowMs = jobs.clock.now();
  if (job.publishedMs !== undefined && Math.abs(nowMs - job.publishedMs) < PAUSE_MS) return;
  const claiming = claimPublication(jobs, job, PAUSE_MS, nowMs + PATIENCE_MS);
  const claimed = await claiming.catch((error: unknown) =>
    onTrouble('It could not be settled who tells how far a job is.', error),
  );
  if (claimed) await tell(dependencies, claimed);
}

/** Tells subscribers of a step of a job, whenever they were told last. Never rejects: the job can be asked for. */
export async function tell({ publishJob, onTrouble }: Dependencies, job: StoredJob): Promise<void> {
  try {
    await publishJob(job);
  } catch (error) {
    onTrouble('An event of a job could not be published.', error);
  }
}
