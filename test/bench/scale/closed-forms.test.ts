import { describe, expect, test } from 'vitest';
import { DEFAULT_ACCOUNT, PARTITION_WRITES } from '../../../bench/scale/account.ts';
import { drawClient, drawErlang, drawGaps, drawLogNormal } from '../../../bench/scale/draws.ts';
import { openConcurrency, openPool } from '../../../bench/scale/lambda-pool.ts';
import { openStation, simulateLoop } from '../../../bench/scale/laptop.ts';
import { openScheduler } from '../../../bench/scale/scheduler.ts';
import type { Course } from '../../../bench/scale/scheduler.ts';
import { openThrottledTable } from '../../../bench/scale/table.ts';
import { openBucket } from '../../../bench/scale/token-bucket.ts';
import { createRandom } from '../../../classifier/fit/random.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Erlang's probability that a call finds all of so many servers busy and is lost, of an offered load. */
function erlangB(servers: number, load: number): number {
  let lost = 1;
  for (let server = 1; server <= servers; server += 1) lost = (load * lost) / (server + load * lost);
  return lost;
}

/** Erlang's probability that a call has to wait. */
function erlangC(servers: number, load: number): number {
  const lost = erlangB(servers, load);
  return (servers * lost) / (servers - load * (1 - lost));
}

describe('simulated time', () => {
  test('lets things happen in the order of their time, and at the same time in the order in which they were begun', () => {
    const scheduler = openScheduler();
    const seen: string[] = [];
    const say = function* (what: string, waitMs = 0): Course {
      if (waitMs > 0) yield waitMs;
      seen.push(`${what} at ${scheduler.now()}`);
    };
    scheduler.begin(say('late'), 30);
    scheduler.begin(say('first'), 10);
    scheduler.begin(say('second'), 10);
    scheduler.begin(say('waiting', 20));
    scheduler.begin(say('third'), 10);
    scheduler.begin(say('never'), 90);
    scheduler.runUntil(50);
    expect(seen).toEqual(['first at 10', 'second at 10', 'third at 10', 'waiting at 20', 'late at 30']);
    expect(scheduler.now()).toBe(50);
  });
});

describe('what is drawn', () => {
  const random = createRandom(1);
  const draw = (one: () => number): number[] => Array.from({ length: 40_000 }, one).sort((a, b) => a - b);

  test('has the means and the tails that it is asked for', () => {
    expect(mean(draw(drawGaps(random, 100)))).toBeCloseTo(10, 0);
    expect(mean(draw(drawErlang(random, 5)))).toBeCloseTo(5, 1);
    const times = draw(drawLogNormal(random, 2, 3));
    expect(times[20_000]).toBeCloseTo(2, 1);
    expect((times[39_600] ?? 0) / 2).toBeCloseTo(3, 0);
  });

  test('by Zipf the second client asks half as often as the first, and else all ask as often', () => {
    const count = (skew: 'zipf' | 'even'): number => {
      const clients = draw(drawClient(random, 10, skew));
      return clients.filter((client) => client === 0).length / clients.filter((client) => client === 1).length;
    };
    expect(count('zipf')).toBeCloseTo(2, 0);
    expect(count('even')).toBeCloseTo(1, 1);
  });
});

test('a queue waits as long as Erlang C says: 4 servers, loaded to four fifths', () => {
  const [servers, load, serviceMs] = [4, 3.2, 10];
  const scheduler = openScheduler();
  const random = createRandom(2);
  const station = openStation(servers);
  const gapMs = drawGaps(random, (1_000 * load) / serviceMs);
  const takesMs = drawGaps(random, 1_000 / serviceMs);
  const waitedMs: number[] = [];
  const call = function* (): Course {
    const [cameMs, workMs] = [scheduler.now(), takesMs()];
    yield* station.work(workMs);
    waitedMs.push(scheduler.now() - cameMs - workMs);
  };
  const arrive = function* (): Course {
    for (;;) {
      yield gapMs();
      scheduler.begin(call());
    }
  };
  scheduler.begin(arrive());
  scheduler.runUntil(600_000);
  const expectedMs = (erlangC(servers, load) * serviceMs) / (servers - load);
  expect(mean(waitedMs) / expectedMs).toBeGreaterThan(0.95);
  expect(mean(waitedMs) / expectedMs).toBeLessThan(1.05);
});

