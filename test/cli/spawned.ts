import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command line that runs in a process of its own. */
export interface Spawned {
  child: ChildProcess;
  /** Resolves with what has been printed, once that is among it; rejects when it ended without. */
  until: (text: string) => Promise<string>;
  /** The exit code, and all that was printed. */
  ended: Promise<{ code: number | null; output: string }>;
}

/** Runs Node; `stdin: 'pipe'` lets the child notice when this process is gone. */
export function spawnNode(
  args: string[],
  { env = {}, stdin = 'ignore' }: { env?: Record<string, string>; stdin?: 'ignore' | 'pipe' } = {},
): Spawned {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: [stdin, 'pipe', 'pipe'] });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => (output.includes(text) ? resolve(output) : undefined);
        listeners.add(look);
        child.once('close', () => reject(new Error(`It ended without "${text}":\n${output}`)));
        look();
      }),
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output }))),
  };
}

/** The command line of this repository. */
export const TERROIR = join(import.meta.dirname, '../../cli/terroir.ts');

/** Whether a process is at work; one that ended is listed, as a zombie, until its parent has asked how. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return statusOf(pid)?.state !== 'Z';
}

/** All processes below that one, by what Linux tells in /proc; none on other systems. */
export function descendantsOf(ancestor: number): number[] {
  const parents = new Map(listPids().map((pid) => [pid, statusOf(pid)?.parent]));
  const found = [ancestor];
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child);
  }
  return found.slice(1);
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function statusOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
      state: /^State:\s+(\w)/m.exec(status)?.[1] ?? '',
      parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
    };
  } catch {
    return undefined;
  }
}
