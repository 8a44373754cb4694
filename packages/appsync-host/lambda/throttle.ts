/** How many calls run at once, of all functions together. */

/** A limit on calls that run at once. */
export interface Throttle {
  /** Runs a call, or answers undefined at once where there are too many already. */
  tryRun: <T>(run: () => Promise<T>) => Promise<T> | undefined;
  /** Runs a call as soon as there is room; those that wait come in the order in which they were given. */
  runLater: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Without a limit everything runs at once. */
export function createThrottle(callsMax = Infinity): Throttle {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = async <T>(run: () => Promise<T>): Promise<T> => {
    running += 1;
    try {
      return await run();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
  return {
    tryRun: (run) => (running < callsMax ? enter(run) : undefined),
    runLater: (run) => {
      if (running < callsMax) return enter(run);
      return new Promise((resolve) => waiting.push(() => resolve(enter(run))));
    },
  };
}
