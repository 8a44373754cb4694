import { type PatternPart, readPattern } from './date-pattern.ts';
import { type DateFields, fieldsIn, nameZone, offsetSecondsIn } from './date-zone.ts';

/** In English, Sunday first. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** In English. */
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

const QUARTERS = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'];

const DAY_MS = 86_400_000;

interface Moment extends DateFields {
  zone: string;
  epochMs: number;
}

/**
 * Formats by a pattern of java.time.format.DateTimeFormatter, in English. Known letters: y u M L d D Q q E a H h K k
 * m s S n A X x Z z V O; quoted text; optional sections, which are always written. Errors: RangeError for what is no
 * pattern or no zone; UnsupportedByHost for other letters.
 */
export function formatDate(epochMs: number, pattern: string, zone = 'UTC'): string {
  return formatParts(readPattern(pattern), { ...fieldsIn(zone, epochMs), zone, epochMs });
}

function formatParts(parts: PatternPart[], at: Moment): string {
  return parts
    .map((part) => {
      if ('literal' in part) return part.literal;
      return 'optional' in part ? formatParts(part.optional, at) : formatLetter(part.letter, part.width, at);
    })
    .join('');
}

function formatLetter(letter: string, width: number, at: Moment): string {
  const pad = (value: number): string => String(value).padStart(width, '0');
  switch (letter) {
    case 'y':
    case 'u':
      return width === 2 ? String(at.year % 100).padStart(2, '0') : pad(at.year);
    case 'M':
    case 'L':
      return width < 3 ? pad(at.month) : textOf(MONTHS[at.month - 1], width);
    case 'D':
      return pad(dayOfYear(at));
    case 'Q':
    case 'q':
      return formatQuarter(Math.ceil(at.month / 3), width);
    case 'E':
      return textOf(WEEKDAYS[new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay()], width);
    case 'a':
      return at.hour < 12 ? 'AM' : 'PM';
    case 'S':
      return String(at.ms).padStart(3, '0').padEnd(9, '0').slice(0, width);
    case 'A':
      return pad(((at.hour * 60 + at.minute) * 60 + at.second) * 1000 + at.ms);
    case 'X':
    case 'x':
    case 'Z':
    case 'O':
      return formatOffset(letter, width, offsetSecondsIn(at.zone, at.epochMs));
    case 'z':
      return nameZone(at.zone, at.epochMs, width === 4 ? 'long' : 'short');
    case 'V':
      return at.zone;
    default:
      return pad(clockValue(letter, at));
  }
}

function clockValue(letter: string, at: Moment): number {
  const values: Record<string, number> = {
    ...{ d: at.day, H: at.hour, h: at.hour % 12 || 12, K: at.hour % 12, k: at.hour || 24 },
    ...{ m: at.minute, s: at.second, n: at.ms * 1_000_000 },
  };
  return values[letter] ?? NaN;
}

/** From 1. */
function dayOfYear({ year, month, day }: DateFields): number {
  return (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / DAY_MS + 1;
}

/** A name as 1 to 3 letters (`Nov`), 4 (`November`) or 5 (`N`) of a pattern write it. */
export function textOf(name = '', width: number): string {
  return width === 4 ? name : name.slice(0, width === 5 ? 1 : 3);
}

function formatQuarter(quarter: number, width: number): string {
  if (width === 3) return `Q${quarter}`;
  return width === 4 ? (QUARTERS[quarter - 1] ?? '') : String(quarter).padStart(width === 5 ? 1 : width, '0');
}

function formatOffset(letter: string, width: number, offsetSeconds: number): string {
  const sign = offsetSeconds < 0 ? '-' : '+';
  const [hours = 0, minutes = 0, seconds = 0] = [3600, 60, 1].map((unit, at) =>
    Math.floor((Math.abs(offsetSeconds) % (at === 0 ? Infinity : unit * 60)) / unit),
  );
  const two = (value: number): string => String(value).padStart(2, '0');
  const isGmt = letter === 'O' || (letter === 'Z' && width === 4);
  if (isGmt && offsetSeconds === 0) return 'GMT';
  if (letter === 'O' && width === 1) {
    const rest = [minutes, seconds].slice(0, seconds > 0 ? 2 : minutes > 0 ? 1 : 0);
    return `GMT${sign}${[String(hours), ...rest.map(two)].join(':')}`;
  }
  if (isGmt) return `GMT${sign}${[hours, minutes, ...(seconds > 0 ? [seconds] : [])].map(two).join(':')}`;
  if (offsetSeconds === 0 && (letter === 'X' || (letter === 'Z' && width === 5))) return 'Z';
  const colon = width === 5 || (letter !== 'Z' && width === 3) ? ':' : '';
  const hasMinutes = letter === 'Z' || width > 1 || minutes > 0;
  const hasSeconds = seconds > 0 && width > 3;
  return sign + [hours, ...(hasMinutes ? [minutes] : []), ...(hasSeconds ? [seconds] : [])].map(two).join(colon);
}
