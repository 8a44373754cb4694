import { expect, test } from 'vitest';
import { createCalibrate } from '../../../classifier/answer/calibration.ts';

const target = {
  prior: [0.75, 0.25],
  calibration: { description: { slope: 0.5, prior: 0 }, price: { slope: 1, prior: 1 } },
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
