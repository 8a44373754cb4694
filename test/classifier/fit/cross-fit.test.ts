import { expect, test } from 'vitest';
import { crossFit } from '../../../classifier/fit/cross-fit.ts';
import type { FitJob, FitTarget } from '../../../classifier/fit/target.ts';
import { DEFAULT_SETTINGS } from '../../../classifier/fit/training-settings.ts';

const FIRST_VALIDATION_ROW = 6;

/** Ten rows, of which the last four are the validation set; row 3 has no class. */
const rows = Int32Array.of(0, 1, 2, 4, 5, 6, 7, 8, 9);
const job: FitJob = {
  target: 'variety',
  blocks: {
    rowCount: 10,
    longestRow: 0,
    blockCount: 1,
    pieces: [],
    pieceOfRow: new Int32Array(10),
    placeOfRow: new Uint16Array(10),
  },
  examples: {
    rows,
    labels: rows.map((row) => row % 2),
    weights: Float64Array.from(rows, (row) => row / 10),
    keys: rows.map((row) => 3 * row),
  },
  features: { first: 0, end: 1 },
  classKeys: Int32Array.of(1, 2),
  settings: {
    ...DEFAULT_SETTINGS,
    seed: 100,
    fit: { ...DEFAULT_SETTINGS.fit, variety: { ...DEFAULT_SETTINGS.fit.variety, modelsPerHalf: 2 } },
  },
};

/** Its one weight is the seed that the model was fitted from. */
const seen: number[][] = [];
const fitSeed: FitTarget = async ({ settings, examples }, onShareDone) => {
  seen[settings.seed] = [...examples.rows];
  await onShareDone(1);
  const weights = Float32Array.of(settings.seed, 0);
  return { classCount: 2, firstFeature: 0, weights, bias: Float32Array.of(settings.seed, 0) };
};

test('each model leaves out one half of the validation set, and both halves are left out', async () => {
  const { halves } = await crossFit(job, FIRST_VALIDATION_ROW, fitSeed, () => Promise.resolve());
  expect(halves.map(({ unseen }) => [...unseen.rows])).toEqual([
    [6, 8],
    [7, 9],
  ]);
  expect([100, 102].map((seed) => seen[seed])).toEqual(Array(2).fill([0, 1, 2, 4, 5, 7, 9]));
  expect([101, 103].map((seed) => seen[seed])).toEqual(Array(2).fill([0, 1, 2, 4, 5, 6, 8]));
  expect([...(halves[1]?.unseen.labels ?? [])]).toEqual([1, 1]);
  expect([...(halves[0]?.unseen.weights ?? [])]).toEqual([0.6, 0.8]);
});

test('the model is the mean of all, each half the mean of its own', async () => {
  const { model, halves } = await crossFit(job, FIRST_VALIDATION_ROW, fitSeed, () => Promise.resolve());
  expect(halves.map((half) => half.model.weights[0])).toEqual([101, 102]);
  expect([model.weights[0], model.bias[0]]).toEqual([101.5, 101.5]);
});

test('the share that is done rises to 1', async () => {
  const shares: number[] = [];
  await crossFit(job, FIRST_VALIDATION_ROW, fitSeed, (share) => {
    shares.push(share);
    return Promise.resolve();
  });
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  expect(shares.at(-1)).toBe(1);
});
