/** What is known of a metric within one stretch of time. */
export interface Bucket {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** How often each value came; undefined where only the four numbers above were sent. */
  values: Map<number, number> | undefined;
  /** Whether values are rounded to steps of one percent. */
  isCoarse: boolean;
}

/** Up to so many different values of a minute are kept as they are; beyond, they are rounded by half a percent. */
export const EXACT_VALUES_MAX = 500;
const STEP = Math.log(1.01);

/** A stretch of time in which nothing came. */
export function emptyBucket(): Bucket {
  return { count: 0, sum: 0, min: Infinity, max: -Infinity, values: new Map(), isCoarse: false };
}

/** Adds a value that came `count` times. */
export function addValue(bucket: Bucket, value: number, count = 1): void {
  bucket.count += count;
  bucket.sum += value * count;
  if (value < bucket.min) bucket.min = value;
  if (value > bucket.max) bucket.max = value;
  if (bucket.values) putValue(bucket, bucket.values, value, count);
}

/** Adds all that another bucket holds. Where one of the two has no values, the sum of both has none. */
export function addBucket(bucket: Bucket, other: Bucket): void {
  if (other.count === 0) return;
  bucket.count += other.count;
  bucket.sum += other.sum;
  bucket.min = Math.min(bucket.min, other.min);
  bucket.max = Math.max(bucket.max, other.max);
  if (other.values === undefined) bucket.values = undefined;
  if (bucket.values === undefined || other.values === undefined) return;
  for (const [value, count] of other.values) putValue(bucket, bucket.values, value, count);
}

function putValue(bucket: Bucket, values: Map<number, number>, value: number, count: number): void {
  const kept = bucket.isCoarse ? roundToStep(value) : value;
  values.set(kept, (values.get(kept) ?? 0) + count);
  if (bucket.isCoarse || values.size <= EXACT_VALUES_MAX) return;
  bucket.isCoarse = true;
  const fine = [...values];
  values.clear();
  for (const [one, times] of fine) {
    const rounded = roundToStep(one);
    values.set(rounded, (values.get(rounded) ?? 0) + times);
  }
}

/** The nearest power of 1.01, with the sign of the value. */
function roundToStep(value: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * Math.exp(Math.round(Math.log(Math.abs(value)) / STEP) * STEP);
}