test('Lambda turns away as many calls as Erlang B says where its concurrency is what binds', () => {
  const [calls, load, serviceMs] = [100, 95, 500];
  const scheduler = openScheduler();
  const random = createRandom(3);
  const pool = openPool(openConcurrency(calls), calls);
  const gapMs = drawGaps(random, (1_000 * load) / serviceMs);
  const takesMs = drawLogNormal(random, serviceMs / Math.exp(0.125), Math.exp(0.5 * 2.326));
  let [asked, lost] = [0, 0];
  const call = function* (): Course {
    asked += 1;
    const environment = pool.begin(scheduler.now());
    if (environment === undefined) lost += 1;
    else {
      yield takesMs();
      pool.end(environment);
    }
  };
  const arrive = function* (): Course {
    for (;;) {
      yield gapMs();
      scheduler.begin(call());
    }
  };
  scheduler.begin(arrive());
  scheduler.runUntil(600_000);
  expect(lost / asked / erlangB(calls, load)).toBeGreaterThan(0.9);
  expect(lost / asked / erlangB(calls, load)).toBeLessThan(1.1);
});

describe('a function that starts cold', () => {
  test('gets a thousand environments at once and a hundred more each second, as Lambda documents', () => {
    const pool = openPool(openConcurrency(10_000), 0);
    const startAll = (nowMs: number): void => {
      while (pool.begin(nowMs) !== undefined);
    };
    startAll(0);
    expect(pool.starts()).toBe(1_000);
    startAll(10_000);
    expect(pool.starts()).toBe(2_000);
  });

  test('answers ten calls a second for each call at once that the account may have, however short they are', () => {
    const pool = openPool(openConcurrency(5), 5);
    let answered = 0;
    for (let nowMs = 1; nowMs <= 10_000; nowMs += 1) {
      const environment = pool.begin(nowMs);
      if (environment === undefined) continue;
      answered += 1;
      pool.end(environment);
    }
    expect(answered / 10).toBeCloseTo(50 + 50 / 10, 0);
  });
});

describe('a token bucket', () => {
  test('lets through what is there and what flows in, and no more', () => {
    const bucket = openBucket(100, 50);
    let taken = 0;
    for (let nowMs = 0; nowMs <= 10_000; nowMs += 1) if (bucket.take(nowMs, 1)) taken += 1;
    expect(taken).toBe(50 + 1_000);
  });

  test('is empty after as long as it was saved for, where it is asked for twice of what flows in', () => {
    const table = openThrottledTable({ ...DEFAULT_ACCOUNT, burstSeconds: 300 });
    const perMs = (2 * PARTITION_WRITES) / 1_000;
    let nowMs = 0;
    while (table.write(nowMs, 0, perMs)) nowMs += 1;
    expect(nowMs / 1_000).toBeCloseTo(300, 0);
  });
});

describe('a table', () => {
  test('takes a thousand units a second of a key, and of as many keys what the account has', () => {
    const count = (keys: number): number => {
      const table = openThrottledTable(DEFAULT_ACCOUNT);
      let written = 0;
      for (let at = 0; at < 1_000_000; at += 1) if (table.write(at / 100, at % keys, 1)) written += 1;
      return written / 10;
    };
    expect(count(1)).toBeCloseTo(1_000 + 1_000 / 10, -1);
    expect(count(100)).toBeCloseTo(40_000 + 40_000 / 10, -2);
  });

  test('that nobody has used has four partitions, among which its keys are', () => {
    const table = openThrottledTable({ ...DEFAULT_ACCOUNT, partitions: 4 });
    let written = 0;
    for (let key = 0; key < 100_000; key += 1) if (table.write(0, key, 1)) written += 1;
    expect(written).toBe(4 * PARTITION_WRITES);
  });
});

test('two processors answer as many a second as they have time for, however many ask', () => {
  expect(simulateLoop(2, 1, 4, 3)).toBeCloseTo(250, -1);
  expect(simulateLoop(2, 10, 4, 3)).toBeCloseTo(500, -1);
});
