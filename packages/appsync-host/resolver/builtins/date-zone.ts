/** Calendar and clock of a zone, and what the zone is called. */
import { UnsupportedByHost } from '../signals.ts';

/** A time of day on a calendar, in some zone. */
export interface DateFields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

/** What the clocks of a zone show at an instant. Errors: RangeError for a zone that does not exist. */
export function fieldsIn(zone: string, epochMs: number): DateFields {
  const numeric = 'numeric' as const;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  }).formatToParts(epochMs);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return {
    ...{ year: read('year'), month: read('month'), day: read('day') },
    ...{ hour: read('hour'), minute: read('minute'), second: read('second') },
    ms: ((epochMs % 1000) + 1000) % 1000,
  };
}

/** The instant at which a clock without an offset shows these fields. */
export function toEpochMs({ year, month, day, hour, minute, second, ms }: DateFields): number {
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  return time.setUTCHours(hour, minute, second, ms);
}

/** Seconds that the zone is ahead of UTC, at an instant. */
export function offsetSecondsIn(zone: string, epochMs: number): number {
  return Math.round((toEpochMs(fieldsIn(zone, epochMs)) - epochMs) / 1000);
}

/** Each knows the abbreviations of its own part of the world only. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-CA', 'en-ZA', 'en-NZ', 'ja-JP'];

/**
 * A zone's name in English, such as `CET` or `Central European Standard Time`. Errors: UnsupportedByHost for an
 * abbreviation that this machine does not know.
 */
export function nameZone(zone: string, epochMs: number, style: 'short' | 'long'): string {
  if (/^[+-]/.test(zone)) return zone;
  for (const locale of style === 'long' ? ['en-US'] : LOCALES) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style });
    const name = format.formatToParts(epochMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z][A-Za-z ]+$/.test(name)) return name;
  }
  throw new UnsupportedByHost(`the ${style} name of the zone ${zone} in a date pattern`);
}
