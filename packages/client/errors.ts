/**
 * What went wrong, as schema.graphql lists it, and what only a client can meet: `Unreachable` (no answer came),
 * `Timeout` (none came in time) and `BadAnswer` (what came is not GraphQL). A newer API may answer with others.
 */
export type ErrorType =
  | 'InvalidInput'
  | 'NotFound'
  | 'RequestConflict'
  | 'ModelUnavailable'
  | 'TrainingInProgress'
  | 'PromotionConflict'
  | 'Internal'
  | 'Unauthorized'
  | 'Unreachable'
  | 'Timeout'
  | 'BadAnswer'
  | (string & Record<never, never>);

/** What a TerroirError tells besides its message. */
export interface ErrorDetails {
  errorType: ErrorType;
  /** The field at fault, e.g. `price` or `nextToken`. */
  field?: string | null;
  /** The rule that it breaks, e.g. `range`. */
  rule?: string | null;
  retryable?: boolean;
  retryAfterSeconds?: number | null;
  requestId?: string | null;
  cause?: unknown;
}

/**
 * The one error of this client: whatever the API, the network or the way between answers, it arrives as this. Branch on
 * `errorType`; `message` says what to do. What it does not cover: an AbortSignal, which rejects with its own reason.
 *
 * @example
 * try {
 *   await terroir.predict({ price: -1 });
 * } catch (error) {
 *   if (error instanceof TerroirError && error.errorType === 'InvalidInput') highlight(error.field);
 *   else throw error;
 * }
 */
export class TerroirError extends Error {
  override readonly name = 'TerroirError';
  readonly errorType: ErrorType;
  /** The field of WineInput or the argument at fault; null where it is none in particular. */
  readonly field: string | null;
  /** The rule that the field breaks; null where there is none. */
  readonly rule: string | null;
  /**
   * Whether the same call may succeed later. The client has then already tried as often as it was told to; but promote,
   * rollback and startTraining, which do more when they are done twice, it tries only once.
   */
  readonly retryable: boolean;
  /** How long to wait before trying again, where the API said so. */
  readonly retryAfterSeconds: number | null;
  /** Repeat the call with this requestId, and nothing is recorded twice; null for calls that record nothing. */
  readonly requestId: string | null;

  constructor(message: string, details: ErrorDetails) {
    super(message, { cause: details.cause });
    this.errorType = details.errorType;
    this.field = details.field ?? null;
    this.rule = details.rule ?? null;
    this.retryable = details.retryable ?? false;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.requestId = details.requestId ?? null;
  }
}
