/**
 * Events of log groups, on disk: a folder a group, in it files of lines `time<TAB>stream<TAB>message`, called by the
 * time of the first. The oldest file goes when there are too many.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE, FOLDER_MODE } from '../../state/owner-only.ts';

/** A line of a log. */
export interface LogEvent {
  /** Such as /aws/lambda/NAME. */
  group: string;
  stream: string;
  /** Epoch ms. */
  atMs: number;
  message: string;
}

/** Events of log groups. */
export interface EventStore {
  add: (event: LogEvent) => void;
  /** Events of a group from `startMs` to `endMs`, both included, in the order in which they came. */
  read: (group: string, startMs: number, endMs: number) => LogEvent[];
  /** Groups with what they take on disk, by name. */
  list: () => { group: string; bytes: number }[];
  /** Writes what came since the last time. */
  flush: () => void;
}

/** How much of a group is kept. */
export interface EventLimits {
  fileBytesMax: number;
  filesMax: number;
}

/** Some 32 MB of each group. */
const LIMITS: EventLimits = { fileBytesMax: 8 * 1024 ** 2, filesMax: 4 };

interface Group {
  folder: string;
  /** Files by the time of their first event, the oldest first. */
  files: { startMs: number; bytes: number }[];
  pending: LogEvent[];
}

/** Opens the events of a folder; `groups` are there from the start, further ones with their first event. */
export function openEventStore(folder: string, groups: readonly string[], limits = LIMITS): EventStore {
  const opened = new Map<string, Group>();
  const open = (group: string): Group => {
    let one = opened.get(group);
    if (one === undefined) opened.set(group, (one = openGroup(join(folder, encodeURIComponent(group)))));
    return one;
  };
  for (const name of readdirSync(folder)) open(decodeURIComponent(name));
  for (const group of groups) open(group);
  const flush = (): void => {
    for (const group of opened.values()) writePending(group, limits);
  };
  return {
    add: (event) => void open(event.group).pending.push(event),
    read: (group, startMs, endMs) => {
      const one = opened.get(group);
      if (one === undefined) return [];
      writePending(one, limits);
      // A file holds nothing that is older than its first event by more than the order in which events come.
      return one.files
        .filter(({ startMs: first }) => first <= endMs)
        .flatMap(({ startMs: first }) => readFile(one.folder, first, group))
        .filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
    },
    list: () =>
      [...opened]
        .map(([group, { files }]) => ({ group, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }))
        .sort((one, other) => (one.group < other.group ? -1 : 1)),
    flush,
  };
}

const EVENT_FILE = /^(\d+)\.log$/;

function openGroup(folder: string): Group {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const files = readdirSync(folder)
    .flatMap((name) => (EVENT_FILE.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((one, other) => one - other)
    .map((startMs) => ({ startMs, bytes: readFileSync(join(folder, `${startMs}.log`)).length }));
  return { folder, files, pending: [] };
}

/** A full disk loses events, and nothing else. */
function writePending(group: Group, { fileBytesMax, filesMax }: EventLimits): void {
  const { folder, files, pending } = group;
  const [first] = pending;
  if (first === undefined) return;
  group.pending = [];
  let last = files.at(-1);
  if (last === undefined || (last.bytes > fileBytesMax && first.atMs > last.startMs)) {
    last = { startMs: first.atMs, bytes: 0 };
    files.push(last);
    for (const { startMs } of files.splice(0, Math.max(0, files.length - filesMax))) {
      rmSync(join(folder, `${startMs}.log`), { force: true });
    }
  }
  const text = pending.map(({ atMs, stream, message }) => `${atMs}\t${stream}\t${message}\n`).join('');
  try {
    appendFileSync(join(folder, `${last.startMs}.log`), text, { mode: FILE_MODE });
    last.bytes += Buffer.byteLength(text);
  } catch {
    // Nothing that runs depends on them.
  }
}

function readFile(folder: string, startMs: number, group: string): LogEvent[] {
  return readText(join(folder, `${startMs}.log`))
    .split('\n')
    .flatMap((line) => {
      const [, time, stream = '', message = ''] = /^(\d+)\t([^\t]*)\t(.*)$/s.exec(line) ?? [];
      return time === undefined ? [] : [{ group, stream, atMs: Number(time), message }];
    });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
