import { MONTHS, textOf, WEEKDAYS } from './date-format.ts';
import { type PatternPart, readPattern } from './date-pattern.ts';
import { resolveDate, type Parsed } from './date-resolve.ts';
import { UnsupportedByHost } from '../signals.ts';

interface Reader {
  text: string;
  at: number;
  parsed: Parsed;
}

/** Text that does not fit; within an optional section it is left out instead. */
class Misfit extends RangeError {
  constructor({ text, at }: Reader) {
    super(`Text '${text}' could not be parsed at index ${at}`);
  }
}

/**
 * Epoch ms of a text by a pattern of java.time.format.DateTimeFormatter, read strictly, put together smartly, both of
 * which are its defaults: names in English as they are written, fixed widths, 31 April is 30 April, month 13 is an
 * error, and so is a weekday that the date does not have. An offset or zone in the text goes before `zone`. Errors:
 * RangeError where the text does not fit, or has no date or no hour; UnsupportedByHost for letters that are not known.
 */
export function parseDate(text: string, pattern: string, zone = 'UTC'): number {
  const reader: Reader = { text, at: 0, parsed: new Map() };
  readParts(readPattern(pattern), reader, 0);
  if (reader.at < text.length) throw new RangeError(`'${text}' goes on after what '${pattern}' describes.`);
  try {
    return resolveDate(reader.parsed, zone);
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`Text '${text}' could not be parsed: ${error.message}`) : error;
  }
}

function readParts(parts: PatternPart[], reader: Reader, from: number): void {
  for (let index = from; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === undefined) return;
    if ('optional' in part) readOptional(part.optional, reader);
    else if ('literal' in part) {
      if (!reader.text.startsWith(part.literal, reader.at)) throw new Misfit(reader);
      reader.at += part.literal.length;
    } else readLetter(part.letter, part.width, reader, reservedWidth(parts.slice(index + 1)));
  }
}

function readOptional(parts: PatternPart[], reader: Reader): void {
  const before = { at: reader.at, parsed: new Map(reader.parsed) };
  try {
    readParts(parts, reader, 0);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    Object.assign(reader, before);
  }
}

/** Digits that the fixed-width numbers that follow directly will want. */
function reservedWidth(rest: PatternPart[]): number {
  let width = 0;
  for (const part of rest) {
    if (!('letter' in part) || !isNumber(part) || part.width === 1) break;
    width += part.width;
  }
  return width;
}

function isNumber({ letter, width }: { letter: string; width: number }): boolean {
  return 'ML'.includes(letter) ? width < 3 : 'yudDHhKkmsSnA'.includes(letter);
}

function take(reader: Reader, expression: RegExp): string {
  const found = expression.exec(reader.text.slice(reader.at))?.[0];
  if (found === undefined) throw new Misfit(reader);
  reader.at += found.length;
  return found;
}

function readLetter(letter: string, width: number, reader: Reader, reserved: number): void {
  const { parsed } = reader;
  if (letter === 'S') parsed.set('S', Number(take(reader, new RegExp(`^\\d{${width}}`)).padEnd(9, '0')));
  else if ('yu'.includes(letter)) parsed.set('u', readYear(width, reader, reserved));
  else if (isNumber({ letter, width })) parsed.set(letter === 'L' ? 'M' : letter, readNumber(width, reader, reserved));
  else if ('ML'.includes(letter)) parsed.set('M', readName(MONTHS, width, reader) + 1);
  else if (letter === 'E') parsed.set('E', readName(WEEKDAYS, width, reader));
  else if ('Qq'.includes(letter)) parsed.set('Q', readQuarter(width, reader));
  else if (letter === 'a') parsed.set('a', take(reader, /^(?:AM|PM)/) === 'AM' ? 0 : 1);
  else if ('XxZ'.includes(letter) && !(letter === 'Z' && width === 4)) parsed.set('offset', readOffset(reader));
  else if (letter === 'V' || letter === 'z') parsed.set('zone', readZone(reader));
  else throw new UnsupportedByHost(`reading the letter ${letter} of a date pattern`);
}

function readNumber(width: number, reader: Reader, reserved: number): number {
  if (width > 1) return Number(take(reader, new RegExp(`^\\d{${width}}`)));
  const digits = /^\d*/.exec(reader.text.slice(reader.at))?.[0].length ?? 0;
  return Number(take(reader, new RegExp(`^\\d{1,${Math.max(1, digits - reserved)}}`)));
}

/** Two digits are of this century; more than four want a sign. */
function readYear(width: number, reader: Reader, reserved: number): number {
  if (width === 2) return 2000 + readNumber(2, reader, 0);
  if (width < 4) return readNumber(width, reader, reserved);
  const year = Number(take(reader, new RegExp(`^(?:[+-]\\d{${width + 1},}|\\d{${width}})`)));
  if (reserved === 0 && /^\d/.test(reader.text.slice(reader.at))) throw new Misfit(reader);
  return year;
}

function readName(names: string[], width: number, reader: Reader): number {
  const index = names.findIndex((name) => reader.text.startsWith(textOf(name, width), reader.at));
  if (index < 0) throw new Misfit(reader);
  reader.at += textOf(names[index], width).length;
  return index;
}

function readQuarter(width: number, reader: Reader): number {
  const found = take(reader, width === 3 ? /^Q[1-4]/ : width === 4 ? /^[1-4](?:st|nd|rd|th) quarter/ : /^0?[1-4]/);
  return Number(/[1-4]/.exec(found)?.[0]);
}

/** Seconds. A colon may stand in it or not: the developer guide's own example reads `+08:00` by `Z`. */
function readOffset(reader: Reader): number {
  const found = take(reader, /^(?:Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)/);
  if (found === 'Z') return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (found.match(/\d{2}/g) ?? []).map(Number);
  return (found.startsWith('-') ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds);
}

/** By its IANA name. Abbreviations such as CET are names of zones too; those of other zones do not fit. */
function readZone(reader: Reader): string {
  const start = reader.at;
  const zone = take(reader, /^(?:[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)*|[+-]\d{2}:\d{2})/);
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    reader.at = start;
    throw new Misfit(reader);
  }
}
