import { TerroirError } from '../errors.ts';

/** When to try again, and how to wait for it. */
export interface Retrying {
  /** How often to try again after the first time. */
  retries: number;
  /** How long all waits for a used-up quota may last, for each request; 0 unless given: it is told at once. */
  quotaWaitMsMax?: number;
  /** Told before each of them how long it will be. */
  onQuotaWait?: ((waitMs: number) => void) | undefined;
  /** Waits that many milliseconds, or rejects with the signal's reason as soon as it is aborted. */
  wait: (waitMs: number, signal?: AbortSignal) => Promise<void>;
}

const WAIT_MS_FIRST = 200;
const WAIT_MS_MAX = 20_000;
/** As many failures as have a backoff of up to 3 s. */
const QUOTA_JITTER = 4;

/**
 * Calls until it works, the error is not retryable, or the retries are used up; the last error is passed on. Waits are
 * exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), on top of
 * what the API asked for. Where it asked for more than 20 s the error is passed on at once: that is for the caller. A
 * used-up quota is no trouble, and waiting for it no retry: it is waited for as long as the caller has allowed.
 */
export async function retry<Result>(retrying: Retrying, call: () => Promise<Result>, signal?: AbortSignal) {
  let quotaWaitMsLeft = retrying.quotaWaitMsMax ?? 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (isQuotaExceeded(error)) {
        const waitMs = quotaWaitMs(error);
        if (waitMs > quotaWaitMsLeft) throw error;
        quotaWaitMsLeft -= waitMs;
        attempt -= 1;
        retrying.onQuotaWait?.(waitMs);
        await retrying.wait(waitMs, signal);
        continue;
      }
      const askedMs = askedWaitMs(error);
      if (askedMs === undefined || attempt >= retrying.retries) throw error;
      await retrying.wait(askedMs + backoffMs(attempt), signal);
    }
  }
}

function isQuotaExceeded(error: unknown): error is TerroirError {
  return error instanceof TerroirError && error.errorType === 'QuotaExceeded';
}

/** Until the quota is whole again, and a little longer: others wait for the very same moment. */
function quotaWaitMs({ retryable, retryAfterSeconds }: TerroirError): number {
  return retryable ? (retryAfterSeconds ?? 0) * 1000 + backoffMs(QUOTA_JITTER) : Infinity;
}

/** How long to wait after that many failures in a row before this one: exponential with full jitter, 20 s at most. */
export function backoffMs(failures: number): number {
  return Math.random() * Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** failures);
}

/** How many milliseconds to wait at least before trying again; undefined where trying again is of no use. */
function askedWaitMs(error: unknown): number | undefined {
  if (!(error instanceof TerroirError) || !error.retryable) return undefined;
  const askedMs = Math.max(0, (error.retryAfterSeconds ?? 0) * 1000);
  return askedMs <= WAIT_MS_MAX ? askedMs : undefined;
}

/** Waits that many milliseconds, or rejects with the signal's reason as soon as it is aborted. */
export function waitFor(waitMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, waitMs);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
