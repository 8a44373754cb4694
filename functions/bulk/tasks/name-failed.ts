import { type BulkTask, FAILED_CHUNKS_TOLD_MAX, type TaskDone, type TaskError } from '../../../contract/bulk.ts';
import type { FailedChunk } from '../../../contract/stored/job.ts';
import { nameFailedChunk } from '../../../store/jobs/jobs.ts';
import { putFirst, readNewest } from '../../../store/jobs/job-files.ts';
import { jobFolder } from '../../../store/jobs/uploads.ts';
import { deadlineOf, readCurrent } from '../current-job.ts';
import type { Dependencies } from '../dependencies.ts';
import { NAMES } from '../files-of-job.ts';
import { tellProgress } from '../tell.ts';

type NameFailedTask = Extract<BulkTask, { task: 'nameFailed' }>;

/** Names a chunk that failed again and again: the rest of the file is answered all the same. */
export async function nameFailed(
  dependencies: Dependencies,
  { chunk, error, ...reference }: NameFailedTask,
): Promise<TaskDone> {
  const { files, jobs } = dependencies;
  const job = await readCurrent(dependencies, reference);
  if (job === undefined) return { outcome: 'done' };
  const folder = await jobFolder(job.clientId, job.id);
  // It was done all the same, and only its answer was lost.
  if ((await readNewest(files, folder + NAMES.done(chunk.n))) !== undefined) return { outcome: 'done' };
  const { n, firstRow, rows, firstLine } = chunk;
  const failed: FailedChunk = { n, firstRow, rows, firstLine, reason: reasonOf(error) };
  await putFirst(files, folder + NAMES.failed(job.attempt, n), Buffer.from(JSON.stringify(failed)));
  await nameFailedChunk(jobs, job, failed, FAILED_CHUNKS_TOLD_MAX, deadlineOf(dependencies));
  await tellProgress(dependencies, job);
  return { outcome: 'done' };
}

/** Why, for people: what the error says itself is in the log. */
function reasonOf({ Error: name }: TaskError): string {
  if (/Time(d)?out/i.test(name)) return 'It took too long, again and again.';
  if (/TooManyRequests|Throttl/.test(name)) return 'Too much was asked at the same time.';
  if (name === 'StoreUnavailable') return 'Its predictions could not be recorded in time.';
  return 'Something went wrong on our side, again and again.';
}
