import { COUNTED_FIELDS, SIGNALS, WINDOWS } from '../../contract/traffic.ts';
import type { Signal, Tally, Window } from '../../contract/traffic.ts';
import { TARGETS } from '../../contract/wine.ts';
import { compareBins } from './compare.ts';
import type { Comparison } from './compare.ts';
import { sumTallies } from './tally.ts';

/** What was counted in an hour of UTC, which is numbered from 1970 on. */
export interface HourTally {
  hour: number;
  tally: Tally;
}

/** A signal in a window, held against the baseline. */
export interface Finding extends Comparison {
  signal: Signal;
  window: Window;
  /** Of a signal of several histograms the one that has moved most: a field, or a target. */
  part: string | null;
  /** What share must have moved at least for a drift. */
  effectMin: number;
  /** How near to drift it is: the lesser of value ÷ threshold and effect ÷ effectMin; from 1 on it is drift. */
  ratio: number;
}

/** What a job of every hour watches: the hours of a week, so that all windows lie within. */
export const WATCHED_HOURS = 168;
const DAY_HOURS = 24;
/** The newest hours with so many predictions are a window of their own: a shift shows there first. */
const RECENT_PREDICTIONS = 500;

/**
 * The alarm budget: how many false alarms a week there are on average at most, over all signals, windows and checks.
 * They are divided evenly (Bonferroni), so that it is an upper bound: windows overlap, and what looks drifted in one
 * check does so in the next. How many there really are is simulated in docs/DRIFT.md.
 */
export const WEEKLY_FALSE_ALARMS = 1;
const TAIL = WEEKLY_FALSE_ALARMS / (WATCHED_HOURS * SIGNALS.length * WINDOWS.length);

/** Fewer observations are not judged. */
const OBSERVATIONS_MIN = 100;
/** A twentieth of the traffic must have moved: less is seen in large traffic, but nobody would act on it. */
const EFFECT_MIN = 0.05;

/** A histogram that is a signal, or a part of one. */
interface Part {
  signal: Signal;
  part: string | null;
  read: (tally: Tally) => readonly number[];
}

const PARTS: readonly Part[] = [
  ...(['words', 'price', 'points', 'country', 'variety'] as const).map((signal): Part => {
    return { signal, part: null, read: ({ bins }) => bins[signal] };
  }),
  ...COUNTED_FIELDS.map((field, at): Part => {
    const read = ({ predictions, bins }: Tally) => [bins.fields[at] ?? 0, predictions - (bins.fields[at] ?? 0)];
    return { signal: 'fields', part: field, read };
  }),
  ...TARGETS.map((target): Part => {
    return { signal: 'confidence', part: target, read: ({ bins }) => bins[`${target}Confidence`] };
  }),
];

/** The hours of each window that ends with the hour `now`; no recent one where it would be the day or the week. */
export function cutWindows(hours: readonly HourTally[], now: number): Partial<Record<Window, HourTally[]>> {
  const within = (count: number): HourTally[] => hours.filter(({ hour }) => hour > now - count && hour <= now);
  const [day, week] = [within(DAY_HOURS), within(WATCHED_HOURS)];
  const recent = takeRecent(week);
  const isAnother = recent.length !== day.length && recent.length < week.length;
  return { ...(isAnother ? { recent } : {}), day, week };
}

/** What was counted in some hours together. */
export function sumHours(hours: readonly HourTally[] = []): Tally {
  return sumTallies(hours.map(({ tally }) => tally));
}

/**
 * Holds the windows that end with the hour `now` against a baseline: a finding for each signal and window in which
 * there is enough to judge, by the part that has moved most. `hours` are those of a week, of one model version.
 */
export function judgeDrift(baseline: Tally, hours: readonly HourTally[], now: number): Finding[] {
  const windows = cutWindows(hours, now);
  const { week = [] } = windows;
  return WINDOWS.flatMap((window) => {
    const { [window]: within } = windows;
    if (within === undefined) return [];
    const tally = sumHours(within);
    const reference = pickReference(week, new Set(within));
    return SIGNALS.flatMap((signal) => {
      const parts = PARTS.filter((part) => part.signal === signal);
      const judged = parts.flatMap((part) => judgePart(part, parts.length, baseline, tally, reference));
      const worst = judged.sort((one, other) => other.ratio - one.ratio)[0];
      return worst ? [{ ...worst, window }] : [];
    });
  });
}

/** From so many hours is seen how much the traffic varies. */
const REFERENCE_HOURS_MIN = 24;

/**
 * The hours by which is judged how much the traffic varies: those before the window, since a shift within it would look
 * like variation and hide itself; all of the week where there are few others.
 */
function pickReference(week: readonly HourTally[], within: ReadonlySet<HourTally>): readonly HourTally[] {
  const others = week.filter((hour) => !within.has(hour));
  return others.length < REFERENCE_HOURS_MIN ? week : others;
}

function judgePart(
  { signal, part, read }: Part,
  partCount: number,
  baseline: Tally,
  window: Tally,
  reference: readonly HourTally[],
): Omit<Finding, 'window'>[] {
  const current = read(window);
  if (current.reduce((sum, count) => sum + count, 0) < OBSERVATIONS_MIN) return [];
  const hours = reference.map(({ hour, tally }) => ({ hour, bins: read(tally) }));
  const compared = compareBins(read(baseline), current, hours, TAIL / partCount);
  if (compared === undefined) return [];
  const ratio = Math.min(compared.value / compared.threshold, compared.effect / EFFECT_MIN);
  return [{ signal, part, ...compared, effectMin: EFFECT_MIN, ratio }];
}

function takeRecent(week: readonly HourTally[]): HourTally[] {
  const newestFirst = week.toSorted((one, other) => other.hour - one.hour);
  let predictions = 0;
  const enough = newestFirst.findIndex(({ tally }) => (predictions += tally.predictions) >= RECENT_PREDICTIONS);
  return enough < 0 ? newestFirst : newestFirst.slice(0, enough + 1);
}
