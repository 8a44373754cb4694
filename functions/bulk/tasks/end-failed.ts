import type { BulkTask, TaskDone } from '../../../contract/bulk.ts';
import { endJob, noteReason, readCurrent } from '../current-job.ts';
import type { Dependencies } from '../dependencies.ts';
import { troubleFailure } from '../job-failures.ts';
import { combineJob } from './combine.ts';

type EndFailedTask = Extract<BulkTask, { task: 'endFailed' }>;

/**
 * Ends a job of which a step failed, with what was answered until then; where even that cannot be put together, it ends
 * without, and a further attempt finds it.
 */
export async function endFailed(dependencies: Dependencies, { error, ...reference }: EndFailedTask): Promise<TaskDone> {
  const job = await readCurrent(dependencies, reference);
  if (job === undefined) return { outcome: 'done' };
  const failure = job.failure ?? troubleFailure();
  dependencies.onTrouble(`A job is given up: ${error.Error}.`, new Error(error.Error));
  await noteReason(dependencies, job, failure);
  try {
    await combineJob(dependencies, { ...job, failure });
  } catch (trouble) {
    dependencies.onTrouble('What a job has answered could not be put together.', trouble);
    await endJob(dependencies, job, { status: job.cancelRequested ? 'CANCELLED' : 'FAILED', failure });
  }
  return { outcome: 'done' };
}
