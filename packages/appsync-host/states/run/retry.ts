/** Who tries a failed state again, and when. Source: Step Functions developer guide, "Handling errors". */
import type { Retrier } from '../language/definition.ts';
import type { StateError } from '../language/fault.ts';

/** Never tried again, and never caught by a wildcard. */
const TERMINAL = ['States.Runtime', 'States.DataLimitExceeded'];

/** Whether one of these names, or wildcards, means that error. */
export function matchesError(errorEquals: readonly string[], { error = '' }: StateError): boolean {
  // Nothing catches it, not even its name.
  if (error === 'States.Runtime') return false;
  if (errorEquals.includes(error)) return true;
  if (TERMINAL.includes(error)) return false;
  if (errorEquals.includes('States.ALL')) return true;
  return errorEquals.includes('States.TaskFailed') && error !== 'States.Timeout';
}

/**
 * How long to wait before the attempt after `retries` earlier ones: the interval grows by the rate each time, up to the
 * largest delay; with full jitter it is a random time up to that.
 */
export function chooseDelayMs(retrier: Retrier, retries: number, random: () => number): number {
  const { intervalSeconds, backoffRate, delaySecondsMax = Infinity, hasJitter } = retrier;
  const seconds = Math.min(intervalSeconds * backoffRate ** retries, delaySecondsMax);
  return Math.round(seconds * 1000 * (hasJitter ? random() : 1));
}

/** The retrier that takes an error up once more, by its place; each counts its own attempts. */
export function findRetrier(
  retriers: readonly Retrier[],
  stateError: StateError,
  retries: Readonly<Record<number, number>>,
): number | undefined {
  // The first that names the error decides, even where it has no attempt left.
  const index = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, stateError));
  const retrier = retriers[index];
  return retrier !== undefined && (retries[index] ?? 0) < retrier.attemptsMax ? index : undefined;
}
