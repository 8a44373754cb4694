/**
 * When a schedule is due, by its ScheduleExpression: `rate(7 days)`, `cron(0 3 ? * MON *)` or `at(2026-11-23T17:00:00)`,
 * all in UTC. Source: EventBridge Scheduler user guide, "Schedule types".
 */
import { HostError } from '../failure.ts';

/** The first time after another one, both in epoch ms; undefined where there is none. */
export type NextTime = (afterMs: number) => number | undefined;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const unitsMs: Record<string, number> = { minute: minuteMs, hour: 60 * minuteMs, day: dayMs };

/** Throws a HostError for an expression that the host cannot keep to. */
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
  const periodMs = Number(count) * (unitsMs[unit] ?? 0);
  return periodMs > 0 ? (afterMs) => afterMs + periodMs : undefined;
}

function parseOnce(inner: string): NextTime | undefined {
  const timeMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? Date.parse(`${inner}Z`) : NaN;
  return Number.isNaN(timeMs) ? undefined : (afterMs) => (timeMs > afterMs ? timeMs : undefined);
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Beyond this the search for a day ends: 29 February comes every eight years at the least. */
const daysAhead = 9 * 366;

interface Field {
  least: number;
  most: number;
  /** What stands for `least`, `least + 1` and so on. */
  names?: readonly string[];
}

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 1, most: 7, names: weekdays },
  { least: 1970, most: 2199 },
];

/** Minutes, hours, day of the month, month, day of the week (1 is Sunday), year. */
function parseCron(inner: string): NextTime | undefined {
  const texts = inner.split(' ');
  // One of the two kinds of day is left open, by a question mark.
  if (texts.length !== fields.length || (texts[2] === '?') === (texts[4] === '?')) return undefined;
  const parsed = fields.map((field, index) => parseField(texts[index] ?? '', field, index === 2 || index === 4));
  const [minutes, hours, dates, monthNumbers, weekdayNumbers, years] = parsed;
  if (!minutes || !hours || !dates || !monthNumbers || !weekdayNumbers || !years) return undefined;
  const isDay = (day: Date): boolean =>
    years.has(day.getUTCFullYear()) &&
    monthNumbers.has(day.getUTCMonth() + 1) &&
    dates.has(day.getUTCDate()) &&
    weekdayNumbers.has(day.getUTCDay() + 1);
  return (afterMs) => {
    const firstMs = (Math.floor(afterMs / minuteMs) + 1) * minuteMs;
    const firstDayMs = Math.floor(firstMs / dayMs) * dayMs;
    for (let n = 0; n < daysAhead; n += 1) {
      const dayStartMs = firstDayMs + n * dayMs;
      const timeMs = isDay(new Date(dayStartMs)) ? firstTimeOf(dayStartMs, hours, minutes, firstMs) : undefined;
      if (timeMs !== undefined) return timeMs;
    }
    return undefined;
  };
}

function firstTimeOf(dayStartMs: number, hours: Set<number>, minutes: Set<number>, fromMs: number): number | undefined {
  const times = [...hours].flatMap((hour) =>
    [...minutes].map((minute) => dayStartMs + (hour * 60 + minute) * minuteMs),
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
