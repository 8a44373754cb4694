/** What fills at a steady rate up to a brim, and is taken from: how AWS limits nearly everything. */
export interface TokenBucket {
  /** Takes so many at a time (ms) that is never before an earlier one, all or none. */
  take(nowMs: number, tokens: number): boolean;
  /** Whether so many are there, taking none. */
  has(nowMs: number, tokens: number): boolean;
}

/** A bucket that is full at the time 0. */
export function openBucket(perSecond: number, brim: number): TokenBucket {
  let [left, filledMs] = [brim, 0];
  const fill = (nowMs: number): void => {
    left = Math.min(brim, left + ((nowMs - filledMs) * perSecond) / 1_000);
    filledMs = nowMs;
  };
  return {
    take(nowMs, tokens) {
      fill(nowMs);
      if (left < tokens) return false;
      left -= tokens;
      return true;
    },
    has(nowMs, tokens) {
      fill(nowMs);
      return left >= tokens;
    },
  };
}
