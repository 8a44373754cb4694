/** Time as executions go by it, which tests move by hand. */

/** A clock that wakes whoever waits. */
export interface Clock {
  /** Epoch ms. */
  now: () => number;
  /** Runs it once that time has come; what it answers takes it back. */
  at: (timeMs: number, run: () => void) => () => void;
}

/** Node's timers end before this many ms. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** The machine's clock. */
export function createClock(): Clock {
  return {
    now: Date.now,
    at: (timeMs, run) => {
      let timer: NodeJS.Timeout;
      const wait = (): void => {
        const restMs = timeMs - Date.now();
        timer = restMs > 0 ? setTimeout(wait, Math.min(restMs, TIMER_MS_MAX)) : setTimeout(run, 0);
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}

/** Resolves at that time. Errors: the signal's reason, when that comes first. */
export function waitUntil(clock: Clock, timeMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const halt = (): void => {
      takeBack();
      reject(signal.reason as Error);
    };
    const takeBack = clock.at(timeMs, () => {
      signal.removeEventListener('abort', halt);
      resolve();
    });
    signal.addEventListener('abort', halt, { once: true });
  });
}
