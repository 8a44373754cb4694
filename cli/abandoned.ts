import { fstatSync } from 'node:fs';

const LOOK_EVERY_MS = 500;
/** A pipe that ends sooner than this had ended before. */
const ENDED_BEFORE_MS = 250;

/**
 * Aborted when the program that started this one is gone, and nobody else would stop it:
 * - a pipe on stdin ends. A terminal tells by SIGHUP; /dev/null, a file, or a pipe that had ended before says nothing:
 *   scripts and build machines start programs with those.
 * - npm ends. It passes a SIGTERM on to its shell, which dies of it and leaves its child alone.
 */
export function whenAbandoned(env: Record<string, string | undefined>): AbortSignal {
  const abandoned = new AbortController();
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) {
    const watchedSince = performance.now();
    const abort = (): void => {
      if (performance.now() - watchedSince > ENDED_BEFORE_MS) abandoned.abort();
    };
    for (const end of ['end', 'error']) process.stdin.once(end, abort);
    process.stdin.resume().unref();
  }
  if (env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || abandoned.abort(), LOOK_EVERY_MS).unref();
  }
  return abandoned.signal;
}
