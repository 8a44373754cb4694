import type { Outcome, PredictAnswer } from '../../contract/invocations.ts';
import type { Failure } from '../../contract/errors.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { StoreUnavailable } from '../../store/dynamodb/retry.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { internal, ofRequest } from '../failures.ts';
import type { Model } from '../../artifacts/open.ts';
import { type Counter, openMeter } from './quota.ts';
import { recordClaimed, recordNew } from './record.ts';
import type { PredictRequest } from './request.ts';
import type { TrafficCounter } from './traffic.ts';

/** What the predict function answers with and from. */
export interface Dependencies {
  model: Model;
  /** The table of predictions. */
  table: Table;
  /** Counts against quotas. */
  counter: Counter;
  /** Counts what is asked and answered. */
  traffic: TrafficCounter;
  /** A new ULID. */
  newId: () => string;
}

/** How long the table is given, all attempts together, so that the client hears within 3 s. */
const PATIENCE_MS = 2_400;

/**
 * Answers a request: counts its sound wines against the client's quota, predicts and records them. A prediction is
 * answered only if it is recorded, and as it is recorded; one that could not be written in time is rejected as
 * Internal, to be tried again.
 */
export async function answerRequest(
  { model, table, counter, traffic, newId }: Dependencies,
  { rows, clientId, partitions = 1, claim, quota }: PredictRequest,
): Promise<PredictAnswer> {
  const requestId = claim?.requestId ?? null;
  const wines = rows.map((row) => ('wine' in row ? row.wine : undefined));
  if (wines.every((wine) => wine === undefined)) return { outcomes: rows.flatMap((row) => ('wine' in row ? [] : row)) };
  const deadline = table.clock.now() + PATIENCE_MS;
  const meter = quota && openMeter(counter, quota, deadline);
  const recording = { table, model, clientId, partitions, deadline, meter, traffic };
  try {
    const recorded = await (claim === undefined
      ? recordNew(recording, wines, newId())
      : recordClaimed(recording, wines, newId(), claim));
    const state = await meter?.read();
    const told = state === undefined ? {} : { quota: state };
    if (!Array.isArray(recorded)) return { failure: ofRequest(recorded, requestId), ...told };
    const next = recorded.values();
    const outcomes = rows.map((row) => ('wine' in row ? toOutcome(next.next().value, requestId) : row));
    return { outcomes, ...told };
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
