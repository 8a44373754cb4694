import { expect, test } from 'vitest';
import { buildVocabulary } from '../../../classifier/features/build-vocabulary.ts';
import type { CountLimits } from '../../../classifier/features/count-features.ts';
import { createSketch, estimateCount, SKETCH_COUNT_MAX, sketchFeature } from '../../../classifier/features/sketch.ts';
import { encodeVocabulary } from '../../../classifier/features/vocabulary.ts';
import type { Vocabulary } from '../../../classifier/features/vocabulary.ts';
import { createRandom } from '../../../classifier/fit/random.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

const examples = inventExamples(400, 5);
const build = (count: CountLimits, featuresMax = 2 ** 19): Vocabulary =>
  buildVocabulary(examples, QUICK_SETTINGS, { featuresMax, count });
const exact = build({ keysMax: 2 ** 22, cellsMax: 2 ** 10 });

test.each([
  ['a sketch that tells features apart', 3_000, 2 ** 20],
  ['a sketch so small that it says much of every feature', 3_000, 2 ** 8],
  ['a sketch of two cells, which drops nothing', 6_000, 2],
  ['so little room that the features are counted slice by slice', 100, 2 ** 12],
  ['room for a few features only', 30, 2 ** 16],
  ['so little room that now and then a later slice is cut as well', 29, 2 ** 10],
])('with %s the vocabulary is that of counting all', (_, keysMax, cellsMax) => {
  expect(encodeVocabulary(build({ keysMax, cellsMax }))).toEqual(encodeVocabulary(exact));
});

test('a sketch never says that a key has come less often than it has, and counts no further than it can', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = createRandom(seed);
    const sketch = createSketch(2 ** (1 + (seed % 12)));
    const counts = new Map<number, number>();
    for (let turn = 0; turn < 5_000; turn += 1) {
      const key = Math.floor(random.next() ** 3 * 500);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      sketchFeature(sketch, Math.imul(key, 0x9e3779b1), key * 31);
    }
    for (const [key, count] of counts) {
      const estimate = estimateCount(sketch, Math.imul(key, 0x9e3779b1), key * 31);
      expect(estimate).toBeGreaterThanOrEqual(Math.min(count, SKETCH_COUNT_MAX));
      expect(estimate).toBeLessThanOrEqual(SKETCH_COUNT_MAX);
    }
  }
});

test('where there is room for fewer features, the most frequent ones of every kind stay', () => {
  const few = build({ keysMax: 2 ** 22, cellsMax: 2 ** 10 }, Math.floor(exact.keys.count / 2));
  expect(few.keys.count).toBeLessThanOrEqual(exact.keys.count / 2);
  expect(few.keys.count).toBeGreaterThan(exact.keys.count / 4);
  expect(encodeVocabulary(build({ keysMax: 100, cellsMax: 2 ** 12 }, Math.floor(exact.keys.count / 2)))).toEqual(
    encodeVocabulary(few),
  );
});
