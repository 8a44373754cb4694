/** Metrics by the minute, in memory and on disk. */
import { addBucket, addValue, type Bucket, emptyBucket } from './bucket.ts';
import {
  createDayWriter,
  type DayWriter,
  listDays,
  type MinuteRecord,
  readDay,
  removeDay,
  sizeOfDay,
} from './metric-files.ts';
import { keyOf, type Series } from './series.ts';

/** What came of a metric at one time. */
export interface Sample {
  series: Series;
  /** By CloudWatch's names, such as Milliseconds; None where there is none. */
  unit: string;
  /** Epoch ms. */
  atMs: number;
  /** Values with how often each came, or the sums alone. */
  bucket: Bucket;
}

/** What is known of a metric, apart from its values. */
export interface KnownSeries {
  series: Series;
  unit: string;
  /** The last minute that anything came for, since 1970. */
  lastMinute: number;
}

/** Metrics by the minute. */
export interface MetricStore {
  add: (sample: Sample) => void;
  /** All that came from `startMs` up to, but not including, `endMs`; seconds count as their minute. */
  read: (series: Series, startMs: number, endMs: number) => Bucket;
  /** Every metric of the days that are kept. */
  list: () => KnownSeries[];
  find: (series: Series) => KnownSeries | undefined;
  /** Writes what came since the last time. */
  flush: (nowMs: number) => void;
}

export const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** CloudWatch keeps minutes for so long. */
const KEPT_DAYS = 15;
const KEPT_BYTES_MAX = 512 * 1024 ** 2;
/** Beyond so much a file of deltas is written anew as a whole. */
const APPENDED_BYTES_MAX = 8 * 1024 ** 2;
/** Days held in memory: a query about two weeks goes through the files again. */
const HELD_DAYS_MAX = 4;
/** A program that makes a dimension of an id must not fill the memory. */
const SERIES_MAX = 10_000;

interface HeldSeries extends KnownSeries {
  minutes: Map<number, Bucket>;
}

interface Day {
  series: Map<string, HeldSeries>;
  /** What is not on disk yet. */
  pending: Map<string, MinuteRecord & { key: string }>;
  writer: DayWriter;
}

/** Opens the metrics of a folder; `warn` is told once where there are too many metrics to keep. */
export function openMetricStore(
  folder: string,
  warn: (line: string) => void,
  appendedBytesMax = APPENDED_BYTES_MAX,
): MetricStore {
  const { known, learn } = createCatalogue(warn);
  const days = new Map<number, Day>();
  const hold = (number: number): Day => holdDay(folder, days, number, learn);
  for (const number of listDays(folder)) hold(number);
  let cleanedDay = 0;
  return {
    add: ({ series, unit, atMs, bucket }) => {
      const minute = Math.floor(atMs / MINUTE_MS);
      const key = keyOf(series);
      if (!learn(key, series, unit, minute)) return;
      const day = hold(Math.floor(minute / DAY_MINUTES));
      const record = { key, series, unit, minute, bucket };
      put(day, key, record);
      putPending(day, record);
    },
    read: (series, startMs, endMs) => {
      const key = keyOf(series);
      const whole = emptyBucket();
      if (!known.has(key)) return whole;
      const end = Math.ceil(endMs / MINUTE_MS);
      for (let minute = Math.floor(startMs / MINUTE_MS); minute < end;) {
        const number = Math.floor(minute / DAY_MINUTES);
        const until = Math.min(end, (number + 1) * DAY_MINUTES);
        const minutes = hold(number).series.get(key)?.minutes;
        for (; minute < until; minute += 1) {
          const bucket = minutes?.get(minute);
          if (bucket) addBucket(whole, bucket);
        }
      }
      return whole;
    },
    list: () => [...known.values()],
    find: (series) => known.get(keyOf(series)),
    flush: (nowMs) => {
      for (const day of days.values()) writePending(day, appendedBytesMax);
      const today = Math.floor(nowMs / MINUTE_MS / DAY_MINUTES);
      if (today === cleanedDay) return;
      cleanedDay = today;
      removeOldDays(folder, today);
    },
  };
}

