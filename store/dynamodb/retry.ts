import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Clock } from './clock.ts';

/**
 * DynamoDB did not do it before the deadline: it was throttled, unreachable or in trouble. To try again later is
 * right.
 */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** DynamoDB did only a part, or another writer came between: `retryUntil` tries again. */
export class Unfinished extends Error {
  override name = 'Unfinished';
}

const PAUSE_MS_MIN = 25;
const PAUSE_MS_MAX = 400;
/** A connection that hangs is given up after this, so that a second one fits into most deadlines. */
const ATTEMPT_MS = 1_000;

/**
 * Attempts until it succeeds or `deadline` (epoch ms) is reached, pausing longer and longer, with full jitter.
 * An attempt may be cut off by its signal and yet have been done by DynamoDB: it must be safe to repeat.
 *
 * Errors: StoreUnavailable at the deadline, with the last trouble as its cause; whatever a retry cannot cure as it is.
 */
export async function retryUntil<T>(
  clock: Clock,
  deadline: number,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  let trouble: unknown;
  // Counted from here by what nobody sets: a clock that is put back must not make an hour of two seconds.
  const endMs = clock.elapsedMs() + deadline - clock.now();
  const timeLeftMs = (): number => endMs - clock.elapsedMs();
  for (let round = 0; ; round++) {
    const leftMs = timeLeftMs();
    if (leftMs <= 0) throw new StoreUnavailable('The table did not answer in time.', { cause: trouble });
    try {
      return await attempt(clock.signalAfter(Math.min(leftMs, ATTEMPT_MS)));
    } catch (error) {
      if (!isPassing(error)) throw error;
      trouble = error;
    }
    await clock.wait(Math.min(pauseMs(round), Math.max(0, timeLeftMs())));
  }
}

function pauseMs(round: number): number {
  return Math.random() * Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** round);
}

const THROTTLED = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/**
 * Whether the trouble may be over at the next attempt: throttling, a fault of the server, a broken connection, an
 * answer that is not DynamoDB's, such as a page of HTML from something in between.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof Unfinished) return true;
  if (hasPassingStatus(error)) return true;
  if (error instanceof DynamoDBServiceException) return error.$fault === 'server' || THROTTLED.has(error.name);
  if (!(error instanceof Error)) return false;
  // What Node says of a connection (ECONNRESET, ENOTFOUND …) has a code; what the SDK cuts off has one of these names.
  return 'code' in error || error.name === 'AbortError' || error.name === 'TimeoutError';
}

/**
 * Whether an AWS service answered with an HTTP status after which a repeat may succeed, whatever its body was: 408,
 * 429, 5xx; or with 200 and a body that the SDK could not read, so that nobody knows what was done.
 */
export function hasPassingStatus(error: unknown): boolean {
  const metadata = (error as { $metadata?: { httpStatusCode?: unknown } } | null)?.$metadata;
  const status = metadata?.httpStatusCode;
  if (typeof status !== 'number') return false;
  return status >= 500 || status === 429 || status === 408 || (status === 200 && error instanceof SyntaxError);
}

/** Whether the condition of a write held; any other trouble is thrown as it is. */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
