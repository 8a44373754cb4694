import type { Outcome, PredictAnswer } from '../../contract/invocations.ts';
import type { Failure } from '../../contract/errors.ts';
import type { StoredPrediction } from '../../contract/stored-prediction.ts';
import { StoreUnavailable } from '../../store/retry.ts';
import type { Table } from '../../store/table.ts';
import { internal, ofRequest } from '../failures.ts';
import type { Model } from '../../artifacts/open.ts';
import { recordClaimed, recordNew } from './record.ts';
import type { PredictRequest } from './request.ts';

/** What the predict function answers with and from. */
export interface Dependencies {
  model: Model;
  /** The table of predictions. */
  table: Table;
  /** A new ULID. */
  newId: () => string;
}

/** How long the table is given, all attempts together, so that the client hears within 3 s. */
const PATIENCE_MS = 2_400;

/**
 * Answers a request: predicts its sound wines and records them. A prediction is answered only if it is recorded, and
 * as it is recorded; one that could not be written in time is rejected as Internal, to be tried again.
 */
export async function answerRequest(
  { model, table, newId }: Dependencies,
  request: PredictRequest,
): Promise<PredictAnswer> {
  const { rows, clientId, claim } = request;
  const requestId = claim?.requestId ?? null;
  const wines = rows.map((row) => ('wine' in row ? row.wine : undefined));
  const recording = { table, model, clientId, deadline: table.clock.now() + PATIENCE_MS };
  try {
    const recorded = wines.every((wine) => wine === undefined)
      ? []
      : claim === undefined
        ? await recordNew(recording, wines, newId())
        : await recordClaimed(recording, wines, newId(), claim);
    if (!Array.isArray(recorded)) return { failure: ofRequest(recorded, requestId) };
    const next = recorded.values();
    return { outcomes: rows.map((row) => ('wine' in row ? toOutcome(next.next().value, requestId) : row)) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return { failure: ofRequest(notRecorded(), requestId) };
  }
}

function toOutcome(prediction: StoredPrediction | undefined, requestId: string | null): Outcome {
  return prediction === undefined ? { rejection: ofRequest(notRecorded(), requestId) } : { prediction };
}

function notRecorded(): Failure {
  return internal('The prediction could not be recorded, so it is not answered: try again.');
}
