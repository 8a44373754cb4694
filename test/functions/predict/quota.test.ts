import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Counted, type Quota, openCounter } from '../../../functions/predict/quota.ts';
import type { Clock } from '../../../store/dynamodb/clock.ts';
import { StoreUnavailable } from '../../../store/dynamodb/retry.ts';
import { readUsage } from '../../../store/clients/usage.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo } from '../../store/dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterEach(() => {
  dynamo.faults.current = undefined;
});
afterAll(() => dynamo.close());

const MINUTE_MS = 60_000;
/** Ten seconds into a minute of an afternoon. */
const START_MS = Date.UTC(2026, 10, 28, 15, 30, 10);
const DAY = '2026-11-28';

/** Processes of their own that share a table and a clock; the n-th counts so many wines and tells what came of it. */
function startProcesses(limits: Omit<Quota, 'account'>, clock: Clock & { advance(ms: number): void }, count = 1) {
  const quota = { account: randomUUID(), ...limits };
  const table = dynamo.usage(clock);
  const counters = Array.from({ length: count }, () => openCounter(table));
  return {
    account: quota.account,
    count: (wines = 1, process = 0) => counters[process]!.count(quota, wines, clock.now() + 2_400),
    look: () => counters[0]!.look(quota, 0, clock.now() + 2_400),
    used: (day = DAY) => readUsage(dynamo.usage(), quota.account, day, Date.now() + 5_000),
  };
}

const isCounted = ({ excess }: Counted): boolean => excess === undefined;

describe('R20: a quota per minute', () => {
  it('is held to the wine by 50 processes at once', async () => {
    const { count, used } = startProcesses({ perMinute: 300 }, fakeClock(START_MS), 50);
    let counted = 0;
    const work = async (process: number): Promise<void> => {
      for (let n = 0; n < 10; n++) if (isCounted(await count(1, process))) counted += 1;
    };
    await Promise.all(Array.from({ length: 50 }, (_, n) => work(n)));
    expect(counted).toBe(300);
    expect(await used()).toMatchObject({ dayWines: 300, minuteWines: 300 });
  });

  it('is whole again in the next minute, and says when that is', async () => {
    const clock = fakeClock(START_MS);
    const { count, used } = startProcesses({ perMinute: 2 }, clock);
    await count(2);
    const refused = await count();
    expect(refused.excess).toEqual({ rule: 'quotaPerMinute', limit: 2, retryAfterSeconds: 50 });
    clock.advance(refused.excess!.retryAfterSeconds! * 1000 - 1);
    expect(isCounted(await count())).toBe(false);
    clock.advance(1);
    expect(isCounted(await count(2))).toBe(true);
    expect(await used()).toMatchObject({ dayWines: 4, minuteWines: 2 });
  });

  it('takes a request whole or not at all', async () => {
    const { count } = startProcesses({ perMinute: 100 }, fakeClock(START_MS));
    await count(60);
    expect(isCounted(await count(41))).toBe(false);
    expect(isCounted(await count(40))).toBe(true);
  });

  it('says that a request of more wines than it allows will never do', async () => {
    const { count, used } = startProcesses({ perMinute: 50, perDay: 1_000 }, fakeClock(START_MS));
    const { excess } = await count(51);
    expect(excess).toEqual({ rule: 'quotaPerMinute', limit: 50, retryAfterSeconds: null });
    expect(await used()).toBeUndefined();
  });

  it('once used up asks the table for nothing more until the minute is over', async () => {
    const { count } = startProcesses({ perMinute: 1 }, fakeClock(START_MS));
    await count();
    dynamo.operations.length = 0;
    for (let n = 0; n < 20; n++) expect(isCounted(await count())).toBe(false);
    expect(dynamo.operations).toEqual([]);
  });

  it('is one also where the clock of a process is a little late', async () => {
    const clock = fakeClock(START_MS);
    const late = { ...clock, now: () => clock.now() - 20_000 };
    const { count, account } = startProcesses({ perMinute: 2 }, clock);
    await count(2);
    const counter = openCounter(dynamo.usage(late));
    const { excess } = await counter.count({ account, perMinute: 2 }, 1, clock.now());
    expect(excess).toMatchObject({ rule: 'quotaPerMinute', retryAfterSeconds: 70 });
  });

  it('does not stand still where a clock was an hour ahead', async () => {
    const clock = fakeClock(START_MS);
    const { count, account } = startProcesses({ perMinute: 1 }, clock);
    const ahead = openCounter(dynamo.usage({ ...clock, now: () => clock.now() + 60 * MINUTE_MS }));
    await ahead.count({ account, perMinute: 1 }, 1, clock.now() + 61 * MINUTE_MS);
    expect(isCounted(await count())).toBe(true);
  });
});

