import type { Account } from './account.ts';
import type { Skew } from './draws.ts';

/** What is asked, of which account. */
export interface Scenario {
  /** By which its outcome is found again. */
  id: string;
  account: Account;
  /** On average, all clients together. */
  winesPerSecond: number;
  /** 1: `predict`; else `predictBatch`. */
  winesARequest: number;
  clients: number;
  /** How they differ. */
  skew: Skew;
  /** Over how many partition keys each client's predictions are spread. */
  keysAClient: number;
  /** Whether DynamoDB has split the claims of requestIds off, which takes it minutes of heat. */
  claimsSplitOff: boolean;
  /** Each client's wines a minute; null where nothing limits it, and nothing is counted. */
  quotaPerMinute: number | null;
  /** Environments that are there from the beginning. */
  warm: number;
  /** Requests come in bursts: for so many seconds of every so many, all that is asked. */
  bursts: { seconds: number; everySeconds: number } | null;
  seconds: number;
  seed: number;
}

/** How long things take, measured: medians of `npm run bench`, and what COST.md takes DynamoDB to need. */
export interface ServiceTimes {
  /** λ predict's own time for one wine and for a hundred, tables not counted. */
  singleMs: number;
  batchMs: number;
  /** How many times longer one in a hundred requests takes on the laptop than the median. */
  p99Times: number;
  /** From the start of a process to its first answer. */
  coldMs: number;
  /** λ authorizer's own time. */
  authorizerMs: number;
  /** A write or a read of a table, there and back, on average. */
  tableMs: number;
}

/** What may keep a request from its answer. */
export const REASONS = ['appsync', 'lambda', 'table'] as const;

/** What kept it: no request token, no call or environment of Lambda, or no write before the deadline. */
export type Reason = (typeof REASONS)[number];

/** What became of what was asked. */
export interface Outcome {
  id: string;
  wines: number;
  /** Of all wines, those that failed, by reason. */
  failed: Record<Reason, number>;
  /** Of requests that were answered, in ms from AppSync's door on; null where none was. */
  p50Ms: number | null;
  p99Ms: number | null;
  /** The most calls of Lambdas at once, and the environments of λ predict that were started. */
  concurrencyPeak: number;
  starts: number;
}
