import type { Failure } from '../../contract/errors.ts';
import { incrementBase32 } from 'ulid';
import { REQUEST_ID_HOURS } from '../../contract/limits.ts';
import type { Wine } from '../../contract/wine.ts';
import type { RequestClaim, StoredPrediction } from '../../contract/stored-prediction.ts';
import { addPrediction, readPredictions, writePredictions } from '../../store/predictions.ts';
import { claimRequest, takeOverRequest } from '../../store/requests.ts';
import { StoreUnavailable } from '../../store/retry.ts';
import type { Table } from '../../store/table.ts';
import { internal, requestConflict } from '../failures.ts';
import type { Model } from '../../artifacts/open.ts';
import { type NumberedWine, makePredictions } from './predict.ts';

/** What recording needs besides the wines. */
export interface Recording {
  table: Table;
  model: Model;
  clientId: string;
  /** Epoch ms: until then a write is tried again. */
  deadline: number;
}

/** What is recorded, one a wine in order; undefined where a wine's prediction could not be written in time. */
export type Recorded = (StoredPrediction | undefined)[];

const CLAIM_SECONDS = REQUEST_ID_HOURS * 60 * 60;
/** AppSync waits no longer than this for a Lambda, so one that has claimed a requestId is done with it by then. */
const CALL_MS_MAX = 30_000;

/** Predicts and records wines that nobody asked for before; `undefined` rows are none, but count in the ids. */
export async function recordNew(
  recording: Recording,
  rows: readonly (Wine | undefined)[],
  firstId: string,
): Promise<Recorded> {
  const { table, model, clientId, deadline } = recording;
  const made = await makePredictions(model, clientId, numberWines(rows, firstId));
  if (made.length === 1) return addAll(recording, made);
  const written = await writePredictions(table, made, deadline);
  return made.map((prediction) => (written.has(prediction.id) ? prediction : undefined));
}

/**
 * Predicts and records wines under a requestId of the client's: the first to claim it records, every repeat is answered
 * with what the first recorded, and finishes its work if a crash kept it from that. RequestConflict where the digest is
 * another's.
 *
 * Errors: StoreUnavailable where the claim could not be made or the predictions not read in time.
 */
export async function recordClaimed(
  recording: Recording,
  rows: readonly (Wine | undefined)[],
  firstId: string,
  { requestId, digest }: { requestId: string; digest: string },
): Promise<Recorded | Failure> {
  const { table, model, clientId, deadline } = recording;
  const claimedAt = table.clock.now();
  const expiresAt = Math.floor(claimedAt / 1000) + CLAIM_SECONDS;
  const mine = {
    clientId,
    requestId,
    predictionId: firstId,
    digest,
    modelVersion: model.version,
    claimedAt,
    expiresAt,
  };
  const claim = await claimRequest(table, mine, deadline);
  if (claim.predictionId === firstId) return recordNew(recording, rows, firstId);
  if (claim.digest !== digest) return requestConflict();
  return recordRepeat(recording, rows, claim);
}

async function recordRepeat(
  recording: Recording,
  rows: readonly (Wine | undefined)[],
  claim: RequestClaim,
): Promise<Recorded | Failure> {
  const { table, model, clientId, deadline } = recording;
  const wines = numberWines(rows, claim.predictionId);
  const ids = wines.map(({ id }) => id);
  const stored = await readPredictions(table, clientId, ids, deadline);
  const missing = wines.filter(({ id }) => !stored.has(id));
  if (missing.length > 0) {
    const obstacle = await claimForModel(recording, claim);
    if (obstacle !== undefined) return obstacle;
    const added = await addAll(recording, await makePredictions(model, clientId, missing));
    for (const prediction of added) if (prediction !== undefined) stored.set(prediction.id, prediction);
  }
  return ids.map((id) => stored.get(id));
}

/**
 * Another model version would answer otherwise than the one that claimed, so it may finish the work only once the
 * first caller cannot be at it any more.
 */
async function claimForModel({ table, model, deadline }: Recording, claim: RequestClaim): Promise<Failure | undefined> {
  if (claim.modelVersion === model.version) return undefined;
  const claimedAt = table.clock.now();
  const leftMs = claim.claimedAt + CALL_MS_MAX - claimedAt;
  if (leftMs > 0) return stillAtWork(Math.ceil(leftMs / 1000));
  const mine = { ...claim, modelVersion: model.version, claimedAt };
  return (await takeOverRequest(table, claim, mine, deadline)) ? undefined : stillAtWork(1);
}

function stillAtWork(retryAfterSeconds: number): Failure {
  return internal('The first request of this requestId is still being answered: try again later.', retryAfterSeconds);
}

/** Records predictions that others may be recording too; each is answered as it is stored. */
function addAll({ table, deadline }: Recording, predictions: readonly StoredPrediction[]): Promise<Recorded> {
  return Promise.all(
    predictions.map((prediction) =>
      addPrediction(table, prediction, deadline).catch((error: unknown) => {
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }),
    ),
  );
}

/** The n-th row's id is the first id incremented n times; rejected rows count, so that ids do not hang on them. */
function numberWines(rows: readonly (Wine | undefined)[], firstId: string): NumberedWine[] {
  const wines: NumberedWine[] = [];
  let id = firstId;
  for (const wine of rows) {
    if (wine !== undefined) wines.push({ id, wine });
    id = incrementBase32(id);
  }
  return wines;
}
