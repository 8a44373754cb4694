/** How many wines a client has asked about on a day and in the minute that was counted last. */
export interface StoredUsage {
  /** Partition key: the client whose quota it is. */
  readonly account: string;
  /** Sort key: the day, UTC, `2026-11-28`. */
  readonly day: string;
  /** What counts against the quota per day. */
  readonly dayWines: number;
  /** Minutes since 1970: the minute that `minuteWines` are of. */
  readonly minute: number;
  /** What counts against the quota per minute; nothing of it counts any more in a later minute. */
  readonly minuteWines: number;
  /** The jobs whose wines are in `dayWines`, so that each is counted once; absent where there are none. */
  readonly jobs?: readonly string[];
  /** Epoch seconds, when DynamoDB may drop it. */
  readonly expiresAt: number;
}

/**
 * How many processes of λ predict there can be at once: its reserved concurrency. What they hold of large quotas in
 * advance, all together, is bounded by it.
 */
export const PREDICT_PROCESSES_MAX = 100;

/** The share of a quota per minute that all processes together may have counted before anybody asked. */
export const LEASED_SHARE_MAX = 0.01;
