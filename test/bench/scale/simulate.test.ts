import { describe, expect, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../../bench/scale/account.ts';
import type { Outcome, Scenario, ServiceTimes } from '../../../bench/scale/scenario.ts';
import { simulate } from '../../../bench/scale/simulate.ts';

const TIMES: ServiceTimes = { singleMs: 1, batchMs: 16, p99Times: 3, coldMs: 250, authorizerMs: 1, tableMs: 5 };
const QUIET: Scenario = {
  id: 'quiet',
  account: DEFAULT_ACCOUNT,
  winesPerSecond: 100,
  winesARequest: 1,
  clients: 1,
  skew: 'even',
  keysAClient: 1,
  claimsSplitOff: false,
  quotaPerMinute: null,
  warm: 10,
  bursts: null,
  seconds: 20,
  seed: 1,
};
const simulated = (otherwise: Partial<Scenario> = {}): Outcome => simulate({ ...QUIET, ...otherwise }, TIMES);
const failedOf = ({ failed, wines }: Outcome): number => (failed.appsync + failed.lambda + failed.table) / wines;
const answeredPerSecond = (outcome: Outcome): number => (outcome.wines * (1 - failedOf(outcome))) / QUIET.seconds;

describe('where nothing binds', () => {
  test('every wine is answered, in the time of a classification and two turns to the table', () => {
    const outcome = simulated();
    expect(outcome.failed).toEqual({ appsync: 0, lambda: 0, table: 0 });
    expect(outcome.wines / QUIET.seconds).toBeGreaterThan(90);
    expect(outcome.wines / QUIET.seconds).toBeLessThan(110);
    expect(outcome.p50Ms).toBeGreaterThan(9.5);
    expect(outcome.p50Ms).toBeLessThan(12.5);
  });

  test('a quota is a third turn', () => {
    const more = (simulated({ quotaPerMinute: 12_000 }).p50Ms ?? 0) - (simulated().p50Ms ?? 0);
    expect(more).toBeGreaterThan(4);
    expect(more).toBeLessThan(6);
  });

  test('the calls at once are as many as Little says: the rate times the time', () => {
    const outcome = simulated({ winesPerSecond: 450, warm: 100, seconds: 60 });
    expect(outcome.concurrencyPeak).toBeGreaterThan((450 * 11) / 1_000);
    expect(outcome.concurrencyPeak).toBeLessThan(30);
  });

  test('the same seed comes to the same outcome, and another to another', () => {
    expect(simulated()).toEqual(simulated());
    expect(simulated({ seed: 2 })).not.toEqual(simulated());
  });
});

describe('a client that asks for more than its partitions take', () => {
  test('gets a thousand wines a second by the hundred of each partition, less the claims in the first', () => {
    const asked = { winesARequest: 100, winesPerSecond: 6_000 };
    expect(answeredPerSecond(simulated({ ...asked, keysAClient: 1 }))).toBeCloseTo(1_090, -2);
    expect(answeredPerSecond(simulated({ ...asked, keysAClient: 4 })) / 4).toBeCloseTo(1_090, -2);
    expect(failedOf(simulated({ ...asked, keysAClient: 8 }))).toBe(0);
  });

  test('one by one is kept to 500 a second by its claims, and to 1,000 once those are split off', () => {
    expect(failedOf(simulated({ winesPerSecond: 450 }))).toBe(0);
    expect(failedOf(simulated({ winesPerSecond: 700 }))).toBeGreaterThan(0.1);
    expect(failedOf(simulated({ winesPerSecond: 700, claimsSplitOff: true }))).toBe(0);
  });

  test('takes the calls of all others with it, while its own wait for the table', () => {
    const outcome = simulated({ winesPerSecond: 2_000 });
    expect(outcome.concurrencyPeak).toBe(DEFAULT_ACCOUNT.concurrency);
    expect(outcome.failed.lambda).toBeGreaterThan(0);
  });
});

describe('an account that is asked for more than it has', () => {
  const many = { clients: 1_000, warm: 1_000 };

  test('is told so by AppSync first: ten thousand tokens a second', () => {
    const outcome = simulated({ ...many, winesPerSecond: 20_000, seconds: 5 });
    expect(outcome.failed.appsync / outcome.wines).toBeGreaterThan(0.35);
    expect(outcome.failed.appsync / outcome.wines).toBeLessThan(0.5);
  });

  test('by the hundred is told so by its table: forty thousand units a second', () => {
    const outcome = simulated({ ...many, winesPerSecond: 80_000, winesARequest: 100, seconds: 10 });
    expect(outcome.failed.appsync).toBe(0);
    const answered = (outcome.wines * (1 - failedOf(outcome))) / 10;
    expect(answered).toBeGreaterThan(38_000);
    expect(answered).toBeLessThan(50_000);
  });

  test('in bursts starts environments as fast as Lambda lets it', () => {
    const outcome = simulated({ ...many, warm: 0, bursts: { seconds: 1, everySeconds: 10 }, winesPerSecond: 1_000 });
    expect(outcome.starts).toBeGreaterThan(300);
    expect(outcome.p99Ms).toBeGreaterThan(30);
  });
});
