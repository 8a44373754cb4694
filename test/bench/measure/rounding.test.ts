import { expect, test } from 'vitest';
import { passes } from '../../../bench/figure.ts';
import { roundingFigures } from '../../../bench/measure/rounding.ts';
import type { Manifest } from '../../../classifier/files/manifest.ts';

test('rounding is judged by lost accuracy, changed answers and moved probabilities, for each target', () => {
  const effect = { exampleCount: 1000, accuracyBefore: 0.66, sameAnswer: 0.96, meanDifference: 0.02 };
  const rounding = {
    country: { ...effect, accuracyAfter: 0.661, sameAnswer: 0.9995, largestDifference: 0.004 },
    variety: { ...effect, accuracyAfter: 0.655, largestDifference: 0.2 },
  };
  const figures = roundingFigures({ training: { rounding } } as Manifest);
  expect(figures.map(({ id }) => id)).toEqual(
    ['country', 'variety'].flatMap((target) =>
      ['accuracy', 'same', 'difference'].map((measure) => `quality.${target}.rounding.${measure}`),
    ),
  );
  expect(figures.map(passes)).toEqual([true, true, true, false, false, false]);
});
