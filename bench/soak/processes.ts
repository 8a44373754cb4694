/** The memory and the processor's time of the laptop host, process by process, as Linux tells it. */
import { readFileSync } from 'node:fs';

/** A process of the host at one moment. */
export interface Resident {
  pid: number;
  /** What it does: `host`, `tables`, or the name of its function; several of one function are numbered. */
  name: string;
  megabytes: number;
}

/** What a process of the host runs, and its name in the report. */
const NAMES: readonly [RegExp, string][] = [
  [/appsync-host\/main/, 'host'],
  [/dynamodb\/engine/, 'tables'],
  [/cli\/terroir/, 'terroir start'],
];

const TICKS_PER_MS = 0.1;

/** The process and all that it has started, by now. Errors: Error where this system has no /proc. */
export function listResidents(pid: number): Resident[] {
  const numbered = new Map<string, number>();
  return listDescendants(pid).flatMap((one) => {
    const megabytes = readResidentMb(one);
    if (megabytes === undefined) return [];
    const name = nameOf(one);
    const count = (numbered.get(name) ?? 0) + 1;
    numbered.set(name, count);
    return [{ pid: one, name: count === 1 ? name : `${name} (${count})`, megabytes }];
  });
}

/** Processor time of a process until now, in ms; undefined for one that has ended. */
export function readProcessorMs(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === '') return undefined;
  // proc(5): utime and stime are the 14th and 15th, counted from before the name, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_MS;
}

function listDescendants(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(listDescendants)];
}

function readResidentMb(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function nameOf(pid: number): string {
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  const found = NAMES.find(([pattern]) => pattern.test(command))?.[1];
  if (found !== undefined) return found;
  return /AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(read(`/proc/${pid}/environ`))?.[1] ?? command.slice(0, 40);
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