describe('R20: a quota per day', () => {
  it('is held to the wine by 50 processes at once, over the minutes', async () => {
    const clock = fakeClock(START_MS);
    const { count, used } = startProcesses({ perDay: 120 }, clock, 50);
    let counted = 0;
    for (let minute = 0; minute < 4; minute++) {
      const asked = await Promise.all(Array.from({ length: 50 }, (_, n) => count(1, n)));
      counted += asked.filter(isCounted).length;
      clock.advance(MINUTE_MS);
    }
    expect(counted).toBe(120);
    expect(await used()).toMatchObject({ dayWines: 120 });
  });

  it('is whole again after midnight, UTC', async () => {
    const clock = fakeClock(START_MS);
    const { count } = startProcesses({ perDay: 1 }, clock);
    await count();
    const { excess } = await count();
    expect(excess).toEqual({ rule: 'quotaPerDay', limit: 1, retryAfterSeconds: 8 * 3600 + 29 * 60 + 50 });
    clock.advance(excess!.retryAfterSeconds! * 1000);
    expect(isCounted(await count())).toBe(true);
  });

  it('is told before that of the minute, for it is waited for longer', async () => {
    const { count } = startProcesses({ perMinute: 1, perDay: 1 }, fakeClock(START_MS));
    await count();
    expect((await count()).excess?.rule).toBe('quotaPerDay');
  });
});

describe('how a quota stands', () => {
  it('is told by the window of which less is left', async () => {
    const clock = fakeClock(START_MS);
    const { count, look } = startProcesses({ perMinute: 10, perDay: 15 }, clock);
    expect((await count(8)).state).toEqual({ limit: 10, remaining: 2, resetSeconds: 50 });
    clock.advance(MINUTE_MS);
    expect((await count(1)).state).toEqual({ limit: 15, remaining: 6, resetSeconds: 8 * 3600 + 28 * 60 + 50 });
    expect((await look()).state).toMatchObject({ limit: 15, remaining: 6 });
  });
});

describe('R20: a large quota', () => {
  it('of 600,000 a minute is held within 1 % by 50 processes, at far fewer than 1,000 writes a second', async () => {
    const clock = fakeClock(START_MS);
    const table = dynamo.usage(clock);
    const writes = new Map<number, number>();
    const send = table.dynamo.send.bind(table.dynamo);
    table.dynamo.send = ((command: object, ...rest: []) => {
      const second = Math.floor(clock.now() / 1000);
      if (command instanceof UpdateCommand) writes.set(second, (writes.get(second) ?? 0) + 1);
      return send(command as never, ...rest);
    }) as typeof send;
    const quota = { account: randomUUID(), perMinute: 600_000 };
    const counters = Array.from({ length: 50 }, () => openCounter(table, 50));
    // The first nine tenths have gone before, or the test would take ten times as long.
    let counted = 540_000;
    await openCounter(table, 50).count(quota, counted, clock.now() + 2_400);
    for (let ms = 0; ms < 7_000; ms += 50) {
      const asked = await Promise.all(counters.map((counter) => counter.count(quota, 10, clock.now() + 2_400)));
      counted += 10 * asked.filter(isCounted).length;
      clock.advance(50);
    }
    expect(counted).toBeLessThanOrEqual(600_000);
    expect(counted).toBeGreaterThanOrEqual(594_000);
    expect(Math.max(...writes.values())).toBeLessThan(1_000);
  });

  it('gives back to the day what a process has counted and not used', async () => {
    const clock = fakeClock(START_MS);
    const { count, used } = startProcesses({ perMinute: 600_000, perDay: 1_000_000 }, clock);
    await count();
    expect(await used()).toMatchObject({ dayWines: 60 });
    clock.advance(MINUTE_MS);
    await count();
    expect(await used()).toMatchObject({ dayWines: 61, minuteWines: 60 });
  });

  it('is not given back twice where the answer of a write was lost', async () => {
    const clock = fakeClock(START_MS);
    const { count, used } = startProcesses({ perMinute: 600_000, perDay: 1_000_000 }, clock);
    await count();
    clock.advance(MINUTE_MS);
    dynamo.faults.current = () => THROTTLED;
    await expect(count()).rejects.toThrow(StoreUnavailable);
    dynamo.faults.current = undefined;
    await count();
    expect(await used()).toMatchObject({ dayWines: 120 });
  });
});

it('counts nothing while the table does not answer', async () => {
  const { count, used } = startProcesses({ perMinute: 5 }, fakeClock(START_MS));
  dynamo.faults.current = () => THROTTLED;
  await expect(count()).rejects.toThrow(StoreUnavailable);
  dynamo.faults.current = undefined;
  expect(await used()).toBeUndefined();
});
