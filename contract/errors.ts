/**
 * Every `errorType` that Terroir itself answers with; `Unauthorized` is AppSync's own. schema.graphql tells clients the
 * same names, and what to do about each.
 */
export const ERROR_TYPES = [
  'InvalidInput',
  'NotFound',
  'RequestConflict',
  'QuotaExceeded',
  'ModelUnavailable',
  'TrainingInProgress',
  'PromotionConflict',
  'Internal',
] as const;

/** The name of an error of the API. */
export type ErrorType = (typeof ERROR_TYPES)[number];

/** A short name of a rule of schema.graphql, for programs; the message says the rule in words. */
export type Rule =
  | 'type'
  | 'length'
  | 'form'
  | 'range'
  | 'atLeastOne'
  | 'batchSize'
  | 'token'
  | 'notChampion'
  | 'fileMissing'
  | 'fileExpired'
  | 'fileEmpty'
  | 'fileUnreadable'
  | 'fileColumns'
  | 'fileTooLarge'
  | 'jobEnded'
  | 'jobRunning'
  | QuotaRule;

/** Which quota of a client is used up. */
export type QuotaRule = 'quotaPerMinute' | 'quotaPerDay';

/** What a client can act upon; null where there is nothing to say. */
export interface ErrorInfo {
  /** The argument, or the field of an input, at fault, as the client spells it: `price`, `wines`, `filter.country`. */
  readonly field: string | null;
  /** Which rule of the field was broken. */
  readonly rule: Rule | null;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;
  /** The requestId that the client gave. */
  readonly requestId: string | null;
}

/** A failure as a value: a resolver raises it with `util.error`, or makes a Rejection of it. */
export interface Failure {
  readonly errorType: ErrorType;
  /** What is wrong, and what to do about it. */
  readonly message: string;
  readonly errorInfo: ErrorInfo;
}

/** The errorInfo of an error that has nothing to say; errors that do spread it and add what they know. */
export const NO_ERROR_INFO: ErrorInfo = {
  field: null,
  rule: null,
  retryable: false,
  retryAfterSeconds: null,
  requestId: null,
};
