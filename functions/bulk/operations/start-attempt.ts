import type { StoredJob } from '../../../contract/stored/job.ts';
import { readExecution, startExecution } from '../../../store/aws/executions.ts';
import { hasEnded, noteExecution } from '../../../store/jobs/job-attempts.ts';
import { deadlineOf, type Operating } from './dependencies.ts';

/** AppSync waits no longer than this for a Lambda: what was written before that is being started by nobody. */
const STARTING_MS_MAX = 30_000;

/**
 * Starts what answers a job's attempt, unless that was done: the execution is called by the job and the attempt, so
 * that there is never a second one. Returns the job with it.
 *
 * Errors: StoreUnavailable; ExecutionRefused. The attempt is then started by a repeat, or a resumption.
 */
export async function startAttempt({ tables: { jobs }, machine }: Operating, job: StoredJob): Promise<StoredJob> {
  if (job.execution !== null || hasEnded(job)) return job;
  const { clientId, id: jobId, attempt } = job;
  const input = { clientId, jobId, attempt, split: { cursor: null } };
  const execution = await startExecution(machine, `${jobId}-${attempt}`, input);
  return (await noteExecution(jobs, job, execution, deadlineOf(jobs))) ?? { ...job, execution };
}

/** Whether nothing works on a job that has not ended: its execution was stopped, or was never begun. */
export async function isIdle({ tables: { jobs }, machine }: Operating, job: StoredJob): Promise<boolean> {
  if (job.execution === null) return jobs.clock.now() - Date.parse(job.updatedAt) > STARTING_MS_MAX;
  return (await readExecution(machine, job.execution)) !== 'RUNNING';
}
