/**
 * The form on disk: a file a day, of JSON lines. A line `{"i":1,"s":[namespace,name,dimensions,unit]}` numbers a metric
 * within the file, a line `{"i":1,"m":minute,"c":count,"t":sum,"l":least,"h":most,"v":[value,count,…]}` adds to a
 * minute of it. Files are only appended to, until one is written anew as a whole.
 */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE } from '../../state/owner-only.ts';
import { type Bucket, emptyBucket } from './bucket.ts';
import type { Series } from './series.ts';

/** What a line adds to. */
export interface MinuteRecord {
  series: Series;
  unit: string;
  /** Minutes since 1970. */
  minute: number;
  bucket: Bucket;
}

const DAY_FILE = /^(\d+)\.jsonl$/;

/** The days of which there is a file, in days since 1970, the oldest first. */
export function listDays(folder: string): number[] {
  const numbers = readdirSync(folder).flatMap((name) => (DAY_FILE.test(name) ? [Number.parseInt(name, 10)] : []));
  return numbers.sort((one, other) => one - other);
}

/** How large the file of a day is. */
export function sizeOfDay(folder: string, day: number): number {
  return statSync(pathOf(folder, day), { throwIfNoEntry: false })?.size ?? 0;
}

/** Removes the file of a day. */
export function removeDay(folder: string, day: number): void {
  rmSync(pathOf(folder, day), { force: true });
}

/** All that was written of a day. A line that was cut off, as by a kill, is passed over. */
export function* readDay(folder: string, day: number): Generator<MinuteRecord> {
  const path = pathOf(folder, day);
  if (!existsSync(path)) return;
  const known = new Map<number, { series: Series; unit: string }>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const record = parseLine(line);
    if (record === undefined) continue;
    if ('s' in record) {
      const [namespace, name, dimensions, unit] = record.s;
      known.set(record.i, { series: { namespace, name, dimensions }, unit });
      continue;
    }
    const of = known.get(record.i);
    if (of) yield { ...of, minute: record.m, bucket: readBucket(record) };
  }
}

interface DefinitionLine {
  i: number;
  s: [string, string, Record<string, string>, string];
}

interface MinuteLine {
  i: number;
  m: number;
  c: number;
  t: number;
  l: number;
  h: number;
  v?: number[];
}

function parseLine(line: string): DefinitionLine | MinuteLine | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as DefinitionLine | MinuteLine;
  } catch {
    return undefined;
  }
}

function readBucket({ c, t, l, h, v }: MinuteLine): Bucket {
  const values = v && new Map<number, number>();
  for (let at = 0; values && v && at < v.length; at += 2) values.set(v[at] ?? 0, v[at + 1] ?? 0);
  return { ...emptyBucket(), count: c, sum: t, min: l, max: h, values };
}

/** Writes to the file of one day. */
export interface DayWriter {
  /** Appends records; a full disk loses them, and nothing else. */
  append: (records: Iterable<MinuteRecord & { key: string }>) => void;
  /** Puts one file of these records in the place of what is there, in one step. */
  rewrite: (records: Iterable<MinuteRecord & { key: string }>) => void;
  /** Whether more has been appended than the whole would take, and than this. */
  isLoose: (appendedBytesMax: number) => boolean;
}

/** A writer for a day. What an earlier process appended is numbered anew: numbers hold from their line onwards. */
export function createDayWriter(folder: string, day: number): DayWriter {
  const path = pathOf(folder, day);
  let numbers = new Map<string, number>();
  let [appended, whole] = [0, 0];
  const describe = (records: Iterable<MinuteRecord & { key: string }>): string => {
    const lines: string[] = [];
    for (const { key, series, unit, minute, bucket } of records) {
      let number = numbers.get(key);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(key, number);
        const { namespace, name, dimensions } = series;
        lines.push(JSON.stringify({ i: number, s: [namespace, name, dimensions, unit] } satisfies DefinitionLine));
      }
      lines.push(JSON.stringify(writeBucket(number, minute, bucket)));
    }
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  };
  let isTorn = existsSync(path);
  return {
    append: (records) => {
      // The last line of an earlier process may have no end.
      const text = `${isTorn ? '\n' : ''}${describe(records)}`;
      if (attempt(() => appendFileSync(path, text, { mode: FILE_MODE }))) isTorn = false;
      appended += text.length;
    },
    rewrite: (records) => {
      numbers = new Map();
      const text = describe(records);
      attempt(() => {
        writeFileSync(`${path}.part`, text, { mode: FILE_MODE });
        renameSync(`${path}.part`, path);
        isTorn = false;
      });
      [appended, whole] = [0, text.length];
    },
    isLoose: (appendedBytesMax) => appended > Math.max(appendedBytesMax, whole),
  };
}

function writeBucket(i: number, m: number, { count, sum, min, max, values }: Bucket): MinuteLine {
  const line: MinuteLine = { i, m, c: count, t: sum, l: min, h: max };
  return values === undefined ? line : { ...line, v: [...values].flat() };
}

/** Metrics are not worth a host that ends because its disk is full. */
function attempt(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}

function pathOf(folder: string, day: number): string {
  return join(folder, `${day}.jsonl`);
}
