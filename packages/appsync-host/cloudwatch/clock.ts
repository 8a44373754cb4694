/** What CloudWatch goes by. */
export interface Clock {
  /** Epoch ms. */
  now: () => number;
  /** Whether it stands still until somebody moves it. */
  isByHand: boolean;
  /** Moves a clock that goes by hand. */
  move: (byMs: number) => void;
}

/** The machine's clock. */
export function createClock(): Clock {
  return { now: Date.now, isByHand: false, move: () => undefined };
}

/** A clock that stands at that time. */
export function createClockByHand(startMs: number): Clock {
  let nowMs = startMs;
  return { now: () => nowMs, isByHand: true, move: (byMs) => void (nowMs += byMs) };
}
