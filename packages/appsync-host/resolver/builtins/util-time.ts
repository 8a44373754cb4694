import { formatDate, parseDate } from './date-format.ts';

/** util.time; formats are those of java.time.format.DateTimeFormatter, zones those of IANA. */
export function createTimeFunctions(now: () => number = Date.now) {
  return {
    nowISO8601: () => new Date(now()).toISOString(),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: () => now(),
    nowFormatted: (pattern: string, zone?: string) => formatDate(now(), pattern, zone ?? 'UTC'),
    parseISO8601ToEpochMilliSeconds: parseIso8601,
    parseFormattedToEpochMilliSeconds: (text: string, pattern: string, zone?: string) =>
      parseDate(text, pattern, zone ?? 'UTC'),
    epochMilliSecondsToSeconds: (epochMs: number) => Math.floor(epochMs / 1000),
    epochMilliSecondsToISO8601: (epochMs: number) => new Date(epochMs).toISOString(),
    epochMilliSecondsToFormatted: (epochMs: number, pattern: string, zone?: string) =>
      formatDate(epochMs, pattern, zone ?? 'UTC'),
  };
}

/** A date with a time and an offset; seconds and their fraction may be left out. */
const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}(?::\d{2})?)$/;

function parseIso8601(text: string): number {
  const epochMs = iso8601.test(text) ? Date.parse(text.replace(/([+-]\d{2}:\d{2}):\d{2}$/, '$1')) : NaN;
  if (Number.isNaN(epochMs)) throw new RangeError(`Text '${text}' could not be parsed as an ISO 8601 date and time.`);
  return epochMs;
}
