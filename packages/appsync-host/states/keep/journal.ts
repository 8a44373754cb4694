/**
 * What has happened, line by line, in a file that is only appended to: where an execution goes on after a kill, and its
 * history. A record is written before whatever follows from it is done.
 */
import { closeSync, fdatasync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { FILE_MODE } from '../../state/owner-only.ts';
import {
  type ChildEnd,
  foldRecord,
  type Happening,
  isTold,
  type JournalRecord,
  type Position,
  type Positions,
} from './records.ts';

/** An open journal. */
export interface Journal {
  /** Writes these, at once. */
  append: (...happenings: readonly Happening[]) => void;
  /** Where a part of it is that has not ended; undefined where it has not begun. */
  positionOf: (scope: string) => Position | undefined;
  /** Children of a Map that have ended, by their number. */
  ended: ReadonlyMap<number, ChildEnd>;
  /** How many events there are. */
  count: () => number;
  /** Resolves once all that was written outlasts a power cut. */
  sync: () => Promise<void>;
  close: () => void;
}

/** Opens a journal, or begins one; a line that was cut off is dropped. `listen` hears each new record. */
export function openJournal(path: string, now: () => number, listen?: (record: JournalRecord) => void): Journal {
  const file = openSync(path, 'a+', FILE_MODE);
  const { records, bytes } = readWhole(path);
  ftruncateSync(file, bytes);
  const positions: Positions = { scopes: new Map(), ended: new Map() };
  for (const record of records) foldRecord(positions, record);
  let count = records.at(-1)?.id ?? 0;
  let isOpen = true;
  return {
    append: (...happenings) => {
      const fresh = happenings.map((happening) => {
        if (isTold(happening)) count += 1;
        return { id: count, ms: now(), ...happening };
      });
      // Whoever was cut short by the end must not write after it.
      if (isOpen) writeSync(file, fresh.map((record) => `${JSON.stringify(record)}\n`).join(''));
      for (const record of fresh) {
        foldRecord(positions, record);
        listen?.(record);
      }
    },
    positionOf: (scope) => positions.scopes.get(scope),
    ended: positions.ended,
    count: () => count,
    sync: () => (isOpen ? flush(file) : Promise.resolve()),
    close: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

/** The records of a journal that nobody writes to. */
export function readJournal(path: string): JournalRecord[] {
  return readWhole(path).records;
}

function readWhole(path: string): { records: JournalRecord[]; bytes: number } {
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  return { records: lines.map((line) => JSON.parse(line) as JournalRecord), bytes: Buffer.byteLength(whole) };
}

function flush(file: number): Promise<void> {
  return new Promise((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve())));
}
