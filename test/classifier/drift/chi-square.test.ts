import { expect, test } from 'vitest';
import { chiSquareQuantile, chiSquareTail } from '../../../classifier/drift/chi-square.ts';

test.each([
  // Tables of the chi-square distribution (NIST/SEMATECH, 1.3.6.7.4), upper tail.
  [0.05, 1, 3.841],
  [0.01, 1, 6.635],
  [0.001, 1, 10.828],
  [0.1, 10, 15.987],
  [0.05, 10, 18.307],
  [0.001, 10, 29.588],
  [0.001, 100, 149.449],
])('a chance of %d at %d degrees of freedom lies beyond %d', (tail, degrees, value) => {
  expect(chiSquareQuantile(tail, degrees)).toBeCloseTo(value, 3);
  expect(chiSquareTail(value, degrees)).toBeCloseTo(tail, 4);
});

test('at two degrees of freedom the tail is exp(-x / 2), however small', () => {
  for (const value of [0.5, 5, 50, 500]) expect(chiSquareTail(value, 2) / Math.exp(-value / 2)).toBeCloseTo(1, 9);
  expect(chiSquareQuantile(1e-9, 2)).toBeCloseTo(-2 * Math.log(1e-9), 6);
});

test('what is not above 0 is exceeded for sure', () => {
  expect([chiSquareTail(0, 3), chiSquareTail(-1, 3), chiSquareTail(NaN, 3)]).toEqual([1, 1, 1]);
});
