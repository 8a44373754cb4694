import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';

/** A child and whatever it starts. */
export interface Group {
  child: ChildProcess;
  /** The exit code of the child, 128 and more where a signal ended it; rejects when it could not be started. */
  ended: Promise<number>;
  /** Asks the child to end, and leaves the rest of the group to it. */
  stop: () => void;
  /** Ends the whole group, now; does nothing where none of it is left. */
  kill: () => void;
}

/**
 * Runs this Node with those arguments, as the leader of a process group of its own: a Ctrl-C reaches the parent alone,
 * which ends its children in order, and nothing that they started can be left behind.
 */
export function startGroup(args: string[], options: { cwd: string; stdio: StdioOptions }): Group {
  const grouped = process.platform !== 'win32';
  // Where a child looks for `node` itself, it is to find this one.
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(process.execPath, args, { ...options, detached: grouped, env: { ...process.env, PATH: path } });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  // A child that cannot be started is told of where `ended` is awaited.
  ended.catch(() => undefined);
  const kill = (): void => {
    try {
      if (grouped && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // There is no such group any more.
    }
  };
  return { child, ended, stop: () => void child.kill('SIGTERM'), kill };
}
