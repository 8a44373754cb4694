import { addTally, emptyTally } from '../../classifier/drift/tally.ts';
import type { Model } from '../../artifacts/open.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { Tally } from '../../contract/traffic.ts';
import type { Target } from '../../contract/wine.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { addToHour, hourOf } from '../../store/clients/traffic.ts';

/** Counts what is asked and answered, by hour and model version, for drift to be seen. */
export interface TrafficCounter {
  /**
   * Counts predictions that are being recorded. The first of a process and the first after a minute bring what was
   * counted to the table, and so does, within the minute, whichever makes as many as were written early in it, two
   * hundred at least. It is resolved when that has been done or given up, half a second later at most. Never rejects.
   */
  count(model: Model, predictions: readonly StoredPrediction[]): Promise<void>;
}

/** How often a process writes what it has counted: a process that ends takes a minute with it at most. */
const WRITE_EVERY_MS = 60_000;
/**
 * So many predictions are written without waiting for the minute to be over; then, in the same minute, as many again,
 * twice as many, and so on: a write takes a table longer than a batch does, so a busy process makes ten in a minute and
 * not a thousand.
 */
const WRITE_EARLY_PREDICTIONS_MIN = 200;
/** How long the table is given. A write that it keeps waiting must not keep the client waiting. */
const PATIENCE_MS = 500;
/** So many hours and versions may wait for a table that does not answer; what comes after is not counted. */
const WAITING_MAX = 48;

/** Counts into a table; `onTrouble` is told of a write that failed, whose counts wait for the next one. */
export function openTrafficCounter(table: Table, onTrouble: (error: unknown) => void): TrafficCounter {
  const waiting = new Map<string, Waiting>();
  let minuteMs = -Infinity;
  let writtenEarly = 0;
  let unwritten = 0;
  const write = async (): Promise<void> => {
    const parts = [...waiting];
    waiting.clear();
    const abortSignal = AbortSignal.timeout(PATIENCE_MS);
    await Promise.all(
      parts.map(async ([key, part]) => {
        try {
          await addToHour(table, part, abortSignal);
        } catch (error) {
          onTrouble(error);
          putBack(waiting, key, part);
        }
      }),
    );
  };
  return {
    async count(model, predictions) {
      try {
        if (predictions.length === 0) return;
        addPredictions(waiting, hourOf(table.clock.now()), model, predictions);
        unwritten += predictions.length;
        const nowMs = table.clock.elapsedMs();
        const isMinuteOver = nowMs - minuteMs >= WRITE_EVERY_MS;
        if (isMinuteOver) [minuteMs, writtenEarly] = [nowMs, 0];
        else if (unwritten < Math.max(WRITE_EARLY_PREDICTIONS_MIN, writtenEarly)) return;
        else writtenEarly += unwritten;
        unwritten = 0;
        await write();
      } catch (error) {
        onTrouble(error);
      }
    },
  };
}

/** Counts that have not been written. */
interface Waiting {
  hour: string;
  modelVersion: string;
  tally: Tally;
}

function addPredictions(
  waiting: Map<string, Waiting>,
  hour: string,
  { version: modelVersion, gauge }: Model,
  predictions: readonly StoredPrediction[],
): void {
  const key = `${hour}#${modelVersion}`;
  const { tally } = waiting.get(key) ?? { tally: emptyTally() };
  for (const prediction of predictions) {
    gauge(prediction.wine, { country: bestOf(prediction, 'country'), variety: bestOf(prediction, 'variety') }, tally);
  }
  if (waiting.has(key) || waiting.size < WAITING_MAX) waiting.set(key, { hour, modelVersion, tally });
}

function putBack(waiting: Map<string, Waiting>, key: string, part: Waiting): void {
  const since = waiting.get(key);
  if (since === undefined) waiting.set(key, part);
  else addTally(since.tally, part.tally);
}

function bestOf(prediction: StoredPrediction, target: Target): { name: string; confidence: number } {
  const [name, confidence] = prediction[target].ranking[0] ?? ['', 0];
  return { name, confidence };
}
