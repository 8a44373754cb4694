import { SingleBar } from 'cli-progress';

/** Shows how far a count of rows has come. */
export interface Progress {
  advance: (rows: number) => void;
  stop: () => void;
}

/** A bar on stderr for someone who looks; nothing in a log. */
export function startProgress(total: number, interactive: boolean): Progress {
  if (!interactive) return { advance: () => undefined, stop: () => undefined };
  const bar = new SingleBar({ format: '{bar} {percentage} % | {value} of {total} rows | {eta_formatted} to go' });
  bar.start(total, 0);
  return {
    advance: (rows) => bar.increment(rows),
    stop: () => bar.stop(),
  };
}
