/** Time as the store sees it: an argument, so that tests of waiting never wait. */
export interface Clock {
  /** Epoch milliseconds: for what is stored or shown. Whoever sets the machine's clock sets it, back too. */
  now(): number;
  /** Milliseconds since some moment, which nobody sets: for how long something took, or may take. */
  elapsedMs(): number;
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>;
  /** A signal that aborts after so many milliseconds, for what must not take longer. */
  signalAfter(ms: number): AbortSignal;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  signalAfter: (ms) => AbortSignal.timeout(Math.ceil(ms)),
};
