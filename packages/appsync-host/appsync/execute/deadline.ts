/** When a request is to be answered, whatever still runs. */
export interface Deadline {
  /** Resolves when the time is up; never, once cancelled. */
  over: Promise<void>;
  isOver: () => boolean;
  /** Stops the clock of what was answered in time. */
  cancel: () => void;
}

/** Starts the clock of one request; it keeps no process alive. */
export function startDeadline(timeoutMs: number): Deadline {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    resolve();
  }, timeoutMs).unref();
  return { over: promise, isOver: () => isOver, cancel: () => clearTimeout(timer) };
}
