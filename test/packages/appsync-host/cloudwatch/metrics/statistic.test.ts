import { describe, expect, it } from 'vitest';
import {
  addBucket,
  addValue,
  emptyBucket,
  EXACT_VALUES_MAX,
} from '../../../../../packages/appsync-host/cloudwatch/keep/bucket.ts';
import { readPercentile, readStatistic } from '../../../../../packages/appsync-host/cloudwatch/metrics/statistic.ts';

const bucketOfAll = (values: number[]) => {
  const bucket = emptyBucket();
  for (const value of values) addValue(bucket, value);
  return bucket;
};
const statisticOf = (name: string, values: number[]) => readStatistic(name)?.(bucketOfAll(values));
const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

describe('a statistic', () => {
  it.each([
    ['SampleCount', 4],
    ['Sum', 10],
    ['Average', 2.5],
    ['Minimum', 1],
    ['Maximum', 4],
  ])('%s', (name, expected) => {
    expect(statisticOf(name, [4, 1, 3, 2])).toBe(expected);
    expect(statisticOf(name, [])).toBeUndefined();
  });

  it('of a percentile is the least value that so many do not exceed', () => {
    expect(['p0', 'p1', 'p50', 'p95', 'p99', 'p99.9', 'p100'].map((name) => statisticOf(name, hundred))).toEqual([
      1, 1, 50, 95, 99, 100, 100,
    ]);
    expect(
      statisticOf(
        'p95',
        Array.from({ length: 20 }, (_, at) => at + 1),
      ),
    ).toBe(19);
    expect(statisticOf('p99', [7])).toBe(7);
    expect(statisticOf('p50', [])).toBeUndefined();
  });

  it('that is not known here is none', () => {
    for (const name of ['tm90', 'TM(5%:95%)', 'IQM', 'p', 'p101', 'pr(1:2)', 'sum', 'toString']) {
      expect(readStatistic(name), name).toBeUndefined();
    }
    expect(readPercentile('p99.95')).toBeCloseTo(0.9995);
  });

  it('of sums alone has no percentile, unless all values are one', () => {
    const sums = { ...emptyBucket(), count: 2, sum: 6, min: 2, max: 4, values: undefined };
    expect(readStatistic('p50')?.(sums)).toBeUndefined();
    expect(readStatistic('Average')?.(sums)).toBe(3);
    expect(readStatistic('p50')?.({ ...sums, sum: 8, min: 4 })).toBe(4);
  });
});

describe('many different values', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => 1 + at * 0.37);
  const bucket = bucketOfAll(many);

  it('take bounded room, with percentiles within half a percent and the rest exact', () => {
    expect(bucket.values?.size).toBeLessThan(3 * EXACT_VALUES_MAX);
    expect([bucket.count, bucket.min, bucket.max]).toEqual([20_000, 1, many.at(-1)]);
    for (const share of [1, 10, 50, 90, 99, 99.9]) {
      const exact = many[Math.ceil((share / 100) * many.length) - 1]!;
      expect(Math.abs(readStatistic(`p${share}`)!(bucket)! / exact - 1)).toBeLessThan(0.006);
    }
  });

  it('come together as if they had come at once', () => {
    const whole = emptyBucket();
    addBucket(whole, bucketOfAll(many.slice(0, 7000)));
    addBucket(whole, bucketOfAll(many.slice(7000)));
    expect(readStatistic('p99')!(whole)).toBeCloseTo(readStatistic('p99')!(bucket)!, 6);
    expect(whole.sum).toBeCloseTo(bucket.sum, 3);
  });

  it('below none and nothing keep their sign', () => {
    const signed = bucketOfAll([...many.map((value) => -value), 0]);
    expect(readStatistic('p100')!(signed)).toBe(0);
    expect(readStatistic('p50')!(signed)).toBeLessThan(-3000);
  });
});
