import { createHash } from 'node:crypto';
import { hasLength } from '../../../classifier/text/sound-text.ts';
import type { Failure } from '../../../contract/errors.ts';
import type { BulkAnswer } from '../../../contract/invocations.ts';
import { REQUEST_ID_CHARACTERS_MAX, REQUEST_ID_HOURS } from '../../../contract/limits.ts';
import type { StoredJob } from '../../../contract/stored/job.ts';
import type { RequestClaim } from '../../../contract/stored/prediction.ts';
import { addJob } from '../../../store/jobs/job-attempts.ts';
import { readJob } from '../../../store/jobs/jobs.ts';
import { findVersion } from '../../../store/models/models.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { claimRequest, readRequest } from '../../../store/predictions/requests.ts';
import { findUpload, uploadKey } from '../../../store/jobs/uploads.ts';
import { type AskedUpload, readAskedUpload, uploadMissing } from '../../asked-upload.ts';
import { championLost, internal, invalidInput, requestConflict } from '../../failures.ts';
import type { OperationRequest } from './request.ts';
import { deadlineOf, type Operating, PATIENCE_MS } from './dependencies.ts';
import { describeJob } from '../../../contract/describe-job.ts';
import { startAttempt } from './start-attempt.ts';

const DAY_MINUTES = 24 * 60;

/** What is asked, once it is known to be well formed. */
interface Asked extends AskedUpload {
  record: boolean;
  requestId: string | null;
}

/** What a job goes by from its first row to its last. */
type Pinned = Pick<StoredJob, 'uploadVersionId' | 'modelVersion'>;

/**
 * Begins a job that answers a file: which version of the upload it reads, and which model version answers, is settled
 * here. A repeat of a requestId finds the job of the first call, and starts it where that was cut off.
 */
export async function predictFile(operating: Operating, request: OperationRequest): Promise<BulkAnswer> {
  const asked = readAsked(request);
  if ('errorType' in asked) return { failure: asked };
  const mine = claimOf(operating, request, asked);
  // Of a repeat the upload may be gone by now; the job is there.
  const repeated = mine && (await findRepeated(operating, mine));
  if (repeated !== undefined) return answerWith(operating, repeated);
  const pinned = await pin(operating, request, asked);
  if ('errorType' in pinned) return { failure: pinned };
  const { predictions, jobs } = operating.tables;
  const claim = mine && (await claimRequest(predictions, mine, deadlineOf(predictions)));
  if (claim !== undefined && claim.digest !== mine?.digest) return { failure: requestConflict() };
  const job = describeNew(operating, request, asked, { ...pinned, id: claim?.predictionId ?? operating.newId() });
  if (await addJob(jobs, job, deadlineOf(jobs))) return answerWith(operating, job);
  // Another call of this requestId was faster, or the answer of this very write was lost.
  return answerWith(operating, (await readJob(jobs, job, deadlineOf(jobs))) ?? internal('The job is gone: ask again.'));
}

async function answerWith(operating: Operating, job: StoredJob | Failure): Promise<BulkAnswer> {
  if ('errorType' in job) return { failure: job };
  return { value: describeJob(await startAttempt(operating, job)) };
}

function readAsked({ arguments: given, requestId: told }: OperationRequest): Asked | Failure {
  const asked = readAskedUpload(given);
  if ('errorType' in asked) return asked;
  const requestId = told?.toWellFormed() ?? null;
  if (requestId !== null && !hasLength(requestId, REQUEST_ID_CHARACTERS_MAX)) {
    const range = `1 to ${REQUEST_ID_CHARACTERS_MAX} characters`;
    return invalidInput('requestId', 'length', `requestId must have ${range}: choose another, or leave it out.`);
  }
  return { ...asked, record: given['record'] === true, requestId };
}

/** Digests tell a file from wines, too: a requestId of `predict` is another request. */
function claimOf(
  { tables, newId }: Operating,
  { clientId }: OperationRequest,
  { requestId, ...rest }: Asked,
): RequestClaim | undefined {
  if (requestId === null) return undefined;
  const claimedAt = tables.predictions.clock.now();
  return {
    clientId,
    requestId,
    predictionId: newId(),
    digest: createHash('sha256')
      .update(JSON.stringify(['predictFile', rest]))
      .digest('hex'),
    // That of a job is written with the job.
    modelVersion: '',
    claimedAt,
    expiresAt: Math.floor(claimedAt / 1000) + REQUEST_ID_HOURS * 60 * 60,
  };
}

async function findRepeated({ tables }: Operating, mine: RequestClaim): Promise<StoredJob | Failure | undefined> {
  const { predictions, jobs } = tables;
  const held = await readRequest(predictions, mine, deadlineOf(predictions));
  if (held === undefined) return undefined;
  if (held.digest !== mine.digest) return requestConflict();
  return readJob(jobs, { clientId: mine.clientId, id: held.predictionId }, deadlineOf(jobs));
}

/** What the job will go by, or why it cannot begin. */
async function pin(operating: Operating, request: OperationRequest, asked: Asked): Promise<Pinned | Failure> {
  const { files, tables } = operating;
  const key = await uploadKey(request.clientId, asked.uploadId);
  const upload = await findUpload(files, key, AbortSignal.timeout(PATIENCE_MS));
  if (upload === undefined) return uploadMissing(asked.uploadId, tables.jobs.clock.now());
  const modelVersion = await findChampion(operating);
  if (typeof modelVersion !== 'string') return modelVersion;
  return { uploadVersionId: upload.versionId, modelVersion };
}

async function findChampion({ tables: { models }, starterVersion, keepStarter }: Operating): Promise<string | Failure> {
  const id = (await newestPromotion(models, deadlineOf(models)))?.to ?? starterVersion;
  if (id !== starterVersion) {
    const isThere = (await findVersion(models, id, deadlineOf(models))) !== undefined;
    return isThere ? id : championLost(id, starterVersion);
  }
  // A job may outlive this release, and the next one may come with another starter version.
  await keepStarter();
  return id;
}

function describeNew(
  { tables }: Operating,
  { clientId, account, quotaPerDay, quotaPerMinute, partitions }: OperationRequest,
  { uploadId, record, fileName, requestId }: Asked,
  { id, uploadVersionId, modelVersion }: Pinned & { id: string },
): StoredJob {
  const now = new Date(tables.jobs.clock.now()).toISOString();
  const perDay = quotaPerDay ?? (quotaPerMinute == null ? null : quotaPerMinute * DAY_MINUTES);
  return {
    ...{ clientId, id, uploadId, uploadVersionId, fileName, record, modelVersion, requestId },
    account: account ?? clientId,
    winesPerDayMax: perDay,
    ...(partitions == null ? {} : { partitions }),
    status: 'SPLITTING',
    createdAt: now,
    updatedAt: now,
    endedAt: null,
    attempt: 1,
    execution: null,
    rows: null,
    chunks: null,
    chunksDone: 0,
    answered: 0,
    refused: 0,
    failedChunks: [],
    cancelRequested: false,
    failure: null,
    files: [],
  };
}
