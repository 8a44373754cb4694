import { fstatSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/**
 * Aborted when the program that started this one is gone, and nobody else would stop it:
 * - a pipe on stdin ends. A terminal tells by SIGHUP; /dev/null or a file, as in the background of a script, says nothing.
 * - npm ends. It passes a SIGTERM on to its shell, which dies of it and leaves its child alone.
 */
export function whenAbandoned(env: Record<string, string | undefined>): AbortSignal {
  const abandoned = new AbortController();
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) {
    for (const end of ['end', 'error', 'close']) process.stdin.once(end, () => abandoned.abort());
    process.stdin.resume().unref();
  }
  if (env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || abandoned.abort(), LOOK_EVERY_MS).unref();
  }
  return abandoned.signal;
}
