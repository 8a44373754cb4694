import fc from 'fast-check';
import { incrementBase32, ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import {
  ownerOf,
  PARTITION_NUMBERS,
  partitionNumberOf,
  partitionOf,
  PARTITIONS_MAX,
  possiblePartitionsOf,
} from '../../contract/partitions.ts';

const anyUlid = fc.integer({ min: 0, max: 2 ** 47 }).map((timeMs) => ulid(timeMs));
const anyNumber = fc.integer({ min: 1, max: PARTITIONS_MAX });

function idsFrom(first: string, count: number): string[] {
  const ids = [first];
  while (ids.length < count) ids.push(incrementBase32(ids.at(-1) ?? first));
  return ids;
}

function countsOf(ids: readonly string[], partitions: number): number[] {
  const counts = Array<number>(partitions).fill(0);
  for (const id of ids) counts[partitionNumberOf(id, partitions)]! += 1;
  return counts;
}

describe('the partition of a prediction', () => {
  it('is the client’s own key where it has one', () => {
    fc.assert(
      fc.property(anyUlid, (id) => {
        expect(partitionOf('client-7', id, 1)).toBe('client-7');
      }),
    );
  });

  it('spreads the wines of a batch evenly, wherever its ids begin', () => {
    fc.assert(
      fc.property(anyUlid, anyNumber, (first, partitions) => {
        const counts = countsOf(idsFrom(first, 100), partitions);
        expect(Math.max(...counts)).toBeLessThanOrEqual(Math.ceil(100 / partitions) + 1);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.floor(100 / partitions) - 1);
      }),
    );
  });

  it('spreads 1,024 ids in a row so that none has more than one beyond its share', () => {
    for (const number of PARTITION_NUMBERS) {
      const counts = countsOf(idsFrom('01KASTV5XJ0123456789ABCDEF', 1024), number + 1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(1024 / (number + 1) + 1);
    }
  });

  it('spreads ids that come one at a time: with 20,000 of them no partition has 10 % beyond its share', () => {
    const ids = Array.from({ length: 20_000 }, () => ulid());
    for (const number of PARTITION_NUMBERS) {
      expect(Math.max(...countsOf(ids, number + 1)) / (20_000 / (number + 1))).toBeLessThan(1.1);
    }
  });

  it('is among those in which it is looked for, however many there were when it was written', () => {
    fc.assert(
      fc.property(anyUlid, anyNumber, anyNumber, (id, then, since) => {
        const read = Math.max(then, since);
        const possible = possiblePartitionsOf('client-7', id, read);
        expect(possible).toContain(partitionOf('client-7', id, then));
        expect(new Set(possible).size).toBe(possible.length);
        expect(possible.length).toBeLessThanOrEqual(read);
      }),
    );
  });

  it('tells whose it is, also of a user', () => {
    fc.assert(
      fc.property(anyUlid, anyNumber, fc.constantFrom('client-7', 'client-7/ann'), (id, partitions, clientId) => {
        expect(ownerOf(partitionOf(clientId, id, partitions))).toBe(clientId);
      }),
    );
  });
});
