import type { Clock } from '../../../../packages/appsync-host/states/run/clock.ts';

export interface ClockByHand extends Clock {
  /** Resolves once somebody waits for a time that has not come; answers how many ms are missing. */
  nextWait: () => Promise<number>;
  /** Moves the clock, and wakes everybody whose time has come. */
  move: (byMs: number) => void;
}

/** A clock that stands until a test moves it. */
export function createClockByHand(startMs = Date.UTC(2026, 10, 28)): ClockByHand {
  let nowMs = startMs;
  const waits = new Set<{ timeMs: number; run: () => void }>();
  let listeners: ((missingMs: number) => void)[] = [];
  const first = (): number | undefined => {
    const times = [...waits].map(({ timeMs }) => timeMs);
    return times.length === 0 ? undefined : Math.min(...times) - nowMs;
  };
  const tell = (): void => {
    const missing = first();
    if (missing === undefined) return;
    for (const listener of listeners.splice(0)) listener(missing);
  };
  return {
    now: () => nowMs,
    at: (timeMs, run) => {
      const wait = { timeMs, run };
      if (timeMs <= nowMs) queueMicrotask(run);
      else waits.add(wait);
      queueMicrotask(tell);
      return () => void waits.delete(wait);
    },
    nextWait: () =>
      new Promise((resolve) => {
        listeners = [...listeners, resolve];
        tell();
      }),
    move: (byMs) => {
      nowMs += byMs;
      for (const wait of [...waits].sort((a, b) => a.timeMs - b.timeMs)) {
        if (wait.timeMs > nowMs) continue;
        waits.delete(wait);
        wait.run();
      }
    },
  };
}
