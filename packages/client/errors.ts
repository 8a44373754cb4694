import type { ERROR_TYPES, Rule } from '../../contract/errors.ts';

/**
 * What went wrong: what the API answers with, `Unauthorized` (the key is refused, or may not do this), and what only a
 * client can meet: `Unreachable` (no answer came), `Timeout` (none came in time), `Blocked` (a firewall turned
 * the call away) and `BadAnswer` (what came is not GraphQL). A newer API may answer with others, so keep a default.
 */
export type ErrorType =
  | (typeof ERROR_TYPES)[number]
  | 'Unauthorized'
  | 'Unreachable'
  | 'Timeout'
  | 'Blocked'
  | 'BadAnswer'
  | (string & Record<never, never>);

/**
 * Which rule a value breaks, for programs; the message says it in words. `unknown` (there is no such field) and
 * `format` (an address or a key) are the client's own. A newer API may answer with others.
 */
export type ErrorRule = Rule | 'unknown' | 'format' | (string & Record<never, never>);

/** What a TerroirError tells besides its message; whatever is left out is null, and `retryable` false. */
export interface ErrorDetails {
  errorType: ErrorType;
  /** The field at fault, e.g. `price` or `nextToken`. */
  field?: string | null | undefined;
  /** The rule that it breaks, e.g. `range`. */
  rule?: ErrorRule | null | undefined;
  retryable?: boolean | undefined;
  retryAfterSeconds?: number | null | undefined;
  requestId?: string | null | undefined;
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
  readonly rule: ErrorRule | null;
  /**
   * Whether the same call may succeed later. The client has then already tried as often as it was told to; but promote,
   * rollback and startTraining, which do more when they are done twice, it tries only once.
   */
  readonly retryable: boolean;
  /** How many seconds to wait before trying again; null where the API did not say. */
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
