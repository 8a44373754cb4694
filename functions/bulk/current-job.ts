import type { JobReference } from '../../contract/bulk.ts';
import type { JobFailure, StoredJob } from '../../contract/stored/job.ts';
import { changeJob, type JobChange, noteFailure, readJob } from '../../store/jobs/jobs.ts';
import { type Dependencies, PATIENCE_MS } from './dependencies.ts';
import { tell } from './tell.ts';

/** Epoch ms: until then a table is tried. */
export function deadlineOf({ jobs }: Pick<Dependencies, 'jobs'>): number {
  return jobs.clock.now() + PATIENCE_MS;
}

/** The job that a task is about; undefined where it has ended, is at another attempt, or is gone. */
export async function readCurrent(
  dependencies: Dependencies,
  { clientId, jobId, attempt }: JobReference,
): Promise<StoredJob | undefined> {
  const job = await readJob(dependencies.jobs, { clientId, id: jobId }, deadlineOf(dependencies));
  return job === undefined || job.attempt !== attempt || job.endedAt !== null ? undefined : job;
}

/** Whether nothing more is to be answered. */
export function isStopped({ cancelRequested, failure }: StoredJob): boolean {
  return cancelRequested || failure !== null;
}

/** Notes why a job will end; the first reason counts. */
export async function noteReason(dependencies: Dependencies, job: StoredJob, failure: JobFailure): Promise<void> {
  await noteFailure(dependencies.jobs, job, failure, deadlineOf(dependencies));
}

/** Ends a job, and tells its subscribers. */
export async function endJob(dependencies: Dependencies, job: StoredJob, change: JobChange): Promise<void> {
  const endedAt = new Date(dependencies.jobs.clock.now()).toISOString();
  const ended = await changeJob(dependencies.jobs, job, { ...change, endedAt }, deadlineOf(dependencies));
  if (ended !== undefined) await tell(dependencies, ended);
}
