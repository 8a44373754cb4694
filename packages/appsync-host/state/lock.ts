/** A file that says which process has a folder open. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { HostError } from '../failure.ts';
import { FILE_MODE } from './owner-only.ts';

interface Holder {
  pid: number;
  /** When that process began, in the system's own words; empty where it does not tell. Process ids are used again. */
  began: string;
}

/**
 * Takes the lock, also from a process that is no more. Returns what gives it back. Errors: HostError while it is held.
 */
export function takeLock(path: string, folder: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, began: readStat(process.pid).began } satisfies Holder);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: FILE_MODE });
  try {
    if (!tryLink(draft, path)) {
      const holder = readHolder(path);
      if (holder !== undefined && isRunning(holder)) throw held(folder, holder);
      rmSync(path, { force: true });
      if (!tryLink(draft, path)) throw held(folder, readHolder(path));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
  };
}

/** Makes the lock with its content in one step; false when there is one already. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const { pid, began } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof began === 'string' ? { pid, began } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const { state, began: beganNow } = readStat(pid);
  return beganNow === began && !ENDED_STATES.includes(state);
}

/** Zombies, for which nobody has waited yet, and the dead: they have no files open. */
const ENDED_STATES = ['Z', 'X'];

/** Fields 3 and 22 of /proc/PID/stat: the state, and clock ticks between boot and the process's start. */
function readStat(pid: number): { state: string; began: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', began: fields[19] ?? '' };
  } catch {
    return { state: '', began: '' };
  }
}

function held(folder: string, holder: Holder | undefined): HostError {
  const who = holder === undefined ? '' : ` (process ${holder.pid})`;
  return new HostError(`Another host${who} uses ${folder}. Stop it, or choose another folder with --data.`);
}
