import type { StoredJob } from '../../contract/stored-job.ts';
import { callSigned, type SignedApi } from '../../store/signed-call.ts';

/** Every field of PredictionJob: AppSync hands subscribers only what the mutation itself selects. */
const SELECTION = 'id';

/** Publishes how a job stands, through the API's own mutation, which only IAM opens. */
export function createJobPublisher(api: SignedApi): (job: StoredJob) => Promise<void> {
  const query = 'mutation Publish($job: PredictionJobInput!) ' + `{ publishPredictionJob(job: $job) { ${SELECTION} } }`;
  return (job) => callSigned(api, 'publishPredictionJob', { query, variables: { job } });
}
