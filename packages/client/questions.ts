import type { CallOptions } from './transport/connection.ts';
import type { MetricStatistic, ModelVersion, QueryAccuracyArgs, TrainingPlace } from './generated/graphql.ts';

/** What a call may be given that records predictions. */
export interface PredictOptions extends CallOptions {
  /**
   * Makes a repeat safe, for a day: 1 to 100 characters (90 for a batch of more than a hundred wines). The client makes
   * one for its own retries unless given; a TerroirError brings it.
   */
  requestId?: string | undefined;
}

/** What a wine may be tried by. */
export interface TryOptions extends CallOptions {
  /** The model version that is to answer: the champion unless given. */
  modelVersion?: string | undefined;
}

/** A model version in short. */
export type VersionName = Pick<
  ModelVersion,
  'id' | 'state' | 'createdAt' | 'trainedBy' | 'examples' | 'countryAccuracy' | 'varietyAccuracy'
>;

/** What a call may be given that moves the champion. */
export interface MoveOptions extends CallOptions {
  /** The champion that you go by: where it is another one by now, nothing is moved. */
  expectedChampion?: string | undefined;
}

/** The time whose answers `accuracy` looks at, and what it tells apart. */
export type AccuracyQuestion = QueryAccuracyArgs;

/** Which metric, of which time (ISO 8601, `to` not included), by which periods. */
export interface MetricsQuestion {
  /** As docs/METRICS.md lists them: `latencyMs`. */
  name: string;
  from: string;
  to: string;
  /** In seconds: 60, 300 (unless told), 900, 3,600, 21,600 or 86,400. */
  period?: number | undefined;
  /** AVERAGE unless told. */
  statistic?: MetricStatistic | undefined;
}

/** What is known to be true of a wine that was predicted; what is left out keeps what was said before. */
export interface Truth {
  country?: string | null | undefined;
  variety?: string | null | undefined;
}

/** How to start a training. */
export interface StartOptions extends CallOptions {
  /** Where it is to run; where the environment has its trainings run unless it is given. */
  on?: TrainingPlace | null | undefined;
}

/** Which training runs to watch: that of the id, or all. */
export interface WatchOptions extends CallOptions {
  id?: string | undefined;
}
