/** Statistics by CloudWatch's names. */
import type { Bucket } from '../keep/bucket.ts';
import type { Series } from '../keep/series.ts';

/** A statistic of one metric. */
export interface MetricStat {
  kind: 'metric';
  series: Series;
  stat: string;
  statistic: Statistic;
  periodSeconds: number;
  /** Nothing comes where the metric has another unit. */
  unit?: string;
}

const SIMPLE = {
  SampleCount: ({ count }: Bucket) => count,
  Sum: ({ sum }: Bucket) => sum,
  Average: ({ sum, count }: Bucket) => sum / count,
  Minimum: ({ min }: Bucket) => min,
  Maximum: ({ max }: Bucket) => max,
} as const;

/** What a statistic makes of a bucket; undefined where nothing came, or where it needs values that were not sent. */
export type Statistic = (bucket: Bucket) => number | undefined;

/**
 * The statistic of that name: SampleCount, Sum, Average, Minimum, Maximum, or a percentile such as p99 or p99.9;
 * undefined for any other.
 */
export function readStatistic(name: string): Statistic | undefined {
  const share = readPercentile(name);
  if (share !== undefined) return (bucket) => percentileOf(bucket, share);
  if (!Object.hasOwn(SIMPLE, name)) return undefined;
  const simple = SIMPLE[name as keyof typeof SIMPLE];
  return (bucket) => (bucket.count === 0 ? undefined : simple(bucket));
}

/** `p99.9` as .999; undefined for what is no percentile. */
export function readPercentile(name: string): number | undefined {
  const [, digits] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits) / 100;
}

/** The least value that at least this share of the samples does not exceed (nearest rank). */
function percentileOf({ count, min, max, values }: Bucket, share: number): number | undefined {
  if (count === 0) return undefined;
  // Of sums alone a percentile is known only where all values are one.
  if (values === undefined) return min === max ? min : undefined;
  if (share >= 1) return max;
  // A share such as .95 of 20 is 19, not a little more.
  const rank = Math.max(1, Math.ceil(share * count - 1e-9));
  let passed = 0;
  for (const [value, times] of [...values].sort(([one], [other]) => one - other)) {
    passed += times;
    // A value that was rounded lies no further out than the outermost ones did.
    if (passed >= rank) return Math.min(max, Math.max(min, value));
  }
  return max;
}
