import { judgeDrift, WATCHED_HOURS } from '../../classifier/drift/judge.ts';
import type { Finding, HourTally } from '../../classifier/drift/judge.ts';
import { createRandom } from '../../classifier/fit/random.ts';
import { drawTally } from './population.ts';
import type { Population } from './population.ts';
import { askHours, askShifted } from './worlds.ts';
import type { AskHour } from './worlds.ts';

/** What became of weeks of unchanged traffic, each against a baseline of its own. */
export interface QuietWeeks {
  weeks: number;
  /** In how many of them any signal looked drifted in any check. */
  withAlarm: number;
  /** How often a signal that had not looked drifted did in the next check. */
  alarms: number;
}

/** What became of shifts, each against a baseline of its own. */
export interface SeenShifts {
  shifts: number;
  /** How many were seen by the first check at which 500 predictions had been made since. */
  inTime: number;
  /** How many predictions had been made since when it was seen; Infinity where it was not within a week. */
  predictions: number[];
  /** What they were seen by first, the most frequent first. */
  signals: string[];
}

/** A shift must be seen within so many predictions. */
export const PREDICTIONS_MAX = 500;

/**
 * Checks a week of unchanged traffic hour by hour, after a week that fills the windows. The baseline is a sample of the
 * population as large as the real one; so is not exactly what the traffic is drawn from, as in truth.
 */
export function watchQuietWeeks(
  population: Population,
  ask: AskHour,
  perDay: number,
  weeks: number,
  onWeek: () => void,
): QuietWeeks {
  const result: QuietWeeks = { weeks, withAlarm: 0, alarms: 0 };
  for (let week = 0; week < weeks; week += 1) {
    const random = createRandom(week * 7919 + perDay);
    const baseline = drawTally(population, population.cells.length, random);
    const hours = askHours(ask, 2 * WATCHED_HOURS, perDay, random);
    let before = new Set<string>();
    let alarms = 0;
    for (let now = WATCHED_HOURS; now < 2 * WATCHED_HOURS; now += 1) {
      const drifted = new Set(findDrifted(judgeDrift(baseline, hours, now)).map(({ signal }) => signal));
      alarms += [...drifted].filter((signal) => !before.has(signal)).length;
      before = drifted;
    }
    result.alarms += alarms;
    if (alarms > 0) result.withAlarm += 1;
    onWeek();
  }
  return result;
}

/** Lets a fifth of the traffic become another after a week, at any hour of the day, and checks until that is seen. */
export function watchShifts(
  population: Population,
  other: Population,
  perDay: number,
  shifts: number,
  onShift: () => void,
): SeenShifts {
  const result: SeenShifts = { shifts, inTime: 0, predictions: [], signals: [] };
  const firsts = new Map<string, number>();
  for (let shift = 0; shift < shifts; shift += 1) {
    const random = createRandom(shift * 7919 + perDay + 1);
    const baseline = drawTally(population, population.cells.length, random);
    const firstHour = WATCHED_HOURS + Math.floor(24 * random.next());
    const hours = askHours(askShifted(population, other, firstHour), firstHour + WATCHED_HOURS, perDay, random);
    const { predictions, dueAt, signals } = watchFrom(firstHour, hours, (now) => judgeDrift(baseline, hours, now));
    result.predictions.push(predictions);
    if (predictions <= dueAt) result.inTime += 1;
    for (const signal of signals) firsts.set(signal, (firsts.get(signal) ?? 0) + 1);
    onShift();
  }
  result.predictions.sort((one, other) => one - other);
  result.signals = [...firsts].sort(([, one], [, other]) => other - one).map(([signal]) => signal);
  return result;
}

/** How many predictions there were since an hour when drift was seen, and at the first check after 500 of them. */
function watchFrom(
  firstHour: number,
  hours: readonly HourTally[],
  check: (now: number) => Finding[],
): { predictions: number; dueAt: number; signals: Set<string> } {
  let since = 0;
  let dueAt = Infinity;
  for (const { hour, tally } of hours.slice(firstHour)) {
    since += tally.predictions;
    if (since >= PREDICTIONS_MAX) dueAt = Math.min(dueAt, since);
    const drifted = findDrifted(check(hour));
    if (drifted.length > 0) return { predictions: since, dueAt, signals: new Set(drifted.map(({ signal }) => signal)) };
  }
  return { predictions: Infinity, dueAt, signals: new Set() };
}

function findDrifted(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ ratio }) => ratio >= 1);
}
