/**
 * When a schedule is due, by its ScheduleExpression: `rate(7 days)`, `cron(0 3 ? * MON *)` or
 * `at(2026-11-23T17:00:00)`, all in UTC. Source: EventBridge Scheduler user guide, "Schedule types".
 */
import { HostError } from '../failure.ts';

/** The first time after another one, both in epoch ms; undefined where there is none. */
export type NextTime = (afterMs: number) => number | undefined;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UNITS_MS: Record<string, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS };

/** Reads a ScheduleExpression. Errors: HostError for one that the host cannot keep to. */
export function parseExpression(expression: string): NextTime {
  const [, kind = '', inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case 'rate':
      return parseRate(inner) ?? refuse(expression);
    case 'cron':
      return parseCron(inner) ?? refuse(expression);
    case 'at':
      return parseOnce(inner) ?? refuse(expression);
    default:
      return refuse(expression);
  }
}

function refuse(expression: string): never {
  throw new HostError(
    `The host cannot keep to the schedule ${expression}: it knows rate, at, and cron without L, W and #.`,
  );
}

/** A period begins with the host. */
function parseRate(inner: string): NextTime | undefined {
  const [, count = '', unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inner) ?? [];
  const periodMs = Number(count) * (UNITS_MS[unit] ?? 0);
  return periodMs > 0 ? (afterMs) => afterMs + periodMs : undefined;
}

function parseOnce(inner: string): NextTime | undefined {
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? Date.parse(`${inner}Z`) : NaN;
  return Number.isNaN(timeMs) ? undefined : (afterMs) => (timeMs > afterMs ? timeMs : undefined);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Beyond this the search for a day ends: 29 February comes every eight years at the least. */
const SEARCH_DAYS_MAX = 9 * 366;

interface Field {
  least: number;
  most: number;
  /** What stands for `least`, `least + 1` and so on. */
  names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 1, most: 7, names: WEEKDAYS },
  { least: 1970, most: 2199 },
];

/** Minutes, hours, day of the month, month, day of the week (1 is Sunday), year. */
function parseCron(inner: string): NextTime | undefined {
  const texts = inner.split(' ');
  // One of the two kinds of day is left open, by a question mark.
  if (texts.length !== FIELDS.length || (texts[2] === '?') === (texts[4] === '?')) return undefined;
  const parsed = FIELDS.map((field, index) => parseField(texts[index] ?? '', field, index === 2 || index === 4));
  const [minutes, hours, dates, monthNumbers, weekdayNumbers, years] = parsed;
  if (!minutes || !hours || !dates || !monthNumbers || !weekdayNumbers || !years) return undefined;
  const isDay = (day: Date): boolean =>
    years.has(day.getUTCFullYear()) &&
    monthNumbers.has(day.getUTCMonth() + 1) &&
    dates.has(day.getUTCDate()) &&
    weekdayNumbers.has(day.getUTCDay() + 1);
  return (afterMs) => {
    const firstMs = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
    const firstDayMs = Math.floor(firstMs / DAY_MS) * DAY_MS;
    for (let n = 0; n < SEARCH_DAYS_MAX; n += 1) {
      const dayStartMs = firstDayMs + n * DAY_MS;
      const timeMs = isDay(new Date(dayStartMs)) ? firstTimeOf(dayStartMs, hours, minutes, firstMs) : undefined;
      if (timeMs !== undefined) return timeMs;
    }
    return undefined;
  };
}

function firstTimeOf(dayStartMs: number, hours: Set<number>, minutes: Set<number>, fromMs: number): number | undefined {
  const times = [...hours].flatMap((hour) =>
    [...minutes].map((minute) => dayStartMs + (hour * 60 + minute) * MINUTE_MS),
  );
  const left = times.filter((timeMs) => timeMs >= fromMs);
  return left.length === 0 ? undefined : Math.min(...left);
}

/** Every number that a field such as `MON-FRI`, `0/15` or `1,15` allows; undefined where it is not understood. */
function parseField(text: string, field: Field, mayBeOpen: boolean): Set<number> | undefined {
  if (text === '?' && !mayBeOpen) return undefined;
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
    const [first, last] = parseRange(range, field, step !== undefined);
    if (first === undefined || last === undefined || first > last) return undefined;
    for (let number = first; number <= last; number += Number(step ?? 1)) allowed.add(number);
  }
  return allowed;
}

function parseRange(text: string, field: Field, hasStep: boolean): [number | undefined, number | undefined] {
  if (text === '*' || text === '?') return [field.least, field.most];
  const [first = '', last] = text.split('-');
  const from = parseNumber(first, field);
  // `10/15` goes on from 10 to the end.
  if (last === undefined) return [from, hasStep ? field.most : from];
  return [from, parseNumber(last, field)];
}

function parseNumber(text: string, { least, most, names = [] }: Field): number | undefined {
  const index = names.indexOf(text.toUpperCase());
  if (index >= 0) return least + index;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : undefined;
}
