import type { BulkAnswer } from '../../../contract/invocations.ts';
import type { JobFailure, StoredJob } from '../../../contract/stored/job.ts';
import { beginAttempt, endIdleJob, hasEnded } from '../../../store/jobs/job-attempts.ts';
import { invalidInput } from '../../failures.ts';
import type { OperationRequest } from './request.ts';
import { deadlineOf, type Operating } from './dependencies.ts';
import { describeJob } from '../../../contract/describe-job.ts';
import { readOwnJob } from './read-own-job.ts';
import { isIdle, startAttempt } from './start-attempt.ts';

const LOST: JobFailure = {
  errorType: 'Internal',
  rule: null,
  message: 'What worked on the job was stopped: resume it.',
  line: null,
};

/** Goes on with a job as a further attempt: what is done is found by whatever works on it, and not done again. */
export async function resumePredictionJob(operating: Operating, request: OperationRequest): Promise<BulkAnswer> {
  const { jobs } = operating.tables;
  const job = await readOwnJob(operating, request);
  if ('errorType' in job) return { failure: job };
  const ended = hasEnded(job) ? job : await endLost(operating, job);
  if (ended === undefined) return stillRuns();
  // An attempt that was written and never started is not ended either: it is started.
  if (!hasEnded(ended)) return { value: describeJob(await startAttempt(operating, ended)) };
  if (isWhole(ended)) {
    const message = 'Every row of the file is answered or refused already: to answer it anew, ask predictFile.';
    return { failure: invalidInput('id', 'jobEnded', message) };
  }
  const next = await beginAttempt(jobs, ended, deadlineOf(jobs));
  if (next === undefined) return stillRuns();
  const started = await startAttempt(operating, next);
  await operating.tell(started);
  return { value: describeJob(started) };
}

/**
 * Whether every row is answered or refused, and that is put together: also of a file in which no row was sound, whose
 * job FAILED.
 */
function isWhole({ failedChunks, files, answered, refused, rows }: StoredJob): boolean {
  return files.length > 0 && failedChunks.length === 0 && answered + refused === rows;
}

/** A job that has not ended, and that nothing works on: ended, or as it is where it only has to be started. */
async function endLost(operating: Operating, job: StoredJob): Promise<StoredJob | undefined> {
  const { jobs } = operating.tables;
  if (!(await isIdle(operating, job))) return undefined;
  // Started, it would only find that it is to end.
  if (job.cancelRequested) return endIdleJob(jobs, job, null, deadlineOf(jobs));
  return job.execution === null ? job : endIdleJob(jobs, job, LOST, deadlineOf(jobs));
}

function stillRuns(): BulkAnswer {
  const message = 'The job runs: wait for its end, or cancel it first.';
  return { failure: invalidInput('id', 'jobRunning', message) };
}
