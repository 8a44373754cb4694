/** What AWS gives an account in one region, as far as the simulation knows it; docs/scale/limits.ts has the sources. */
export interface Account {
  /** AppSync's request tokens a second. */
  requestTokens: number;
  /** Calls of all Lambdas at once. */
  concurrency: number;
  /** Write units a second of one table. */
  tableWrites: number;
  /**
   * Among how many partitions the table's keys are spread: 4 in a table that nobody has used, and where heat has been
   * there for long enough, each key has one of its own.
   */
  partitions: number | 'one a key';
  /** For how many seconds a partition saves what was not used of it. DynamoDB keeps 300 s, and promises none. */
  burstSeconds: number;
}

/** What every account in us-east-1 has without asking. */
export const DEFAULT_ACCOUNT: Account = {
  requestTokens: 10_000,
  concurrency: 1_000,
  tableWrites: 40_000,
  partitions: 'one a key',
  burstSeconds: 1,
};

/** What an account has that has asked for all it needs, and whose table has been warmed up. */
export const RAISED_ACCOUNT: Account = {
  ...DEFAULT_ACCOUNT,
  requestTokens: 150_000,
  concurrency: 15_000,
  tableWrites: 400_000,
};

/** What one partition of DynamoDB takes, in write units a second, whatever is asked for. */
export const PARTITION_WRITES = 1_000;

/** Lambda: calls a second for each call at once that the account may have; environments that a function may add. */
export const LAMBDA = { callsEach: 10, startsAtOnce: 1_000, startsPerSecond: 100 } as const;
