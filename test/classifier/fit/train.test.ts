import { describe, expect, test } from 'vitest';
import type { Example } from '../../../classifier/features/example.ts';
import { encodeVocabulary } from '../../../classifier/features/vocabulary.ts';
import { exportOnnx } from '../../../classifier/files/export-onnx.ts';
import { train } from '../../../classifier/fit/train.ts';
import type { TrainedModel } from '../../../classifier/fit/train.ts';
import { DEFAULT_SETTINGS } from '../../../classifier/fit/training-settings.ts';
import { evaluateModel } from '../../../classifier/judge/evaluate-model.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

const examples = inventExamples(600);

async function bytesOf(given: readonly Example[]): Promise<Uint8Array[]> {
  const { model } = await train(given, QUICK_SETTINGS);
  if (!model) throw new Error('There is no model.');
  return [encodeVocabulary(model.vocabulary), exportOnnx(model.targets)];
}

function fail(): never {
  throw new Error('There is no model.');
}

function numbersOf(model: TrainedModel): number[] {
  const { country, variety } = model.targets;
  return [country, variety].flatMap(({ weights, bias, prior, calibration }) => [
    ...weights,
    ...bias,
    ...prior,
    ...Object.values(calibration).flatMap(({ slope, prior: weight }) => [slope, weight]),
  ]);
}

test('a model learns to tell the wines that it was not shown', async () => {
  const outcome = await train(examples, QUICK_SETTINGS);
  expect(outcome.report.parts.holdout).toBeGreaterThan(80);
  const { variety, country } = evaluateModel(outcome.model!, outcome.model ? outcome.holdout : []);
  expect(variety.evaluation.regimes.note.accuracy).toBeGreaterThan(0.8);
  expect(country.evaluation.regimes.everything.accuracy).toBeGreaterThan(0.95);
  expect(variety.evaluation.regimes.note.logLoss).toBeLessThan(Math.log(5) / 2);
});

test('R17: the same examples and seed give the same bytes, another seed gives others', async () => {
  const [first, second] = [await bytesOf(examples), await bytesOf(inventExamples(600))];
  expect(second).toEqual(first);
  const { model } = await train(examples, { ...QUICK_SETTINGS, seed: 2 });
  expect(exportOnnx(model!.targets)).not.toEqual(first[1]);
});

test('recent examples are judged by models that have not seen them, and learnt from all the same', async () => {
  const fresh = inventExamples(60, 3).map((example) => ({ ...example, source: 'labels', variety: 'Fresca' }));
  const recent = new Set(fresh.map(({ fingerprint }) => fingerprint));
  const outcome = await train([...examples, ...fresh], QUICK_SETTINGS, {}, undefined, recent);
  const { variety } = outcome.model ? outcome.recent : fail();
  const classes = outcome.model!.targets.variety.classes;
  expect(variety.examples.length).toBeGreaterThan(30);
  expect(variety.examples.every(({ fingerprint }) => recent.has(fingerprint))).toBe(true);
  expect([...variety.trueClasses].map((number) => classes[number])).toEqual(variety.examples.map((one) => one.variety));
  expect(variety.byRegime.note.scores).toHaveLength(variety.examples.length * classes.length);
});

test('one example more changes a model less than another seed does', async () => {
  const settings = { ...QUICK_SETTINGS, fit: DEFAULT_SETTINGS.fit };
  const lossOf = async (given: readonly Example[], seed = 1): Promise<number[]> => {
    const { model } = await train(given, { ...settings, seed });
    const { variety } = evaluateModel(model!, inventExamples(200, 77));
    return variety.judgements.note.map(({ probabilityOfTruth }) => Math.log(probabilityOfTruth));
  };
  const distance = (one: number[], other: number[]): number =>
    one.reduce((sum, number, at) => sum + Math.abs(number - other[at]!), 0);
  const before = await lossOf(examples);
  const [oneMore, otherSeed] = [await lossOf([...inventExamples(1, 9), ...examples]), await lossOf(examples, 2)];
  expect(distance(oneMore, before)).toBeLessThan(distance(otherSeed, before) / 2);
});

