import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bucketOf, openMetricStore } from '../../../../../packages/appsync-host/cloudwatch/keep/metric-store.ts';
import type { Series } from '../../../../../packages/appsync-host/cloudwatch/keep/series.ts';
import { makeFolder } from '../../temporary-folder.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-11-28T11:00:00Z');
const series: Series = { namespace: 'Cellar', name: 'bottles', dimensions: { a: '1', b: '2' } };
const open = (folder = makeFolder(), lines: string[] = []) => openMetricStore(folder, (line) => lines.push(line));
const sample = (value: number, atMs = START_MS, one = series) => ({
  series: one,
  unit: 'Count',
  atMs,
  bucket: bucketOf(value),
});

it('a metric is read over any stretch of whole minutes', () => {
  const store = open();
  for (let minute = 0; minute < 10; minute += 1) store.add(sample(minute, START_MS + minute * 60_000 + 30_000));
  expect(store.read(series, START_MS, START_MS + 600_000)).toMatchObject({ count: 10, sum: 45 });
  expect(store.read(series, START_MS + 60_000, START_MS + 180_000)).toMatchObject({ count: 2, sum: 3 });
  expect(store.read(series, START_MS - DAY_MS, START_MS)).toMatchObject({ count: 0 });
});

it('dimensions are told apart by their values, not by their order', () => {
  const store = open();
  store.add(sample(1, START_MS, { ...series, dimensions: { b: '2', a: '1' } }));
  store.add(sample(5, START_MS, { ...series, dimensions: { a: '1' } }));
  expect(store.read(series, START_MS, START_MS + 60_000).sum).toBe(1);
  expect(store.list()).toHaveLength(2);
});

it('what was written is there at the next start, over midnight too, and is added to', () => {
  const folder = makeFolder();
  const first = open(folder);
  const midnightMs = Date.parse('2026-11-29T00:00:00Z');
  first.add(sample(1, midnightMs - 60_000));
  first.add(sample(2, midnightMs));
  first.flush(midnightMs);
  first.add(sample(3, midnightMs));
  first.flush(midnightMs);
  const second = open(folder);
  second.add(sample(4, midnightMs));
  second.flush(midnightMs);
  const third = open(folder);
  expect(third.read(series, midnightMs - 60_000, midnightMs + 60_000)).toMatchObject({
    count: 4,
    sum: 10,
    min: 1,
    max: 4,
  });
  expect(third.find(series)).toMatchObject({ unit: 'Count', lastMinute: midnightMs / 60_000 });
});

it('a line that a kill has cut off takes no other with it', () => {
  const folder = makeFolder();
  const first = open(folder);
  first.add(sample(1));
  first.flush(START_MS);
  const [name = ''] = readdirSync(folder);
  appendFileSync(join(folder, name), '{"i":0,"m":293');
  const second = open(folder);
  second.add(sample(2));
  second.flush(START_MS);
  expect(open(folder).read(series, START_MS, START_MS + 60_000)).toMatchObject({ count: 2, sum: 3 });
});

it('what is not known is sums alone after a start as before', () => {
  const folder = makeFolder();
  const first = open(folder);
  const sums = { count: 2, sum: 6, min: 2, max: 4, values: undefined, isCoarse: false };
  first.add({ series, unit: 'Count', atMs: START_MS, bucket: sums });
  first.flush(START_MS);
  expect(open(folder).read(series, START_MS, START_MS + 60_000)).toEqual(sums);
});

it('days go after a fortnight', () => {
  const folder = makeFolder();
  const store = open(folder);
  for (const days of [20, 16, 15, 1, 0]) store.add(sample(1, START_MS - days * DAY_MS));
  store.flush(START_MS);
  const today = Math.floor(START_MS / DAY_MS);
  expect(readdirSync(folder).sort()).toEqual([15, 1, 0].map((days) => `${today - days}.jsonl`).sort());
});

it('a file of many deltas is written anew, and says the same', () => {
  const folder = makeFolder();
  const store = openMetricStore(folder, () => undefined, 10_000);
  for (let second = 0; second < 60; second += 1) {
    for (let value = 0; value < 100; value += 1) store.add(sample(value * 1.0000001));
    store.flush(START_MS);
  }
  const [name = ''] = readdirSync(folder);
  expect(statSync(join(folder, name)).size).toBeLessThan(20_000);
  expect(open(folder).read(series, START_MS, START_MS + 60_000)).toMatchObject({ count: 6000, max: 99 * 1.0000001 });
});

it('too many metrics are told of once, and further ones are not kept', () => {
  const lines: string[] = [];
  const store = open(makeFolder(), lines);
  for (let at = 0; at < 10_005; at += 1) store.add(sample(1, START_MS, { ...series, dimensions: { id: String(at) } }));
  expect(store.list()).toHaveLength(10_000);
  expect(lines).toEqual(['More than 10000 metrics: further ones are not kept. Is a dimension an id?']);
});

it('a disk that takes nothing is no reason to end', () => {
  const folder = makeFolder();
  const store = open(folder);
  writeFileSync(join(folder, `${Math.floor(START_MS / DAY_MS)}.jsonl`), '');
  const broken = open(join(folder, `${Math.floor(START_MS / DAY_MS)}.jsonl`, '..'));
  broken.add(sample(1));
  expect(() => broken.flush(START_MS)).not.toThrow();
  expect(store.list()).toEqual([]);
  expect(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8')).toContain('bottles');
});
