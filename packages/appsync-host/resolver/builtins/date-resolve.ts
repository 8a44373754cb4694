import { WEEKDAYS } from './date-format.ts';
import { fieldsIn, offsetSecondsIn, toEpochMs } from './date-zone.ts';

/** What was read, by the letter of its field; years as `u`, fractions as nanoseconds, weekdays with Sunday 0. */
export type Parsed = Map<string, number | string>;

const FIELDS: Readonly<Record<string, [name: string, min: number, max: number]>> = {
  M: ['MonthOfYear', 1, 12],
  d: ['DayOfMonth', 1, 31],
  D: ['DayOfYear', 1, 366],
  H: ['HourOfDay', 0, 23],
  h: ['ClockHourOfAmPm', 1, 12],
  K: ['HourOfAmPm', 0, 11],
  k: ['ClockHourOfDay', 1, 24],
  m: ['MinuteOfHour', 0, 59],
  s: ['SecondOfMinute', 0, 59],
  offset: ['offset', -18 * 3600, 18 * 3600],
};

const DAY_MS = 86_400_000;

/**
 * Puts fields together as java.time does with ResolverStyle.SMART. Errors: RangeError with its sentence, for a field
 * out of range, for fields that contradict each other, and for those that are no date with a time.
 */
export function resolveDate(parsed: Parsed, zone: string): number {
  const isEndOfDay = isMidnightAs24(parsed);
  if (isEndOfDay) parsed.set('H', 0);
  for (const [letter, value] of parsed) checkRange(letter, Number(value));
  const dateMs = resolveDay(parsed);
  checkAgainst(parsed, dateMs);
  const localMs = dateMs + (isEndOfDay ? DAY_MS : resolveTimeMs(parsed));
  const offset = parsed.get('offset');
  if (offset !== undefined) return localMs - Number(offset) * 1000;
  return toInstant(localMs, String(parsed.get('zone') ?? zone));
}

/** 24:00 is the end of a day. */
function isMidnightAs24(parsed: Parsed): boolean {
  return parsed.get('H') === 24 && ['m', 's', 'S', 'n'].every((letter) => Number(parsed.get(letter) ?? 0) === 0);
}

function checkRange(letter: string, value: number): void {
  const [name, min, max] = FIELDS[letter] ?? ['', -Infinity, Infinity];
  if (value < min || value > max)
    throw new RangeError(
      `Invalid value for ${name} (valid values ${min} - ${letter === 'd' ? '28/31' : max}): ${value}`,
    );
}

/** The date as epoch ms of its midnight in UTC. A day that a month does not have is its last one. */
function resolveDay(parsed: Parsed): number {
  const [year, month, day, dayOfYear] = ['u', 'M', 'd', 'D'].map((letter) => parsed.get(letter) as number | undefined);
  const midnight = { hour: 0, minute: 0, second: 0, ms: 0 };
  if (year !== undefined && month !== undefined && day !== undefined) {
    const lastDay = new Date(toEpochMs({ year, month: month + 1, day: 0, ...midnight })).getUTCDate();
    return toEpochMs({ year, month, day: Math.min(day, lastDay), ...midnight });
  }
  if (year !== undefined && dayOfYear !== undefined) {
    const dateMs = toEpochMs({ year, month: 1, day: dayOfYear, ...midnight });
    if (new Date(dateMs).getUTCFullYear() === year) return dateMs;
    throw new RangeError(`Invalid date 'DayOfYear 366' as '${year}' is not a leap year`);
  }
  throw new RangeError('it has no date: that is a year with a month and a day, or with a day of the year.');
}

function checkAgainst(parsed: Parsed, dateMs: number): void {
  const date = new Date(dateMs);
  const [weekday, quarter] = [parsed.get('E'), parsed.get('Q')];
  const told = date.toISOString().slice(0, 10);
  if (weekday !== undefined && weekday !== date.getUTCDay())
    throw new RangeError(
      `Conflict found: ${told} is a ${WEEKDAYS[date.getUTCDay()]}, not a ${WEEKDAYS[Number(weekday)]}.`,
    );
  if (quarter !== undefined && quarter !== Math.floor(date.getUTCMonth() / 3) + 1)
    throw new RangeError(`Conflict found: ${told} is not in quarter ${quarter}.`);
}

/** Ms since midnight; what is smaller than what was given is 0. */
function resolveTimeMs(parsed: Parsed): number {
  const hour = resolveHour(parsed);
  const milliOfDay = parsed.get('A');
  if (hour === undefined && milliOfDay !== undefined) return Number(milliOfDay);
  if (hour === undefined) throw new RangeError('it has no hour: that is H or k, or h or K with a.');
  const [minute = 0, second = 0] = ['m', 's'].map((letter) => Number(parsed.get(letter) ?? 0));
  const nanos = Number(parsed.get('S') ?? parsed.get('n') ?? 0);
  return ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(nanos / 1_000_000);
}

function resolveHour(parsed: Parsed): number | undefined {
  const [H, k, h, K, a] = ['H', 'k', 'h', 'K', 'a'].map((letter) => parsed.get(letter) as number | undefined);
  const ofHalf = K ?? (h === undefined ? undefined : h % 12);
  if (H !== undefined) return H;
  if (k !== undefined) return k % 24;
  return ofHalf === undefined || a === undefined ? undefined : ofHalf + 12 * a;
}

/** A time that a zone skips is moved on by the gap; of one that it has twice, the first is meant. */
function toInstant(localMs: number, zone: string): number {
  const candidates = [localMs - DAY_MS, localMs + DAY_MS].map(
    (aroundMs) => localMs - offsetSecondsIn(zone, aroundMs) * 1000,
  );
  const exact = candidates.find((epochMs) => toEpochMs(fieldsIn(zone, epochMs)) === localMs);
  return exact ?? candidates[0] ?? NaN;
}
