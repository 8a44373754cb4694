import type { Failure } from '../../contract/errors.ts';
import type { RequestClaim, StoredPrediction } from '../../contract/stored/prediction.ts';
import { readPredictions } from '../../store/predictions/predictions.ts';
import { readRequest, takeOverRequest } from '../../store/predictions/requests.ts';
import { internal } from '../failures.ts';
import { makePredictions, type NumberedWine } from './predict.ts';
import type { Meter } from './quota.ts';
import { addAll, giveBack, type Recorded, type Recording } from './recording.ts';

/** AppSync waits no longer than this for a Lambda, so one that has claimed a requestId is done with it by then. */
const CALL_MS_MAX = 30_000;
/** What is left of its time to a repeat that has waited for the first, to finish what that has not. */
const FINISHING_MS = 1_000;
const PAUSE_MS_MIN = 25;
const PAUSE_MS_MAX = 400;

type Stored = Map<string, StoredPrediction>;

/**
 * Answers a repeat with what the first request recorded, and records what that left undone. Undefined where the first
 * was refused meanwhile: its claim is gone. `holder` is an id that no other request has.
 *
 * Errors: StoreUnavailable where something could not be read, claimed or counted in time.
 */
export async function recordRepeat(
  recording: Recording,
  wines: readonly NumberedWine[],
  claim: RequestClaim,
  holder: string,
): Promise<Recorded | Failure | undefined> {
  const { model, clientId, meter } = recording;
  const found = await readStored(recording, wines);
  const stored = meter === undefined ? found : await waitForFirst(recording, wines, found, claim);
  if (stored === undefined) return undefined;
  if (isMissing(stored, wines)) {
    const obstacle =
      meter === undefined
        ? await claimForModel(recording, claim)
        : await claimForCounting(recording, meter, wines, stored, claim, holder);
    if (obstacle !== undefined) return obstacle;
    const missing = wines.filter(({ id }) => !stored.has(id));
    const added = await addAll(recording, await makePredictions(model, clientId, missing));
    for (const prediction of added) if (prediction !== undefined) stored.set(prediction.id, prediction);
  }
  return wines.map(({ id }) => stored.get(id));
}

function readStored(
  { table, clientId, partitions, deadline }: Recording,
  wines: readonly NumberedWine[],
): Promise<Stored> {
  const ids = wines.map(({ id }) => id);
  return readPredictions(table, clientId, ids, deadline, partitions);
}

function isMissing(stored: Stored, wines: readonly NumberedWine[]): boolean {
  return wines.some(({ id }) => !stored.has(id));
}

/**
 * Looks again and again, as long as the first request may be at work and there is time: what it has counted is not to
 * be counted again. Undefined where its claim is gone.
 */
async function waitForFirst(
  recording: Recording,
  wines: readonly NumberedWine[],
  before: Stored,
  claim: RequestClaim,
): Promise<Stored | undefined> {
  const { table, deadline } = recording;
  const until = Math.min(deadline - FINISHING_MS, claim.claimedAt + CALL_MS_MAX);
  let stored = before;
  for (let pauseMs = PAUSE_MS_MIN; isMissing(stored, wines) && table.clock.now() < until; pauseMs *= 2) {
    await table.clock.wait(Math.min(PAUSE_MS_MAX, pauseMs));
    const now = await readRequest(table, claim, deadline);
    if (now?.predictionId !== claim.predictionId) return undefined;
    stored = await readStored(recording, wines);
  }
  return stored;
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

/**
 * Of many repeats that find the work undone exactly one takes it over, and counts what is missing once more: whether
 * the first had counted it before it was cut off, nobody knows. What is stored by then is added to `stored`.
 */
async function claimForCounting(
  recording: Recording,
  meter: Meter,
  wines: readonly NumberedWine[],
  stored: Stored,
  claim: RequestClaim,
  holder: string,
): Promise<Failure | undefined> {
  const { table, model, deadline } = recording;
  const nowMs = table.clock.now();
  const leftMs = claim.claimedAt + CALL_MS_MAX - nowMs;
  if (claim.modelVersion !== model.version && leftMs > 0) return stillAtWork(Math.ceil(leftMs / 1000));
  // A claim of this very millisecond must become another one too.
  const claimedAt = Math.max(nowMs, claim.claimedAt + 1);
  const mine = { ...claim, modelVersion: model.version, claimedAt, holder };
  if (!(await takeOverRequest(table, claim, mine, deadline))) return stillAtWork(1);
  // The first may have ended since the last look.
  for (const [id, prediction] of await readStored(recording, wines)) stored.set(id, prediction);
  const missing = wines.filter(({ id }) => !stored.has(id)).length;
  const refusal = missing === 0 ? undefined : await meter.count(missing);
  // What the first has answered stays bound to the requestId.
  if (refusal !== undefined && stored.size === 0) await giveBack(recording, mine);
  return refusal;
}

function stillAtWork(retryAfterSeconds: number): Failure {
  return internal('The first request of this requestId is still being answered: try again later.', retryAfterSeconds);
}