/** Takes note of a metric; false where there are too many already. */
type Learn = (key: string, series: Series, unit: string, minute: number) => boolean;

function createCatalogue(warn: (line: string) => void): { known: Map<string, KnownSeries>; learn: Learn } {
  const known = new Map<string, KnownSeries>();
  let isFull = false;
  const learn: Learn = (key, series, unit, minute) => {
    const one = known.get(key);
    if (one) one.lastMinute = Math.max(one.lastMinute, minute);
    else if (known.size < SERIES_MAX) known.set(key, { series, unit, lastMinute: minute });
    else {
      if (!isFull) warn(`More than ${SERIES_MAX} metrics: further ones are not kept. Is a dimension an id?`);
      isFull = true;
      return false;
    }
    return true;
  };
  return { known, learn };
}

/** A day, read from disk where it is not held; the one that was asked for longest ago makes room. */
function holdDay(folder: string, days: Map<number, Day>, number: number, learn: Learn): Day {
  const held = days.get(number);
  if (held) {
    // The one that is asked for last goes last.
    days.delete(number);
    days.set(number, held);
    return held;
  }
  const day: Day = { series: new Map(), pending: new Map(), writer: createDayWriter(folder, number) };
  for (const record of readDay(folder, number)) {
    const key = keyOf(record.series);
    if (learn(key, record.series, record.unit, record.minute)) put(day, key, record);
  }
  days.set(number, day);
  for (const [oldest, { pending }] of days) {
    if (days.size <= HELD_DAYS_MAX) break;
    if (pending.size === 0 && oldest !== number) days.delete(oldest);
  }
  return day;
}

function put({ series }: Day, key: string, { series: identity, unit, minute, bucket }: MinuteRecord): void {
  let held = series.get(key);
  if (held === undefined) series.set(key, (held = { series: identity, unit, lastMinute: minute, minutes: new Map() }));
  addTo(held.minutes, minute, bucket);
}

function putPending({ pending }: Day, record: MinuteRecord & { key: string }): void {
  const place = `${record.minute} ${record.key}`;
  const waiting = pending.get(place);
  if (waiting) addBucket(waiting.bucket, record.bucket);
  else pending.set(place, { ...record, bucket: copy(record.bucket) });
}

function addTo(minutes: Map<number, Bucket>, minute: number, bucket: Bucket): void {
  const present = minutes.get(minute);
  if (present) addBucket(present, bucket);
  else minutes.set(minute, copy(bucket));
}

function copy(bucket: Bucket): Bucket {
  const copied = emptyBucket();
  addBucket(copied, bucket);
  return copied;
}

function writePending({ series, pending, writer }: Day, appendedBytesMax: number): void {
  if (pending.size === 0) return;
  writer.append(pending.values());
  pending.clear();
  if (writer.isLoose(appendedBytesMax)) writer.rewrite(everyMinute(series));
}

function* everyMinute(all: Day['series']): Generator<MinuteRecord & { key: string }> {
  for (const [key, { series, unit, minutes }] of all) {
    for (const [minute, bucket] of minutes) yield { key, series, unit, minute, bucket };
  }
}

function removeOldDays(folder: string, today: number): void {
  const numbers = listDays(folder);
  let bytes = numbers.reduce((sum, day) => sum + sizeOfDay(folder, day), 0);
  for (const day of numbers) {
    if (day >= today - KEPT_DAYS && bytes <= KEPT_BYTES_MAX) return;
    if (day === today) return;
    bytes -= sizeOfDay(folder, day);
    removeDay(folder, day);
  }
}

/** A bucket of one value. */
export function bucketOf(value: number, count = 1): Bucket {
  const bucket = emptyBucket();
  addValue(bucket, value, count);
  return bucket;
}
