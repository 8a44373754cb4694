import type { Random } from '../../classifier/fit/random.ts';
import type { Draw } from './draws.ts';
import type { Course, Scheduler } from './scheduler.ts';

/** As store/dynamodb/retry.ts pauses; a test holds the two together. */
const PAUSE_MS_MIN = 25;
const PAUSE_MS_MAX = 400;

/** What a turn to the table needs. */
export interface Turns {
  scheduler: Scheduler;
  random: Random;
  /** How long the table takes to answer, a throttled attempt included. */
  turnMs: Draw;
}

/**
 * Attempts until it succeeds or the deadline is reached, pausing longer and longer, with full jitter: `retryUntil` of
 * store/dynamodb/retry.ts in simulated time. Returns whether it succeeded.
 */
export function* tryUntil(
  { scheduler, random, turnMs }: Turns,
  deadline: number,
  attempt: () => boolean,
): Course<boolean> {
  for (let round = 0; scheduler.now() < deadline; round += 1) {
    const isDone = attempt();
    yield turnMs();
    if (isDone) return true;
    yield Math.min(pauseMs(random, round), Math.max(0, deadline - scheduler.now()));
  }
  return false;
}

/** How long is paused after an attempt, the first being 0. */
export function pauseMs(random: Random, round: number): number {
  return random.next() * Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** round);
}
