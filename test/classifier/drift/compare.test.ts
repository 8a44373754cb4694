import { expect, test } from 'vitest';
import { compareBins, measureSpread } from '../../../classifier/drift/compare.ts';
import { createRandom } from '../../../classifier/fit/random.ts';

const hoursOf = (bins: (hour: number) => number[]) =>
  Array.from({ length: 168 }, (_, hour) => ({ hour, bins: bins(hour) }));
const even = hoursOf(() => [50, 50]);

test('G of a window that is the baseline is 0, and nothing has moved', () => {
  expect(compareBins([500, 500], [100, 100], even, 0.001)).toMatchObject({ n: 200, value: 0, effect: 0, spread: 1 });
});

test('G and the share that has moved are those worked out by hand', () => {
  // 2 × (60 ln(60/50) + 40 ln(40/50) + 40 ln(40/50) + 60 ln(60/50)) over the pooled halves.
  const compared = compareBins([60, 40], [40, 60], even, 0.05);
  expect(compared?.value).toBeCloseTo(4 * (60 * Math.log(1.2) + 40 * Math.log(0.8)), 9);
  expect(compared).toMatchObject({ degrees: 1, n: 100 });
  expect(compared?.effect).toBeCloseTo(0.2, 9);
  expect(compared?.threshold).toBeCloseTo(3.841, 3);
});

test('bins of which too few are expected are joined with their neighbours, so that the threshold is of what is left', () => {
  expect(compareBins([1000, 1000, 1, 1, 1], [100, 100, 0, 0, 0], even, 0.001)?.degrees).toBe(1);
});

test.each([
  ['an empty window', [5, 5], [0, 0]],
  ['an empty baseline', [0, 0], [5, 5]],
  ['a window of a single bin, as the baseline is', [1000, 0], [1000, 0]],
  ['a window of next to nothing', [1000, 1000], [1, 0]],
])('%s tells nothing', (_, baseline, current) => {
  expect(compareBins(baseline, current, even, 0.001)).toBeUndefined();
});

test('a larger sample than the baseline does not make the baseline any surer', () => {
  const [small, large] = [1e3, 1e8].map((n) => compareBins([530, 470], [0.5 * n, 0.5 * n], even, 0.001));
  expect(large!.value).toBeLessThan(2.1 * small!.value);
  expect(large!.value).toBeLessThan(large!.threshold);
});

test('independent predictions have a spread of about 1, batches of twenty of a kind one of about twenty', () => {
  const random = createRandom(1);
  const heads = (throws: number): number =>
    Array.from({ length: throws }, () => (random.next() < 0.5 ? 1 : 0)).filter(Boolean).length;
  const independent = measureSpread(hoursOf(() => ((one) => [one, 200 - one])(heads(200))));
  const batches = measureSpread(hoursOf(() => ((one) => [20 * one, 200 - 20 * one])(heads(10))));
  expect(independent).toBeLessThan(1.4);
  expect(batches).toBeGreaterThan(14);
  expect(batches).toBeLessThan(28);
});

test('a client that stays for hours is seen in six hours together, and the time of the day in single ones', () => {
  const staying = measureSpread(hoursOf((hour) => (Math.floor(hour / 6) % 2 === 0 ? [60, 40] : [40, 60])));
  const daily = measureSpread(hoursOf((hour) => (hour % 24 < 12 ? [60, 40] : [40, 60])));
  expect(staying).toBeGreaterThan(20);
  expect(daily).toBeGreaterThan(20);
});

test('before there are hours to go by, predictions are taken to vary twice as much as independent ones', () => {
  expect(measureSpread([{ hour: 7, bins: [10, 10] }])).toBe(2);
  expect(measureSpread([])).toBe(2);
});
