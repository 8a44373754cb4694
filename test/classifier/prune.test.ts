import { beforeAll, expect, test } from 'vitest';
import { evaluateModel } from '../../classifier/evaluate-model.ts';
import { train } from '../../classifier/train.ts';
import type { TrainedModel } from '../../classifier/train.ts';
import { TARGETS } from '../../classifier/wine.ts';
import { inventExamples, QUICK_SETTINGS } from './made-up-wines.ts';

const examples = inventExamples(600);
let whole: TrainedModel;
let pruned: TrainedModel;

beforeAll(async () => {
  const trainModel = async (country: number, variety: number): Promise<TrainedModel> => {
    const { model } = await train(examples, { ...QUICK_SETTINGS, mostFeatures: { country, variety } });
    return model!;
  };
  whole = await trainModel(Infinity, Infinity);
  pruned = await trainModel(150, 100);
});

test('each target keeps as many features as it may, in one stretch', () => {
  for (const target of TARGETS) {
    const { first, end } = pruned.vocabulary.ranges[target];
    const { weights, classCount, firstFeature } = pruned.targets[target];
    expect(end - first).toBe(target === 'country' ? 150 : 100);
    expect([firstFeature, weights.length]).toEqual([first, (end - first) * classCount]);
  }
});

test('a sixth of the features answers nearly as well', () => {
  const inventedLater = inventExamples(400, 77);
  const accuracyOf = (model: TrainedModel): number =>
    evaluateModel(model, inventedLater).variety.evaluation.regimes.note.accuracy;
  expect(accuracyOf(pruned)).toBeGreaterThan(accuracyOf(whole) - 0.15);
});

test('the features of notes that no target keeps stay in the vocabulary, since the length of notes depends on them', () => {
  const { keys, ranges } = pruned.vocabulary;
  expect(keys.count).toBeGreaterThan(ranges.country.end);
  expect(keys.count).toBeLessThan(whole.vocabulary.keys.count);
});
