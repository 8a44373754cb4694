import { afterEach, beforeEach, expect, it } from 'vitest';
import { LEASE_MS, claimLease, extendLease, releaseLease, takeLease } from '../../../store/models/lease.ts';
import type { Table } from '../../../store/dynamodb/table.ts';
import { type Dynamo, fakeClock, startDynamo } from '../dynamo.ts';

let dynamo: Dynamo;
let table: Table;
const clock = fakeClock();
beforeEach(async () => {
  dynamo = await startDynamo();
  table = dynamo.models(clock);
});
afterEach(() => dynamo.close());
const later = () => clock.now() + 10_000;

it('is taken by exactly one of many at once', async () => {
  const runs = Array.from({ length: 30 }, (_, n) => takeLease(table, `run ${n}`, later()));
  expect((await Promise.all(runs)).filter(({ taken }) => taken)).toEqual([{ taken: true }]);
});

it('is taken by the same run again, whose answer was lost', async () => {
  await takeLease(table, 'mine', later());
  expect(await takeLease(table, 'mine', later())).toEqual({ taken: true });
});

it('expires: a killed process blocks nobody for more than a minute, and the next run learns of it', async () => {
  await takeLease(table, 'killed', later());
  clock.advance(LEASE_MS - 1);
  expect(await takeLease(table, 'next', later())).toEqual({ taken: false });
  clock.advance(1);
  const both = await Promise.all([takeLease(table, 'next', later()), takeLease(table, 'other', later())]);
  expect(both.filter(({ taken }) => taken)).toEqual([{ taken: true, abandonedRun: 'killed' }]);
});

it('holds as long as it is extended, and can be taken as soon as it is given back', async () => {
  await takeLease(table, 'mine', later());
  expect(await claimLease(table, 'mine', 'process', later())).toBe(true);
  for (let n = 0; n < 5; n++) {
    clock.advance(LEASE_MS - 1);
    expect(await extendLease(table, 'mine', 'process', later())).toBe(true);
    expect(await takeLease(table, 'other', later())).toEqual({ taken: false });
  }
  await releaseLease(table, 'other', later());
  expect(await takeLease(table, 'other', later())).toEqual({ taken: false });
  await releaseLease(table, 'mine', later());
  expect(await takeLease(table, 'other', later())).toEqual({ taken: true });
});

it('is held by one process: an event that arrives twice starts nothing twice', async () => {
  await takeLease(table, 'mine', later());
  const claims = await Promise.all(['a', 'b', 'c'].map((holder) => claimLease(table, 'mine', holder, later())));
  expect(claims.filter(Boolean)).toEqual([true]);
  clock.advance(LEASE_MS);
  expect(await claimLease(table, 'mine', 'retry', later())).toBe(true);
});

it('is lost to a run that took it after it had expired', async () => {
  await takeLease(table, 'mine', later());
  await claimLease(table, 'mine', 'process', later());
  clock.advance(LEASE_MS);
  await takeLease(table, 'other', later());
  expect(await extendLease(table, 'mine', 'process', later())).toBe(false);
  expect(await claimLease(table, 'mine', 'process', later())).toBe(false);
});
