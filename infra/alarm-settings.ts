import type { AwaitedFunctionName } from '../contract/releases.ts';

/** From when on each alarm goes off. What an alarm means is said in contract/alarms.ts and docs/RUNBOOK.md. */
export interface AlarmSettings {
  /** The share of wines that may stay without an answer for reasons of ours: the error budget. */
  readonly errorBudgetShare: number;
  /** So many times faster than the budget allows: of 15 a month's budget is gone in two days, of 3 in ten. */
  readonly burnRate: Readonly<Record<'fast' | 'slow', number>>;
  /** Fewer errors than these, in a minute and in a quarter of an hour, tell nothing of a rate. */
  readonly errorsMin: Readonly<Record<'fast' | 'slow', number>>;
  /** What 99 of a hundred requests may take. */
  readonly latencyMsP99Max: number;
  /** Calls that Lambda turns away in a minute. */
  readonly throttlesMax: number;
  /** Reads that DynamoDB does not answer in a minute. */
  readonly unansweredReadsMax: number;
  /** The accuracy by labels below which too little is right. */
  readonly accuracyMin: Readonly<Record<'country' | 'variety', number>>;
  /** By how many standard deviations, for so many labels, it must be below: so that chance seldom does that. */
  readonly accuracyDeviations: number;
  /** The share of wrong answers above which a slice fails. */
  readonly sliceErrorShareMax: number;
  /** How wide the band is that requests and confidence should lie in, in standard deviations. */
  readonly bandDeviations: number;
  /** What lies between two trainings at most, in hours: that of the schedule, and a day. */
  readonly trainingAgeHoursMax: number;
  /** Wines and requests that quotas refuse in five minutes. */
  readonly quotaRefusalsMax: number;
  /** What the account may cost a month, in US dollars; null for no budget. */
  readonly monthlyDollarsMax: number | null;
  /** Calls of a new version that fail in a minute while it is released: of so many it is rolled back. */
  readonly releaseErrorsMin: number;
  /** What 99 of a hundred calls of a new version may take, by function, before it is rolled back. */
  readonly releaseDurationMsP99Max: Readonly<Record<AwaitedFunctionName, number>>;
  /** Who is written to; null where topics are subscribed to by hand. */
  readonly email: string | null;
}

/** Those of an environment that says nothing else. */
export const DEFAULT_ALARMS: AlarmSettings = {
  errorBudgetShare: 0.005,
  burnRate: { fast: 15, slow: 3 },
  errorsMin: { fast: 3, slow: 5 },
  // The slowest requests are batches of a hundred; what is over a second waits for something.
  latencyMsP99Max: 1_000,
  throttlesMax: 5,
  unansweredReadsMax: 5,
  // Some .07 below what the starter model does on its hold-out set, given a note and numbers.
  accuracyMin: { country: 0.75, variety: 0.58 },
  // One false alarm a year at most, at an accuracy that is .07 above: worked out in docs/RUNBOOK.md, accuracy-low.
  accuracyDeviations: 3.25,
  sliceErrorShareMax: 0.7,
  bandDeviations: 3,
  trainingAgeHoursMax: 8 * 24,
  quotaRefusalsMax: 1_000,
  // By what production is planned for: see docs/COST.md.
  monthlyDollarsMax: 200,
  // To go back costs nobody anything, and of a tenth of a small traffic one failure may be all that is seen.
  releaseErrorsMin: 1,
  releaseDurationMsP99Max: { predict: 1_000, registry: 10_000, authorizer: 1_000 },
  email: null,
};
