import { expect, test } from 'vitest';
import { findMemory, timeStages } from '../../../bench/bulk/stages.ts';
import type { Look, Stage } from '../../../bench/bulk/stages.ts';

const HOST = { pid: 1, name: 'host', megabytes: 100, processorMs: 50_000 };
const bulk = (pid: number, processorMs: number, megabytes = 150) => ({
  pid,
  name: pid === 2 ? 'Terroir-BulkFunction0A1B2C' : `Terroir-BulkFunction0A1B2C (${pid})`,
  megabytes,
  processorMs,
});
const look = (seconds: number, stage: Stage | undefined, ...processes: Look['processes']): Look => ({
  atMs: seconds * 1_000,
  stage,
  processes: [HOST, ...processes],
});

test('what happens between two looks is of the stage that the first saw', () => {
  const times = timeStages([
    look(0, 'SPLITTING', bulk(2, 400)),
    look(2, 'ANSWERING', bulk(2, 2_000)),
    look(5, 'ANSWERING', bulk(2, 4_500)),
    look(6, 'COMBINING', bulk(2, 5_000)),
    look(7, undefined, bulk(2, 5_250)),
  ]);
  expect(times.SPLITTING).toEqual({ seconds: 2, processorSeconds: 1.6 });
  expect(times.ANSWERING).toEqual({ seconds: 4, processorSeconds: 3 });
  expect(times.COMBINING).toEqual({ seconds: 1, processorSeconds: 0.25 });
});

test('of a process that came meanwhile all its time counts, and of one that has gone what was seen', () => {
  const times = timeStages([
    look(0, 'ANSWERING', bulk(2, 1_000)),
    look(1, 'ANSWERING', bulk(2, 1_500), bulk(3, 700)),
    look(2, undefined, bulk(3, 900)),
  ]);
  expect(times.ANSWERING.processorSeconds).toBeCloseTo(0.5 + 0.7 + 0.2);
});

test('other processes than those of λ bulk have no part in it', () => {
  const predict = { pid: 9, name: 'Terroir-PredictFunction0A1B2C', megabytes: 500, processorMs: 9_000 };
  const times = timeStages([look(0, 'ANSWERING', predict), look(1, undefined, { ...predict, processorMs: 10_000 })]);
  expect(times.ANSWERING).toEqual({ seconds: 1, processorSeconds: 0 });
});

test('memory is the most that was seen, of one process and of all at one moment', () => {
  const memory = findMemory([
    look(0, 'ANSWERING', bulk(2, 0, 200), bulk(3, 0, 100)),
    look(1, 'ANSWERING', bulk(2, 0, 120), bulk(3, 0, 130)),
  ]);
  expect(memory).toEqual({ host: 100, tables: 0, bulk: 200, bulks: 300 });
});
