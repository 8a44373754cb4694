/**
 * What a metric is expected to lie between: its mean by the hour of the day (UTC) over the two weeks before, and so
 * many standard deviations to either side. CloudWatch's model is another, and is not published.
 */
import type { Band, Stretch } from '../expressions/values.ts';
import { MINUTE_MS, type MetricStore } from '../keep/metric-store.ts';
import type { MetricStat } from './statistic.ts';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAST_DAYS = 14;
/** Of fewer values nothing is expected: their scatter says nothing. */
const VALUES_MIN = 12;

/** What bands are made with. */
export interface BandParts {
  store: MetricStore;
  /** What was found of a metric, hour by hour, and need not be read again. */
  remembered: Map<string, HourSums>;
}

/** Of the values of one hour: how many, their sum, and the sum of their squares. */
export interface HourSums {
  count: number;
  sum: number;
  squares: number;
}

/** The band over these stretches: nothing where the hour of the day has too few values to tell. */
export function createBand(stat: MetricStat, width: number, stretches: readonly Stretch[], parts: BandParts): Band {
  const sums = new Map<number, HourSums>();
  const edges = stretches.map(({ startMs }) => {
    const hourMs = Math.floor(startMs / HOUR_MS) * HOUR_MS;
    let found = sums.get(hourMs);
    if (found === undefined) sums.set(hourMs, (found = sumPast(stat, hourMs, parts)));
    return edgesOf(found, width);
  });
  return { lower: edges.map(({ lower }) => lower), upper: edges.map(({ upper }) => upper) };
}

function edgesOf({ count, sum, squares }: HourSums, width: number): { lower?: number; upper?: number } {
  if (count < VALUES_MIN) return {};
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { lower: mean - width * deviation, upper: mean + width * deviation };
}

/** That hour of each of the days before, itself not. */
function sumPast(stat: MetricStat, hourMs: number, parts: BandParts): HourSums {
  const whole: HourSums = { count: 0, sum: 0, squares: 0 };
  for (let days = PAST_DAYS; days >= 1; days -= 1) {
    const { count, sum, squares } = sumHour(stat, hourMs - days * DAY_MS, parts);
    whole.count += count;
    whole.sum += sum;
    whole.squares += squares;
  }
  return whole;
}

const REMEMBERED_MAX = 10_000;

function sumHour(stat: MetricStat, startMs: number, { store, remembered }: BandParts): HourSums {
  const { namespace, name, dimensions } = stat.series;
  const key = JSON.stringify([namespace, name, dimensions, stat.stat, stat.periodSeconds, startMs]);
  const known = remembered.get(key);
  if (known) return known;
  const sums: HourSums = { count: 0, sum: 0, squares: 0 };
  const stepMs = stat.periodSeconds * 1000;
  for (let atMs = startMs; atMs < startMs + HOUR_MS; atMs += stepMs) {
    const value = stat.statistic(store.read(stat.series, atMs, atMs + stepMs));
    if (value === undefined) continue;
    sums.count += 1;
    sums.sum += value;
    sums.squares += value * value;
  }
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, sums);
  return sums;
}
