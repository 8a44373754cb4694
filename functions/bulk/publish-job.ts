import { JOB_PUBLICATION } from '../../contract/root-fields.ts';
import type { StoredJob } from '../../contract/stored/job.ts';
import { callSigned, type SignedApi } from '../../store/aws/signed-call.ts';
import { describeJob } from '../../contract/describe-job.ts';

/** Every field of PredictionJob: AppSync hands subscribers only what the mutation itself selects. */
const SELECTION =
  'id status uploadId fileName record modelVersion requestId createdAt updatedAt endedAt attempt rows chunks ' +
  'chunksDone answered refused rowsCombined failedChunks { n firstRow rows firstLine reason } cancelRequested ' +
  'failure { errorType rule message line }';

/** Publishes how a job stands, through the API's own mutation, which only IAM opens. */
export function createJobPublisher(api: SignedApi): (job: StoredJob) => Promise<void> {
  const query = `mutation Publish($job: PredictionJobInput!) { ${JOB_PUBLICATION}(job: $job) { ${SELECTION} } }`;
  return (job) => callSigned(api, JOB_PUBLICATION, { query, variables: { job: describeJob(job) } });
}
