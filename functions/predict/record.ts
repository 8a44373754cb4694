import type { Failure } from '../../contract/errors.ts';
import { incrementBase32 } from 'ulid';
import { REQUEST_ID_HOURS } from '../../contract/limits.ts';
import type { Wine } from '../../contract/wine.ts';
import { writePredictions } from '../../store/predictions/predictions.ts';
import { claimRequest, readRequest } from '../../store/predictions/requests.ts';
import { requestConflict } from '../failures.ts';
import { type NumberedWine, makePredictions } from './predict.ts';
import { addAll, giveBack, type Recorded, type Recording } from './recording.ts';
import { recordRepeat } from './repeat.ts';

const CLAIM_SECONDS = REQUEST_ID_HOURS * 60 * 60;

/**
 * Counts, predicts and records wines that nobody asked for before; `undefined` rows are none, but count in the ids.
 * QuotaExceeded where the quota has not room for all.
 *
 * Errors: StoreUnavailable where they could not be counted in time.
 */
export async function recordNew(
  recording: Recording,
  rows: readonly (Wine | undefined)[],
  firstId: string,
): Promise<Recorded | Failure> {
  const { table, model, clientId, partitions, deadline, meter, traffic } = recording;
  const wines = numberWines(rows, firstId);
  const refusal = await meter?.count(wines.length);
  if (refusal !== undefined) return refusal;
  const made = await makePredictions(model, clientId, wines);
  if (made.length === 1) return addAll(recording, made);
  const counted = traffic.count(model, made);
  const written = await writePredictions(table, made, deadline, partitions);
  await counted;
  return made.map((prediction) => (written.has(prediction.id) ? prediction : undefined));
}

/**
 * Records wines under a requestId of the client's: the first to claim it counts and records, every repeat is answered
 * with what the first recorded, uncounted, and finishes its work if a crash kept it from that. A request that the quota
 * has no room for leaves no claim, so that a later repeat is a new request. RequestConflict where the digest is
 * another's.
 *
 * Errors: StoreUnavailable where the claim could not be made, wines not counted or predictions not read in time.
 */
export async function recordClaimed(
  recording: Recording,
  rows: readonly (Wine | undefined)[],
  firstId: string,
  { requestId, digest }: { requestId: string; digest: string },
): Promise<Recorded | Failure> {
  const { table, model, clientId, partitions, deadline, meter } = recording;
  const count = rows.filter((wine) => wine !== undefined).length;
  for (let isFirst = true; ; isFirst = false) {
    const claimedAt = table.clock.now();
    const expiresAt = Math.floor(claimedAt / 1000) + CLAIM_SECONDS;
    const asked = { clientId, requestId, predictionId: firstId, digest, modelVersion: model.version };
    const mine = { ...asked, ...(partitions === 1 ? {} : { partitions }), claimedAt, expiresAt };
    // Who is refused anyway need not claim and give back: a storm beyond the quota writes nothing. And what the first
    // was refused for is so for all that have waited for it.
    const refusal = isFirst ? meter?.foresee(count) : await meter?.check(count);
    if (refusal !== undefined && (await readRequest(table, mine, deadline)) === undefined) return refusal;
    const claim = await claimRequest(table, mine, deadline);
    if (claim.predictionId === firstId) {
      const recorded = await recordNew(recording, rows, firstId);
      if (!Array.isArray(recorded)) await giveBack(recording, claim);
      return recorded;
    }
    if (claim.digest !== digest) return requestConflict();
    // The client may have come to other partitions since: what is of one claim lies where the first would have it.
    const asFirst = { ...recording, partitions: claim.partitions ?? 1 };
    const repeated = await recordRepeat(asFirst, numberWines(rows, claim.predictionId), claim, firstId);
    // Undefined where the first was refused and has given its claim back: this one is then the first.
    if (repeated !== undefined) return repeated;
  }
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
