import type { BulkAnswer } from '../../../contract/invocations.ts';
import { endIdleJob, hasEnded, requestCancel } from '../../../store/jobs/job-attempts.ts';
import { invalidInput } from '../../failures.ts';
import type { OperationRequest } from './request.ts';
import { deadlineOf, type Operating } from './dependencies.ts';
import { describeJob } from '../../../contract/describe-job.ts';
import { readOwnJob } from './read-own-job.ts';
import { isIdle } from './start-attempt.ts';

/** Asks a job to end; whatever works on it looks for that. One that nothing works on ends here. */
export async function cancelPredictionJob(operating: Operating, request: OperationRequest): Promise<BulkAnswer> {
  const { jobs } = operating.tables;
  const job = await readOwnJob(operating, request);
  if ('errorType' in job) return { failure: job };
  if (hasEnded(job)) return alreadyEnded();
  const asked = job.cancelRequested ? job : await requestCancel(jobs, job, deadlineOf(jobs));
  if (asked === undefined) return alreadyEnded();
  const isOver = await isIdle(operating, job);
  const stands = (isOver ? await endIdleJob(jobs, asked, null, deadlineOf(jobs)) : undefined) ?? asked;
  await operating.tell(stands);
  return { value: describeJob(stands) };
}

function alreadyEnded(): BulkAnswer {
  return { failure: invalidInput('id', 'jobEnded', 'The job has ended already: there is nothing to cancel.') };
}
