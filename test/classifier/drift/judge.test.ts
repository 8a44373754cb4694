import { expect, test } from 'vitest';
import { type HourTally, judgeDrift } from '../../../classifier/drift/judge.ts';
import { emptyTally } from '../../../classifier/drift/tally.ts';
import { createRandom } from '../../../classifier/fit/random.ts';
import type { Tally } from '../../../contract/traffic.ts';

const random = createRandom(7);

/** Predictions in which everything lies in one of two bins, and a share in the second; all fields are told. */
function tallyOf(predictions: number, second: (name: string) => number = () => 0.3): Tally {
  const tally = emptyTally();
  tally.predictions = predictions;
  for (const [name, bins] of Object.entries(tally.bins)) {
    if (name === 'fields') bins.fill(predictions);
    else for (let n = 0; n < predictions; n += 1) bins[random.next() < second(name) ? 1 : 0]! += 1;
  }
  return tally;
}
const baseline = tallyOf(2000);
const week = (perHour: number, tally: (hour: number) => Tally = () => tallyOf(perHour)): HourTally[] =>
  Array.from({ length: 168 }, (_, hour) => ({ hour, tally: tally(hour) }));
const driftedIn = (hours: HourTally[], now = 167): string[] =>
  judgeDrift(baseline, hours, now)
    .filter(({ ratio }) => ratio >= 1)
    .map(({ signal, window }) => `${signal} ${window}`);
const moved =
  (signal: string, by = 0.2) =>
  (name: string) =>
    0.3 + (name.startsWith(signal) ? by : 0);

test('unchanged traffic has not drifted in any window', () => {
  const findings = judgeDrift(baseline, week(50), 167);
  expect(new Set(findings.map(({ window }) => window))).toEqual(new Set(['recent', 'day', 'week']));
  expect(findings.filter(({ ratio }) => ratio >= 1)).toEqual([]);
});

test('what has moved in the last hours is seen in the newest 500 predictions, and only the signal that has', () => {
  const hours = week(100, (hour) => tallyOf(100, hour >= 163 ? moved('price') : undefined));
  expect(driftedIn(hours)).toEqual(['price recent']);
});

test('what has moved a day ago is seen in the day', () => {
  const hours = week(10, (hour) => tallyOf(10, hour >= 144 ? moved('words', 0.3) : undefined));
  expect(driftedIn(hours)).toContain('words day');
});

test('a small move is significant in large traffic, but no drift before a twentieth has moved', () => {
  const hours = week(20_000, () => tallyOf(0));
  for (const { tally } of hours) {
    const small = tallyOf(0);
    small.predictions = 20_000;
    small.bins.fields.fill(20_000);
    small.bins.price.splice(0, 2, 20_000 * 0.66, 20_000 * 0.34);
    Object.assign(tally, small);
  }
  const sure = { ...baseline, bins: { ...baseline.bins, price: [700_000, 300_000, 0, 0, 0, 0, 0, 0] } };
  const [price] = judgeDrift(sure, hours, 167).filter(({ signal, window }) => signal === 'price' && window === 'week');
  expect(price!.value).toBeGreaterThan(10 * price!.threshold);
  expect(price!.effect).toBeCloseTo(0.04, 3);
  expect(price!.ratio).toBeCloseTo(0.8, 2);
});

test('a field that is left out is named', () => {
  const hours = week(50);
  for (const { hour, tally } of hours) if (hour >= 140) tally.bins.fields[6] = 35;
  const findings = judgeDrift(baseline, hours, 167).filter(({ signal, ratio }) => signal === 'fields' && ratio >= 1);
  expect(findings.map(({ part }) => part)).toContain('price');
});

test('fewer than a hundred predictions are not judged', () => {
  expect(judgeDrift(baseline, [{ hour: 167, tally: tallyOf(99, () => 1) }], 167)).toEqual([]);
  expect(judgeDrift(baseline, [{ hour: 167, tally: tallyOf(100, () => 1) }], 167)).not.toEqual([]);
});

test('hours before the week and after the check have no part', () => {
  const hours = [
    { hour: -1, tally: tallyOf(5000, () => 1) },
    { hour: 168, tally: tallyOf(5000, () => 1) },
    ...week(50),
  ];
  expect(driftedIn(hours)).toEqual([]);
});

test('a shift does not hide itself by making hours look uneven: they are measured outside of the window', () => {
  const rare = (by: number) => (name: string) => (name === 'price' ? 0.02 + by : 0.3);
  const hours = week(100, (hour) => tallyOf(100, rare(hour >= 163 ? 0.1 : 0)));
  const findings = judgeDrift(tallyOf(2000, rare(0)), hours, 167);
  const recent = findings.find(({ signal, window }) => signal === 'price' && window === 'recent');
  expect(recent!.spread).toBeLessThan(1.4);
  expect(recent!.ratio).toBeGreaterThan(1);
});

test('clients that ask in batches of a kind are not taken for drift, though as many independent wines would be', () => {
  const hours = week(100, () => {
    const tally = tallyOf(100);
    const alike = Array.from({ length: 5 }, () => (random.next() < 0.3 ? 20 : 0)).reduce<number>(
      (sum, one) => sum + one,
      0,
    );
    tally.bins.price.splice(0, 2, 100 - alike, alike);
    return tally;
  });
  const findings = [24, 48, 72, 96, 120, 144, 167].flatMap((now) => judgeDrift(baseline, hours, now));
  const prices = findings.filter(({ signal }) => signal === 'price');
  expect(prices.filter(({ ratio }) => ratio >= 1)).toEqual([]);
  expect(prices.filter(({ value, spread, threshold }) => value * spread > threshold).length).toBeGreaterThan(0);
});
