/** What became of alarms, on disk: a file of JSON lines, of which the last of each alarm says its state. */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE } from '../../state/owner-only.ts';
import type { AlarmState } from '../alarms/judge.ts';

/** Something that an alarm did, or that was done to it. */
export interface AlarmEntry {
  /** Epoch ms. */
  atMs: number;
  /** The alarm's name. */
  alarm: string;
  kind: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  /** In a sentence. */
  summary: string;
  /** Of a StateUpdate: the state it came into, and why. */
  state?: AlarmState;
  reason?: string;
  before?: AlarmState;
}

/** What became of alarms. */
export interface AlarmJournal {
  add: (entry: AlarmEntry) => void;
  /** Every entry that is kept, the oldest first. */
  list: () => readonly AlarmEntry[];
}

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const ENTRIES_MAX = 10_000;

/** Opens the journal of a folder; entries of more than thirty days ago are left out. */
export function openAlarmJournal(folder: string, nowMs: number): AlarmJournal {
  const path = join(folder, 'alarms.jsonl');
  const all = readEntries(path);
  let entries = all.filter(({ atMs }) => atMs > nowMs - KEPT_MS).slice(-ENTRIES_MAX);
  const write = (text: string, place: string, put: typeof appendFileSync): void => {
    try {
      put(place, text, { mode: FILE_MODE });
    } catch {
      // A full disk loses what became of alarms, and nothing else.
    }
  };
  if (entries.length < all.length) {
    write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), `${path}.part`, writeFileSync);
    if (existsSync(`${path}.part`)) renameSync(`${path}.part`, path);
  }
  return {
    add: (entry) => {
      entries.push(entry);
      // A line that was cut off must not take the next one with it.
      write(`\n${JSON.stringify(entry)}`, path, appendFileSync);
      if (entries.length > 2 * ENTRIES_MAX) entries = entries.slice(-ENTRIES_MAX);
    },
    list: () => entries,
  };
}

function readEntries(path: string): AlarmEntry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as AlarmEntry];
      } catch {
        return [];
      }
    });
}
