import { describe, expect, test } from 'vitest';
import { exponentOf, factorOver, passes, ratiosOf, spreadOf, verdictsOf } from '../../bench/figure.ts';
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

describe('a ratio to a peer', () => {
  test('is that of each round, so that what slows down both moves it little', () => {
    expect(ratiosOf('higher', [300, 100, 330], [100, 50, 100])).toEqual(spreadOf([3, 2, 3.3]));
    expect(ratiosOf('lower', [2, 4], [4, 2])).toEqual(spreadOf([2, 0.5]));
  });

  test('has a bar beside that of the figure', () => {
    const ratios = { Bare: { spread: spreadOf([1.4]), bar: 1.5 }, Whole: { spread: spreadOf([3]), bar: 3 } };
    expect(verdictsOf({ ...figure, ratios })).toEqual([true, false, true]);
    expect(verdictsOf({ ...figure, ratios: { Bare: { spread: spreadOf([0.1]) } } })).toEqual([true]);
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
