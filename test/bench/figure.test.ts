import { describe, expect, test } from 'vitest';
import { exponentOf, factorOver, passes, spreadOf } from '../../bench/figure.ts';
import type { Figure } from '../../bench/figure.ts';

const figure: Figure = {
  id: 'predict.p50',
  part: 'predict',
  what: 'predict',
  unit: 'ms',
  better: 'lower',
  terroir: spreadOf([0.4]),
  peers: { LinearSVC: spreadOf([8]) },
  bar: 0.8,
};

test('a spread is the median, the least and the most', () => {
  expect(spreadOf([30, 10, 20])).toEqual({ median: 20, least: 10, most: 30, runs: 3 });
  expect(spreadOf([1, 2, 3, 10]).median).toBe(2.5);
});

test('nothing measured is no spread', () => {
  expect(() => spreadOf([])).toThrow('Nothing was measured.');
});

describe('a bar', () => {
  test('is kept by what is on its better side, or on it', () => {
    expect(passes(figure)).toBe(true);
    expect(passes({ ...figure, terroir: spreadOf([0.8]) })).toBe(true);
    expect(passes({ ...figure, terroir: spreadOf([0.81]) })).toBe(false);
    expect(passes({ ...figure, better: 'higher' })).toBe(false);
  });

  test('that is not there is neither kept nor missed', () => {
    const { id, part, what, unit, better, terroir, peers } = figure;
    expect(passes({ id, part, what, unit, better, terroir, peers })).toBeUndefined();
  });
});

test('a factor above 1 says that Terroir is better, whichever way that is', () => {
  expect(factorOver(figure, spreadOf([8]))).toBeCloseTo(20);
  expect(factorOver({ ...figure, better: 'higher' }, spreadOf([8]))).toBeCloseTo(0.05);
});

test('an exponent is found from times that grow by a power of the rows', () => {
  const points = [10, 20, 40, 160].map((x) => ({ x, y: 3 * x ** 1.25 }));
  expect(exponentOf(points)).toBeCloseTo(1.25);
});
