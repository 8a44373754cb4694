import { UnsupportedByHost } from '../signals.ts';

/** A time of day on a calendar, in some zone. */
interface DateFields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

type Token = { letter: string; width: number } | { literal: string };

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/**
 * Formats by a pattern of java.time.format.DateTimeFormatter, in English. Known letters: y u M d H h a m s S n E e D X
 * x Z z V Q and quoted text; any other is an error.
 */
export function formatDate(epochMs: number, pattern: string, zone = 'UTC'): string {
  const fields = fieldsIn(zone, epochMs);
  const offsetMinutes = offsetOf(fields, epochMs);
  return tokenize(pattern)
    .map((token) => ('literal' in token ? token.literal : formatToken(token, { ...fields, zone, offsetMinutes })))
    .join('');
}

/**
 * Epoch ms of a text by a java.time pattern whose parts are numbers, names of months and weekdays, and offsets. Errors:
 * RangeError where the text does not fit the pattern.
 */
export function parseDate(text: string, pattern: string, zone = 'UTC'): number {
  const fields: DateFields = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 };
  const state: ParseState = { rest: text, offsetMinutes: null, afternoon: null };
  for (const token of tokenize(pattern)) takeToken(token, state, fields, text);
  if (state.rest !== '') throw new RangeError(`'${text}' goes on after what '${pattern}' describes.`);
  if (state.afternoon !== null) fields.hour = (fields.hour % 12) + (state.afternoon ? 12 : 0);
  const asUtc = toEpochMs(fields);
  if (state.offsetMinutes !== null) return asUtc - state.offsetMinutes * 60_000;
  const guess = asUtc - offsetOf(fieldsIn(zone, asUtc), asUtc) * 60_000;
  return asUtc - offsetOf(fieldsIn(zone, guess), guess) * 60_000;
}

function tokenize(pattern: string): Token[] {
  const found = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? [];
  if (found.join('') !== pattern) throw new RangeError(`'${pattern}' is not a date pattern.`);
  return found.map((part) => {
    if (part === `''`) return { literal: `'` };
    if (part.startsWith(`'`)) return { literal: part.slice(1, -1).replaceAll(`''`, `'`) };
    return /[A-Za-z]/.test(part) ? { letter: part.charAt(0), width: part.length } : { literal: part };
  });
}

function fieldsIn(zone: string, epochMs: number): DateFields {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(epochMs);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
    ms: ((epochMs % 1000) + 1000) % 1000,
  };
}

function toEpochMs(fields: DateFields): number {
  return Date.UTC(fields.year, fields.month - 1, fields.day, fields.hour, fields.minute, fields.second, fields.ms);
}

function offsetOf(fields: DateFields, epochMs: number): number {
  return Math.round((toEpochMs(fields) - epochMs) / 60_000);
}

function formatToken(
  { letter, width }: { letter: string; width: number },
  at: DateFields & { zone: string; offsetMinutes: number },
): string {
  const pad = (value: number): string => String(value).padStart(width, '0');
  const midnight = Date.UTC(at.year, at.month - 1, at.day);
  const weekday = new Date(midnight).getUTCDay();
  switch (letter) {
    case 'y':
    case 'u':
      return width === 2 ? String(at.year % 100).padStart(2, '0') : pad(at.year);
    case 'M':
    case 'L':
      return width < 3 ? pad(at.month) : nameOf(MONTHS, at.month - 1, width);
    case 'd':
      return pad(at.day);
    case 'D':
      return pad((midnight - Date.UTC(at.year, 0, 1)) / 86_400_000 + 1);
    case 'Q':
      return pad(Math.ceil(at.month / 3));
    case 'E':
      return nameOf(WEEKDAYS, weekday, width);
    case 'H':
      return pad(at.hour);
    case 'h':
      return pad(at.hour % 12 || 12);
    case 'a':
      return at.hour < 12 ? 'AM' : 'PM';
    case 'm':
      return pad(at.minute);
    case 's':
      return pad(at.second);
    case 'S':
      return String(at.ms).padStart(3, '0').padEnd(9, '0').slice(0, width);
    case 'X':
    case 'x':
    case 'Z':
      return formatOffset(letter, width, at.offsetMinutes);
    case 'z':
    case 'V':
      return at.zone;
    default:
      throw new UnsupportedByHost(`the letter ${letter} in a date pattern`);
  }
}

function nameOf(names: string[], index: number, width: number): string {
  const name = names[index] ?? '';
  return width === 4 ? name : width === 5 ? name.charAt(0) : name.slice(0, 3);
}

function formatOffset(letter: string, width: number, offsetMinutes: number): string {
  if (letter === 'X' && offsetMinutes === 0) return 'Z';
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  if (letter === 'Z')
    return width === 5 && offsetMinutes === 0 ? 'Z' : `${sign}${hours}${width === 5 ? ':' : ''}${minutes}`;
  if (width === 1) return `${sign}${hours}${minutes === '00' ? '' : minutes}`;
  return `${sign}${hours}${width === 3 ? ':' : ''}${minutes}`;
}

interface ParseState {
  rest: string;
  offsetMinutes: number | null;
  afternoon: boolean | null;
}

const NUMERIC_FIELDS: Record<string, keyof DateFields> = {
  y: 'year',
  u: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour',
  m: 'minute',
  s: 'second',
};

function takeToken(token: Token, state: ParseState, fields: DateFields, text: string): void {
  const take = (expression: RegExp): string => {
    const found = expression.exec(state.rest)?.[0];
    if (found === undefined) throw new RangeError(`Text '${text}' could not be parsed.`);
    state.rest = state.rest.slice(found.length);
    return found;
  };
  if ('literal' in token) {
    if (!state.rest.startsWith(token.literal)) throw new RangeError(`Text '${text}' could not be parsed.`);
    state.rest = state.rest.slice(token.literal.length);
    return;
  }
  const { letter, width } = token;
  if (letter === 'M' && width > 2) {
    const name = take(/^[A-Za-z]+/)
      .slice(0, 3)
      .toLowerCase();
    fields.month = MONTHS.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
  } else if (letter === 'E') take(/^[A-Za-z]+/);
  else if (letter === 'a') state.afternoon = take(/^[AaPp][Mm]/).toLowerCase() === 'pm';
  else if (letter === 'S')
    fields.ms = Number(
      take(new RegExp(`^\\d{${width}}`))
        .padEnd(3, '0')
        .slice(0, 3),
    );
  else if ('XxZ'.includes(letter)) state.offsetMinutes = parseOffset(take(/^(?:Z|[+-]\d{2}(?::?\d{2})?)/));
  else {
    const field = NUMERIC_FIELDS[letter];
    if (field === undefined) throw new UnsupportedByHost(`the letter ${letter} in a date pattern`);
    const digits = take(new RegExp(width === 1 ? '^\\d+' : `^\\d{${width}}`));
    fields[field] = field === 'year' && width === 2 ? 2000 + Number(digits) : Number(digits);
  }
}

function parseOffset(text: string): number {
  if (text === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
