import type { CallOptions, Connection } from './transport/connection.ts';
import type {
  AccuracyInTime,
  Drift,
  QueryAccuracyOverTimeArgs,
  QueryDriftArgs,
  SliceAccuracy,
} from './generated/graphql.ts';
import {
  AccuracyDocument,
  AccuracyOverTimeDocument,
  CheckDriftDocument,
  DriftDocument,
} from './generated/operations.ts';
import type { AccuracyQuestion } from './questions.ts';
import { orNull, send } from './transport/transport.ts';

export type {
  AccuracyInTime,
  Drift,
  DriftBin,
  DriftCheck,
  DriftFinding,
  DriftHistogram,
  DriftRatio,
  DriftSignal,
  DriftSignalName,
  DriftState,
  DriftWindow,
  TimeStep,
} from './generated/graphql.ts';

/** The time that `accuracyOverTime` looks at, and how long its steps are: days unless told. */
export type AccuracyOverTimeQuestion = QueryAccuracyOverTimeArgs;

/** How far back the history of `drift` goes; without a time it is empty. */
export type DriftQuestion = QueryDriftArgs;

/** What a key with the scope `operate` may ask about how the model fares in the traffic. */
export interface Faring {
  /**
   * How often the answers of a time were right, as far as labels tell; `by` says what to tell apart.
   *
   * @example
   * const slices = await terroir.accuracy({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', by: 'COUNTRY' });
   */
  accuracy(question: AccuracyQuestion, options?: CallOptions): Promise<SliceAccuracy[]>;

  /**
   * How often the answers are right over time: as their confidences estimate, and as labels measure.
   *
   * @example
   * const steps = await terroir.accuracyOverTime({ from: '2026-11-01T00:00:00Z', to: '2026-11-15T00:00:00Z' });
   */
  accuracyOverTime(question: AccuracyOverTimeQuestion, options?: CallOptions): Promise<AccuracyInTime[]>;

  /** Whether the traffic has moved away from what the champion was judged by; null before the first check. */
  drift(question?: DriftQuestion, options?: CallOptions): Promise<Drift | null>;

  /** Looks for drift now, as is done every hour. What was predicted in the last minute may not be counted yet. */
  checkDrift(options?: CallOptions): Promise<Drift>;
}

/** The methods of a client that ask how the model fares. */
export function createFaring(connection: Connection): Faring {
  return {
    accuracy: async ({ from, to, by }, call = {}) =>
      (await send(connection, AccuracyDocument, { from, to, by }, call)).accuracy,
    accuracyOverTime: async ({ from, to, by }, call = {}) =>
      (await send(connection, AccuracyOverTimeDocument, { from, to, by }, call)).accuracyOverTime,
    drift: async ({ from } = {}, call = {}) => (await send(connection, DriftDocument, { from }, orNull(call))).drift,
    checkDrift: async (call = {}) => (await send(connection, CheckDriftDocument, {}, call)).checkDrift,
  };
}
