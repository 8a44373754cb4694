const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TIME_STEPS_MS = [
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28, 91].map((days) => days * DAY_MS),
];
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A place on an axis, and what is written there. */
export interface Tick {
  at: number;
  text: string;
}

/** Round times (ms) from one to another, some `most` at most: days of UTC, or hours of the reader's own time zone. */
export function tickTimes(fromMs: number, toMs: number, most: number): Tick[] {
  const stepMs = TIME_STEPS_MS.find((step) => (toMs - fromMs) / step <= most) ?? 364 * DAY_MS;
  const write = stepMs >= DAY_MS ? DAY : MINUTE;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(fromMs / stepMs) * stepMs; at <= toMs; at += stepMs)
    ticks.push({ at, text: write.format(at) });
  return ticks;
}

/** How far round values from one to another are apart: 1, 2 or 5 of some power of ten. */
export function tickStep(low: number, high: number, most: number): number {
  const rough = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10);
}

/** Every value from one to another that is so many steps from 0. */
export function tickValues(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => (first + n) * step);
}
