import { expect, test } from 'vitest';
import { turnIntoProbabilities } from '../../../classifier/answer/calibration.ts';
import { measureRounding } from '../../../classifier/fit/rounding-effect.ts';

test('it tells how many answers changed, what that cost, and how far probabilities moved', () => {
  const exact = Float32Array.of(2, 1, 0.1, 0, 5, 0);
  const scores = Float32Array.of(2, 1, 0, 0.1, 5, 0);
  const effect = measureRounding(
    exact,
    { scores, classCount: 2, trueClasses: Int32Array.of(0, 0, 1) },
    turnIntoProbabilities,
  );
  expect(effect).toMatchObject({ exampleCount: 3, accuracyBefore: 2 / 3, accuracyAfter: 1 / 3, sameAnswer: 2 / 3 });
  const moved = 2 / (1 + Math.exp(-0.1)) - 1;
  expect(effect.largestDifference).toBeCloseTo(moved, 6);
  expect(effect.meanDifference).toBeCloseTo(moved / 3, 6);
});

test('the calibration by which answers are given counts', () => {
  const measure = (slope: number): number =>
    measureRounding(
      Float32Array.of(1, 0),
      { scores: Float32Array.of(3, 0), classCount: 2, trueClasses: Int32Array.of(0) },
      (row) => {
        row.set(row.map((score) => slope * score));
        turnIntoProbabilities(row);
      },
    ).largestDifference;
  expect(measure(0.1)).toBeLessThan(measure(1));
});

test('nothing is lost where there is no example', () => {
  const none = { scores: new Float32Array(), classCount: 2, trueClasses: new Int32Array() };
  expect(measureRounding(new Float32Array(), none, turnIntoProbabilities)).toMatchObject({
    exampleCount: 0,
    accuracyBefore: 0,
  });
});
