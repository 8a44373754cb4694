import { util } from '@aws-appsync/utils';

// A ULID is 10 characters of time (48 bits of milliseconds since 1970) and 16 of chance, in Crockford's base 32, whose
// digits sort as they count: https://github.com/ulid/spec
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_PLACES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const TIME_MS_END = 281474976710656; // 2 to the 48th: no ULID is as late

/** The first ULID. */
export const FIRST_BOUND = '00000000000000000000000000';
/** Sorts after every ULID. */
export const END_BOUND = '80000000000000000000000000';

/** The form of a ULID as Terroir writes it: 26 capitals and digits. */
export const ULID_PATTERN = '^[0-7][0-9A-HJKMNP-TV-Z]{25}$';

/** Whether an id has that form. */
export function isUlid(id: string): boolean {
  return util.matches(ULID_PATTERN, id);
}

/** Whether a text is a ULID or END_BOUND: what pages and times are bounded by. */
export function isBound(text: string): boolean {
  return text === END_BOUND || isUlid(text);
}

/** The first ULID of a time in milliseconds since 1970; times that no ULID can have give the nearest bound. */
export function boundOf(timeMs: number): string {
  const clamped = Math.floor(Math.min(Math.max(timeMs, 0), TIME_MS_END));
  const time = TIME_PLACES.reduce(
    (text: { digits: string; rest: number }) => ({
      digits: DIGITS.charAt(text.rest % 32) + text.digits,
      rest: Math.floor(text.rest / 32),
    }),
    { digits: '', rest: clamped },
  );
  return `${time.digits}0000000000000000`;
}

/**
 * The greatest text of 26 characters that sorts before every ULID from `bound` on, and after every earlier one.
 * DynamoDB's BETWEEN includes both ends, so that an end which is to be left out needs the text before it.
 */
export function textBefore(bound: string): string {
  const last = DIGITS.indexOf(bound.charAt(25));
  // '/' is the character before '0', so that nothing lies between: no digit is borrowed from the left.
  return bound.slice(0, 25) + (last > 0 ? DIGITS.charAt(last - 1) : '/');
}
