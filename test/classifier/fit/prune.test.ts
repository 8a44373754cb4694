import { beforeAll, expect, test } from 'vitest';
import { train } from '../../../classifier/fit/train.ts';
import type { TrainedModel } from '../../../classifier/fit/train.ts';
import { evaluateModel } from '../../../classifier/judge/evaluate-model.ts';
import { TARGETS } from '../../../contract/wine.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

const examples = inventExamples(600);
let whole: TrainedModel;
let pruned: TrainedModel;

beforeAll(async () => {
  const trainModel = async (coarseness: number): Promise<TrainedModel> => {
    const settings = { ...QUICK_SETTINGS, coarseness: { country: coarseness, variety: coarseness } };
    return (await train(examples, settings)).model!;
  };
  whole = await trainModel(0);
  pruned = await trainModel(2);
});

test('each target keeps the features that it has weights for, in one stretch', () => {
  for (const target of TARGETS) {
    const { first, end } = pruned.vocabulary.ranges[target];
    const { weights, classCount, firstFeature } = pruned.targets[target];
    expect([firstFeature, weights.length]).toEqual([first, (end - first) * classCount]);
    expect(weights.length).toBeLessThan(whole.targets[target].weights.length / 2);
  }
});

test('weights are whole multiples of their feature’s scale, from -127 to 127', () => {
  for (const { weights, scales, classCount } of [whole.targets.variety, pruned.targets.country]) {
    for (const [at, weight] of weights.entries()) {
      const multiple = weight / scales![Math.floor(at / classCount)]!;
      expect(Math.abs(multiple - Math.round(multiple))).toBeLessThan(1e-4);
      expect(Math.abs(multiple)).toBeLessThan(127.01);
    }
  }
});

test('less than half of the features answer nearly as well', () => {
  const inventedLater = inventExamples(400, 77);
  const accuracyOf = (model: TrainedModel): number =>
    evaluateModel(model, inventedLater).variety.evaluation.regimes.note.accuracy;
  expect(accuracyOf(pruned)).toBeGreaterThan(accuracyOf(whole) - 0.1);
});

test('the features of notes that no target keeps stay in the vocabulary, since the length of notes depends on them', () => {
  const { keys, ranges } = pruned.vocabulary;
  expect(keys.count).toBeGreaterThan(ranges.country.end);
  expect(keys.count).toBeLessThan(whole.vocabulary.keys.count);
});
