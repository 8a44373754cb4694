import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  binomialTail,
  bootstrapMeans,
  differenceInterval,
  quantileOf,
  signTest,
  wilsonInterval,
} from '../../../classifier/judge/intervals.ts';

it('the interval of a share is the one that Wilson names', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  for (const [right, total, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilsonInterval(right, total);
    expect([interval.low, interval.high].map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
  }
});

it('the interval holds the share, lies within 0 to 1, and is all of that where nothing was seen', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
      const right = Math.round(share * total);
      const { low, high } = wilsonInterval(right, total);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(right / total);
      expect(high).toBeGreaterThanOrEqual(right / total);
    }),
  );
});

it('the interval of the difference of two shares is the one that Newcombe names', () => {
  // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
  for (const [first, second, low, high] of [
    [[48, 80], [56, 70], 0.0524, 0.3339],
    [[3, 10], [9, 10], 0.1705, 0.809],
    [[0, 20], [0, 10], -0.1611, 0.2775],
  ] as const) {
    const [one, other] = [first, second].map(([right, examples]) => ({ right, examples }));
    const interval = differenceInterval(one!, other!);
    expect([interval.low, interval.high].map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
  }
  expect(differenceInterval({ right: 0, examples: 0 }, { right: 1, examples: 2 })).toEqual({ low: -1, high: 1 });
});

it('resampled means spread as the standard error says, and the same seed gives the same ones', () => {
  const numbers = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 1 : -1));
  const means = bootstrapMeans(numbers, 2000, 3);
  expect(quantileOf(means, 0.975)).toBeCloseTo(1.96 / Math.sqrt(400), 1);
  expect(quantileOf(means, 0.5)).toBeCloseTo(0, 1);
  expect(bootstrapMeans(numbers, 2000, 3)).toEqual(means);
  expect(bootstrapMeans(numbers, 2000, 4)).not.toEqual(means);
});

it('a loss is as probable by chance as throws of a coin are', () => {
  expect(signTest(5, 0)).toBeCloseTo(1 / 32, 12);
  expect(signTest(2, 1)).toBeCloseTo(1 / 2, 12);
  expect(signTest(0, 7)).toBeCloseTo(1, 12);
  expect(signTest(0, 0)).toBe(1);
  // R: binom.test(13, 20, alternative = 'greater')
  expect(signTest(13, 7)).toBeCloseTo(0.1316, 4);
  expect(signTest(600, 400)).toBeLessThan(1e-9);
});

it('so many or more come true as the binomial distribution says', () => {
  expect(binomialTail(2, 2, 0.02)).toBeCloseTo(0.0004, 12);
  expect(binomialTail(0, 7, 0.3)).toBeCloseTo(1, 12);
  expect(binomialTail(1, 0, 0.3)).toBe(0);
  // R: 1 - pbinom(12, 20, 0.5)
  expect(binomialTail(13, 20, 0.5)).toBeCloseTo(signTest(13, 7), 12);
});