test('progress is told stage by stage, from the vocabulary to the calibration', async () => {
  const stages: string[] = [];
  await train(examples, QUICK_SETTINGS, {
    onProgress(stage, shareDone) {
      expect(shareDone).toBeGreaterThanOrEqual(0);
      expect(shareDone).toBeLessThanOrEqual(1);
      if (stages.at(-1) !== stage) stages.push(stage);
    },
  });
  expect(new Set(stages)).toEqual(new Set(['vocabulary', 'country', 'variety', 'calibration']));
  expect(stages.at(-1)).toBe('calibration');
});

test('the log loss is told while a target is fitted, and falls', async () => {
  const losses: number[] = [];
  await train(examples, QUICK_SETTINGS, {
    onProgress(stage, _, loss) {
      if (stage === 'variety' && loss) losses.push(loss.logLoss);
    },
  });
  expect(losses.length).toBeGreaterThan(1);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
});

test('an aborted training ends with a typed failure', async () => {
  const controller = new AbortController();
  const outcome = await train(examples, QUICK_SETTINGS, {
    signal: controller.signal,
    onProgress: (stage) => {
      if (stage === 'variety') controller.abort();
    },
  });
  expect(outcome).toMatchObject({ model: undefined, failure: { reason: 'cancelled' } });
});

describe('bad examples', () => {
  const without = (field: 'country' | 'price'): Example[] =>
    examples.map((example) => {
      const rest = { ...example };
      delete rest[field];
      return rest;
    });

  test.each([
    ['nothing at all', [], 'no examples'],
    ['no column for the country', without('country'), 'missing column'],
    ['one variety only', examples.map((example) => ({ ...example, variety: 'Ebony' })), 'one class'],
    ['classes of fewer than ten only', examples.slice(0, 15), 'one class'],
  ])('%s: a typed failure', async (_name, given, reason) => {
    expect(await train(given, QUICK_SETTINGS)).toMatchObject({ model: undefined, failure: { reason } });
  });

  test('no price at all: a model, and a notice', async () => {
    const { model, report } = await train(without('price'), QUICK_SETTINGS);
    expect(report.notices).toEqual([expect.stringContaining('price')]);
    expect(numbersOf(model!).every(Number.isFinite)).toBe(true);
  });

  test('what is wrong is refused with its reason and place, and the weights are numbers', async () => {
    const [one, two, three, four, five] = inventExamples(5, 99) as [Example, Example, Example, Example, Example];
    delete one.description;
    const given = [
      ...examples,
      { ...two, price: NaN },
      { ...three, points: 101 },
      one,
      four,
      four,
      five,
      { ...five, country: 'Elsewhere' },
      { fingerprint: 'f'.repeat(16), source: 'natural', description: 'unlabelled' },
    ];
    const { model, report } = await train(given, QUICK_SETTINGS);
    expect(report.refused).toEqual([
      { reason: 'price out of range', exampleCount: 1, firstExamples: [600] },
      { reason: 'points out of range', exampleCount: 1, firstExamples: [601] },
      { reason: 'no note', exampleCount: 1, firstExamples: [602] },
      { reason: 'duplicate text', exampleCount: 1, firstExamples: [604] },
      { reason: 'contradicting labels', exampleCount: 2, firstExamples: [605, 606] },
      { reason: 'no label', exampleCount: 1, firstExamples: [607] },
    ]);
    expect(numbersOf(model!).every(Number.isFinite)).toBe(true);
  });

  test('a class of fewer than ten is left out and reported, and its wines still serve the other target', async () => {
    const rare = inventExamples(3, 5).map((example) => ({ ...example, variety: 'Rarissima' }));
    const { model, report } = await train([...examples, ...rare], QUICK_SETTINGS);
    expect(report.droppedClasses.map(({ name }) => name)).toContain('Rarissima');
    expect(model!.targets.variety.classes).not.toContain('Rarissima');
  });
});
