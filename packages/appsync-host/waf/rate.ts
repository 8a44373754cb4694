/** How often something was asked, as a rate-based rule of WAF counts. */

/** How many requests in how long a time. */
export interface Rate {
  limit: number;
  windowSeconds: number;
}

/** AWS WAF looks at its counts about every 10 s: so it lets more through than the limit, and stops that much later. */
const GRID_MS = 10_000;

/** AWS keeps as many; of more, those are forgotten that were first seen longest ago. */
const KEYS_MAX = 10_000;

/**
 * Counts requests by key. The answer tells whether those of the window before the last point of the grid were more than
 * the limit; requests that are turned away count as well. `now` is in milliseconds, of a clock that never goes back.
 */
export function createRateCounter({ limit, windowSeconds }: Rate, now: () => number): (key: string) => boolean {
  const cells = (windowSeconds * 1000) / GRID_MS;
  /** By key, and by cell of the grid. */
  const counts = new Map<string, Map<number, number>>();
  let swept = 0;
  const sweep = (cell: number): void => {
    swept = cell;
    for (const [key, own] of counts) {
      for (const old of own.keys()) if (old < cell - cells) own.delete(old);
      if (own.size === 0) counts.delete(key);
    }
  };
  return (key) => {
    const cell = Math.floor(now() / GRID_MS);
    if (cell !== swept) sweep(cell);
    const own = counts.get(key) ?? new Map<number, number>();
    let before = 0;
    for (const [at, count] of own) if (at < cell) before += count;
    own.set(cell, (own.get(cell) ?? 0) + 1);
    counts.set(key, own);
    const [oldest] = counts.keys();
    if (counts.size > KEYS_MAX && oldest !== undefined) counts.delete(oldest);
    return before > limit;
  };
}
