import { expect, test } from 'vitest';
import type { CalibratedTarget, CurvePoint } from '../../../classifier/answer/calibration.ts';
import { correctHighest, createCalibrate, readCurve } from '../../../classifier/answer/calibration.ts';

const target: CalibratedTarget = {
  prior: [0.75, 0.25],
  calibration: {
    description: { slope: 0.5, prior: 0 },
    price: { slope: 1, prior: 1 },
    winery: {
      slope: 1,
      prior: 0,
      curve: [
        [0.5, 0.5],
        [1, 0.7],
      ],
    },
  },
};

function probabilitiesOf(scores: number[], told: number): number[] {
  const row = Float64Array.from(scores);
  createCalibrate('country', target)(row, told);
  return [...row];
}

test('scores become probabilities by the slope and the prior for what was told', () => {
  const [description, price] = [1, 64];
  expect(probabilitiesOf([2, 0], description)[0]).toBeCloseTo(1 / (1 + Math.exp(-1)));
  expect(probabilitiesOf([0, 0], price)).toEqual([expect.closeTo(0.75), expect.closeTo(0.25)]);
});

test('a set of fields that no calibration is known of leaves scores as they are', () => {
  expect(probabilitiesOf([2, 0], 32)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)));
});

test('a curve says how often the most probable class is right; the others share what is left in proportion', () => {
  const winery = 16;
  expect(probabilitiesOf([Math.log(3), 0], winery)).toEqual([expect.closeTo(0.6), expect.closeTo(0.4)]);
  const probabilities = Float64Array.of(0.1, 0.6, 0.3);
  correctHighest(probabilities, [[0.6, 0.8]]);
  expect([...probabilities]).toEqual([expect.closeTo(0.05), expect.closeTo(0.8), expect.closeTo(0.15)]);
});

test('a curve never changes which class is the most probable, nor the order of the others', () => {
  const probabilities = Float64Array.of(0.3, 0.38, 0.32);
  correctHighest(probabilities, [[0.5, 0]]);
  const [third = 0, first = 0, second = 0] = probabilities;
  expect(first).toBeGreaterThan(second);
  expect(first - second).toBeLessThan(1e-6);
  expect(second).toBeGreaterThan(third);
  expect(first + second + third).toBeCloseTo(1);
});

test('what is certain, or equal to another, is left alone by a curve that would lower it', () => {
  for (const given of [
    [1, 0],
    [0.5, 0.5],
  ]) {
    const probabilities = Float64Array.from(given);
    correctHighest(probabilities, [[0, 0]]);
    expect([...probabilities]).toEqual(given);
  }
});

test('a curve is straight between its points, and level beyond the ends', () => {
  const curve: CurvePoint[] = [
    [0.2, 0.1],
    [0.4, 0.5],
  ];
  expect([0, 0.2, 0.3, 0.4, 0.9].map((said) => Number(readCurve(curve, said).toFixed(6)))).toEqual([
    0.1, 0.1, 0.3, 0.5, 0.5,
  ]);
});
