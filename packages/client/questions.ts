import type { CallOptions } from './connection.ts';
import type { QueryAccuracyArgs } from './generated/graphql.ts';

/** What a call may be given that records predictions. */
export interface PredictOptions extends CallOptions {
  /**
   * Makes a repeat safe, for a day: 1 to 100 characters (90 for a batch of more than a hundred wines). The client makes
   * one for its own retries unless given; a TerroirError brings it.
   */
  requestId?: string | undefined;
}

/** What a call may be given that moves the champion. */
export interface MoveOptions extends CallOptions {
  /** The champion that you go by: where it is another one by now, nothing is moved. */
  expectedChampion?: string | undefined;
}

/** The time whose answers `accuracy` looks at, and what it tells apart. */
export type AccuracyQuestion = QueryAccuracyArgs;

/** What is known to be true of a wine that was predicted; what is left out keeps what was said before. */
export interface Truth {
  country?: string | null | undefined;
  variety?: string | null | undefined;
}

/** Which training runs to watch: that of the id, or all. */
export interface WatchOptions extends CallOptions {
  id?: string | undefined;
}
