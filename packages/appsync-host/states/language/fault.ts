/** How a state fails, and how all of an execution is ended from outside. */
import { setMaxListeners } from 'node:events';

/** What a state reports, for retriers and catchers. */
export interface StateError {
  /** Such as `States.Timeout`, or the name of what a function threw. */
  error?: string;
  /** For people; of what a function threw, JSON. */
  cause?: string;
}

/** Thrown by a state that fails. */
export class StateFault extends Error {
  override name = 'StateFault';
  readonly stateError: StateError;

  constructor(error: string | undefined, cause?: string) {
    super(`${error ?? 'Failed'}: ${cause ?? ''}`);
    this.stateError = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  }
}

/** Why everything below is to end: somebody stopped it, its time is over, its Map has failed, or the host closes. */
export class Halt extends Error {
  override name = 'Halt';
  readonly why: 'stopped' | 'timedOut' | 'mapFailed' | 'closed';
  readonly stateError: StateError;

  constructor(why: Halt['why'], stateError: StateError = {}) {
    super(why);
    this.why = why;
    this.stateError = stateError;
  }
}

/** Waits for a promise no longer than until the signal. Errors: Halt, the signal's reason. */
export function untilHalted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const halt = (): void => reject(signal.reason as Halt);
    if (signal.aborted) return halt();
    signal.addEventListener('abort', halt, { once: true });
    const settle = (): void => signal.removeEventListener('abort', halt);
    promise.then(resolve, reject).finally(settle);
  });
}

/** A signal that goes off with another one, and can be set off by itself. */
export function createHalter(parent?: AbortSignal): { signal: AbortSignal; halt: (reason: Halt) => void } {
  const controller = new AbortController();
  const signal = parent === undefined ? controller.signal : AbortSignal.any([parent, controller.signal]);
  // Each of its many parts listens.
  setMaxListeners(0, signal);
  return { signal, halt: (reason) => controller.abort(reason) };
}
