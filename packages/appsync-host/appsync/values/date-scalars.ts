const DAY = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const CLOCK = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?`;
const OFFSET = String.raw`(?:Z|[+-](\d{2}):(\d{2})(?::(\d{2}))?)`;

const DATE = new RegExp(`^${DAY}${OFFSET}?$`);
const TIME = new RegExp(`^${CLOCK}${OFFSET}?$`);
const DATE_TIME = new RegExp(`^${DAY}T${CLOCK}${OFFSET}$`);

/** What clocks write, which is nearly all: told without taking it apart. */
const USUAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** AWSDate: `YYYY-MM-DD`, with an offset if one likes. */
export function isDate(text: string): boolean {
  const found = DATE.exec(text);
  return found !== null && isOnCalendar(found.slice(1, 4)) && isOffset(found.slice(4, 7));
}

/** AWSTime: `hh:mm`, seconds, fractions of up to nine digits and offset optional. */
export function isTime(text: string): boolean {
  const found = TIME.exec(text);
  return found !== null && isOnClock(found.slice(1, 4)) && isOffset(found.slice(4, 7));
}

/** AWSDateTime: as both, but the offset is needed. Seconds are optional (amplify-category-api#1856). */
export function isDateTime(text: string): boolean {
  if (USUAL.test(text)) return true;
  const found = DATE_TIME.exec(text);
  if (found === null) return false;
  return isOnCalendar(found.slice(1, 4)) && isOnClock(found.slice(4, 7)) && isOffset(found.slice(7, 10));
}

function isOnCalendar(parts: (string | undefined)[]): boolean {
  const [year = 0, month = 0, date = 0] = parts.map(Number);
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, date);
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === date;
}

function isOnClock(parts: (string | undefined)[]): boolean {
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return hours <= 23 && minutes <= 59 && seconds <= 59;
}

/** Java's offsets end at 18 hours. */
function isOffset(parts: (string | undefined)[]): boolean {
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return hours <= 18 && minutes <= 59 && seconds <= 59;
}
