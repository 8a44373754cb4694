import { expect, test } from 'vitest';
import { simulateFile } from '../../../bench/scale/recorded-file.ts';
import type { RecordedFile, RecordedOutcome } from '../../../bench/scale/recorded-file.ts';

const FILE: RecordedFile = {
  id: 'a file',
  rows: 40_000,
  childrenAtOnce: 10,
  partitions: 1,
  singlesPerSecond: 1,
  seed: 1,
};
const simulated = (otherwise: Partial<RecordedFile> = {}): RecordedOutcome =>
  simulateFile({ ...FILE, ...otherwise }, 5);

test('a file is recorded as fast as its partitions let it, less what is asked for beside it', () => {
  const [one, eight] = [simulated(), simulated({ partitions: 8 })];
  expect(one.rowsPerSecond).toBeGreaterThan(950);
  expect(one.rowsPerSecond).toBeLessThan(1_030);
  expect(eight.rowsPerSecond / one.rowsPerSecond).toBeGreaterThan(7);
  expect(simulated({ singlesPerSecond: 100 }).rowsPerSecond).toBeLessThan(one.rowsPerSecond - 150);
});

test('more chunks at once do not make it faster, but each of them longer', () => {
  const [few, many] = [simulated({ childrenAtOnce: 5 }), simulated({ childrenAtOnce: 20 })];
  expect(many.rowsPerSecond / few.rowsPerSecond).toBeCloseTo(1, 1);
  expect(many.chunkSecondsP50 / few.chunkSecondsP50).toBeGreaterThan(3.3);
  expect(few.chunkSecondsP50).toBeCloseTo((5 * 2_000) / few.rowsPerSecond, 0);
});

test('where the table has room, a chunk takes its turns: forty, one after the other', () => {
  const { chunkSecondsP50 } = simulated({ childrenAtOnce: 1, partitions: 8, rows: 4_000 });
  expect(chunkSecondsP50).toBeGreaterThan(40 * 0.005);
  expect(chunkSecondsP50).toBeLessThan(1);
});
