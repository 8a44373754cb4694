import { fstatSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 500;
/** In this time the end of a pipe that had ended before is told. */
const SETTLE_MS = 50;

/**
 * Aborted when the program that started this one is gone, and nobody else would stop it:
 * - a pipe on stdin ends. A terminal tells by SIGHUP; /dev/null, a file, or a pipe that had ended before says nothing:
 *   scripts and build machines start programs with those.
 * - npm ends. It passes a SIGTERM on to its shell, which dies of it and leaves its child alone.
 */
export async function whenAbandoned(env: Record<string, string | undefined>): Promise<AbortSignal> {
  const abandoned = new AbortController();
  let settled = false;
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) {
    const ended = (): void => (settled ? abandoned.abort() : undefined);
    for (const end of ['end', 'error']) process.stdin.once(end, ended);
    process.stdin.resume().unref();
    await wait(SETTLE_MS);
    settled = true;
  }
  if (env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || abandoned.abort(), LOOK_EVERY_MS).unref();
  }
  return abandoned.signal;
}
