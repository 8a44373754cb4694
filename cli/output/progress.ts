import { SingleBar } from 'cli-progress';

/** Shows how far a count of rows has come. */
export interface Progress {
  advance: (rows: number) => void;
  stop: () => void;
}

/** Whether a bar can be drawn there: someone looks, and the codes that move it about are not shown as letters. */
export function canDrawBar({ isTTY }: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  return isTTY === true && env['TERM'] !== 'dumb';
}

/** A bar on stderr for someone who looks; nothing in a log. */
export function startProgress(total: number, interactive: boolean): Progress {
  if (!interactive) return { advance: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: '{bar} {percentage} % | {value} of {total} rows | {eta_formatted} to go',
    formatTime: formatDuration,
  });
  bar.start(total, 0);
  return {
    advance: (rows) => bar.increment(rows),
    stop: () => bar.stop(),
  };
}

/** Seconds as people say them: `45s`, `2m05s`, `1h30m`; a question mark where nobody knows. */
export function formatDuration(seconds: number): string {
  // The bar has words for what it does not know.
  if (!Number.isFinite(seconds)) return '?';
  // Rounded before it is taken apart, or 119.6 s would be 1m60s.
  const whole = Math.round(seconds);
  const two = (count: number): string => String(count).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  const minutes = whole < 3_600 ? Math.floor(whole / 60) : Math.round(whole / 60);
  return whole < 3_600 ? `${minutes}m${two(whole % 60)}s` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

/** Shows how far something is whose length nobody knows beforehand. */
export interface Share {
  /** 0 to 1, and what is being done. */
  show: (share: number, stage: string) => void;
  stop: () => void;
}

/** A bar on stderr for someone who looks; in a log a line for each stage. */
export function startShare(interactive: boolean, tell: (line: string) => void): Share {
  if (!interactive) {
    let last: string | undefined;
    return {
      show(share, stage) {
        if (stage !== last) tell(`${String(Math.floor(share * 100)).padStart(3)} %  ${stage}`);
        last = stage;
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({ format: '{bar} {percentage} % | {stage}' });
  bar.start(1_000, 0, { stage: 'start' });
  return {
    show: (share, stage) => bar.update(Math.round(share * 1_000), { stage }),
    stop: () => bar.stop(),
  };
}
