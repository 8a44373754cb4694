import { expect, test } from 'vitest';
import { pauseMs, tryUntil } from '../../../bench/scale/retry.ts';
import { openScheduler } from '../../../bench/scale/scheduler.ts';
import type { Course } from '../../../bench/scale/scheduler.ts';
import { createRandom } from '../../../classifier/fit/random.ts';
import { retryUntil, Unfinished } from '../../../store/dynamodb/retry.ts';
import { fakeClock } from '../../store/dynamo.ts';

const DEADLINE_MS = 2_400;
const RUNS = 400;

/** How long each pause was in which `retryUntil` of store/ waits, where nothing ever succeeds; the last is cut off. */
async function pausesOfStore(): Promise<number[]> {
  const clock = fakeClock(0);
  const attempt = (): Promise<never> => Promise.reject(new Unfinished('never'));
  await expect(retryUntil(clock, DEADLINE_MS, attempt)).rejects.toThrow('did not answer in time');
  return clock.pauses.slice(0, -1);
}

test('the simulation pauses between attempts as store/dynamodb/retry.ts does', async () => {
  const runs = await Promise.all(Array.from({ length: RUNS }, pausesOfStore));
  const random = createRandom(4);
  for (let round = 0; round < 8; round += 1) {
    const ofStore = runs.map((pauses) => pauses[round] ?? 0);
    const ofSimulation = Array.from({ length: RUNS }, () => pauseMs(random, round));
    const ratio = Math.max(...ofSimulation) / Math.max(...ofStore);
    expect(ratio, `the longest pause after attempt ${round + 1}`).toBeGreaterThan(0.9);
    expect(ratio, `the longest pause after attempt ${round + 1}`).toBeLessThan(1.1);
  }
});

test('it gives up at the deadline, and says so; what succeeds before is done', () => {
  const scheduler = openScheduler();
  const turns = { scheduler, random: createRandom(5), turnMs: () => 5 };
  const ended: [string, boolean, number][] = [];
  const tryOne = function* (name: string, succeedsAtMs: number): Course {
    const isDone = yield* tryUntil(turns, DEADLINE_MS, () => scheduler.now() >= succeedsAtMs);
    ended.push([name, isDone, scheduler.now()]);
  };
  scheduler.begin(tryOne('never', Infinity));
  scheduler.begin(tryOne('soon', 100));
  scheduler.begin(tryOne('at once', 0));
  scheduler.runUntil(10_000);
  expect(ended.map(([name, isDone]) => [name, isDone])).toEqual([
    ['at once', true],
    ['soon', true],
    ['never', false],
  ]);
  const [atOnce = [], , never = []] = ended;
  expect(atOnce[2]).toBe(5);
  expect(never[2]).toBeGreaterThanOrEqual(DEADLINE_MS);
  expect(never[2]).toBeLessThanOrEqual(DEADLINE_MS + 5);
});
