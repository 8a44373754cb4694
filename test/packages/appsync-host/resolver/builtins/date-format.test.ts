import { describe, expect, it } from 'vitest';
import { formatDate } from '../../../../../packages/appsync-host/resolver/builtins/date-format.ts';
import { parseDate } from '../../../../../packages/appsync-host/resolver/builtins/date-parse.ts';

const epochMs = Date.UTC(2026, 10, 3, 15, 4, 5, 67);

describe('patterns of java.time.format.DateTimeFormatter', () => {
  it.each([
    ['yyyy-MM-dd', 'UTC', '2026-11-03'],
    [`d MMM yy, h:mm a`, 'UTC', '3 Nov 26, 3:04 PM'],
    [`EEEE, MMMM d`, 'UTC', 'Tuesday, November 3'],
    [`HH:mm:ss.SSS`, 'UTC', '15:04:05.067'],
    [`yyyy-MM-dd'T'HH:mm:ssXXX`, 'Europe/Paris', '2026-11-03T16:04:05+01:00'],
    [`HH'h' ''mm''`, 'UTC', `15h '04'`],
    [`D Q`, 'UTC', '307 4'],
    [`XXX Z x`, 'Asia/Kolkata', '+05:30 +0530 +0530'],
    [`X`, 'UTC', 'Z'],
  ])('%s in %s', (pattern, zone, expected) => {
    expect(formatDate(epochMs, pattern, zone)).toBe(expected);
  });

  it.each(['yyyy-MM-dd HH:mm:ss.SSS', `EEE, d MMM yyyy HH:mm:ss.SSS`, `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`])(
    'what %s wrote, it reads again',
    (pattern) => {
      for (const zone of ['UTC', 'America/New_York', 'Australia/Perth']) {
        expect(parseDate(formatDate(epochMs, pattern, zone), pattern, zone)).toBe(epochMs);
      }
    },
  );

  it('text that does not fit is an error', () => {
    expect(() => parseDate('2026-11', 'yyyy-MM-dd')).toThrow('could not be parsed');
    expect(() => parseDate('2026-11-03 late', 'yyyy-MM-dd')).toThrow('goes on after');
  });

  it('letters that this host does not know are an error', () => {
    expect(() => formatDate(epochMs, 'GGGG')).toThrow('letter G');
  });
});

/** Recorded from Java 17: DateTimeFormatter.ofPattern(pattern, Locale.US), of an instant in a zone. */
describe('as java.time', () => {
  it.each([
    [`QQQ`, `UTC`, `Q4`],
    [`QQQQ`, `UTC`, `4th quarter`],
    [`QQ Q QQQQQ`, `UTC`, `04 4 4`],
    [`z zzzz`, `UTC`, `UTC Coordinated Universal Time`],
    [`z zzzz`, `Europe/Paris`, `CET Central European Standard Time`],
    [`z`, `America/New_York`, `EST`],
    [`z`, `Asia/Kolkata`, `IST`],
    [`z`, `Australia/Perth`, `AWST`],
    [`z`, `Asia/Tokyo`, `JST`],
    [`ZZZZ ZZZZZ O OOOO`, `Europe/Paris`, `GMT+01:00 +01:00 GMT+1 GMT+01:00`],
    [`ZZZZ ZZZZZ O OOOO`, `UTC`, `GMT Z GMT GMT`],
    [`O OOOO X XX XXX XXXX XXXXX`, `Asia/Kolkata`, `GMT+5:30 GMT+05:30 +0530 +0530 +05:30 +0530 +05:30`],
    [`[yyyy][-MM]['T'HH]`, `UTC`, `2026-11T15`],
    [`K k h H n A S SSSSSS`, `UTC`, `3 15 3 15 67000000 54245067 0 067000`],
    [`VV`, `Asia/Kolkata`, `Asia/Kolkata`],
    [`MMMMM LLL LLLL EEEEE`, `UTC`, `N Nov November T`],
    [`y u yy`, `UTC`, `2026 2026 26`],
    [`z`, `+05:30`, `+05:30`],
  ])('%s in %s is written %s', (pattern, zone, expected) => {
    expect(formatDate(epochMs, pattern, zone)).toBe(expected);
  });

  it.each([
    [`ddd`, `Too many pattern letters: d`],
    [`V`, `Pattern letter count must be 2: V`],
    [`'a`, `Pattern ends with an incomplete string literal: 'a`],
    [`]`, `Pattern invalid as it contains ] without previous [`],
    [`#`, `Pattern includes reserved character: '#'`],
  ])('%s is no pattern: %s', (pattern, message) => {
    expect(() => formatDate(epochMs, pattern)).toThrow(message);
  });

  it.each([
    [`yyyy-MM-dd HH:mm:ss`, `2026-02-30 00:00:00`, `1772236800000`],
    [`yyyy-MM-dd HH:mm:ss`, `2026-04-31 00:00:00`, `1777507200000`],
    [`yyyy-MM-dd HH:mm:ss`, `2026-02-01 24:00:00`, `1769990400000`],
    [`yyyy-MM-dd'T'HH:mm[:ss][.SSS]`, `2026-02-01T10:20`, `1769941200000`],
    [`yyyy-MM-dd'T'HH:mm[:ss][.SSS]`, `2026-02-01T10:20:30.500`, `1769941230500`],
    [`yyyyMMddHHmm`, `202602011030`, `1769941800000`],
    [`EEE, d MMM yyyy HH:mm`, `Sun, 1 Feb 2026 10:00`, `1769940000000`],
    [`yyyy D HH`, `2026 60 10`, `1772359200000`],
    [`yyyy-MM-dd hh:mm a`, `2026-02-01 12:30 AM`, `1769905800000`],
    [`yy-M-d H`, `26-2-1 9`, `1769936400000`],
    [`yyyy-MM-dd HH QQQ`, `2026-02-01 09 Q1`, `1769936400000`],
    [`yyyy-MM-dd HH VV`, `2026-02-01 09 Europe/Paris`, `1769932800000`],
    [`yyyy-MM-dd HH z`, `2026-02-01 09 CET`, `1769932800000`],
    [`yyyy-MM-dd HH z`, `2026-02-01 09 PST`, `1769965200000`],
    [`yyyy-MM-dd HHXXXXX`, `2026-02-01 09+08:00:30`, `1769907570000`],
    [`yyyy-MM-dd HH:mm`, `+12026-02-01 10:00`, `317339460000000`],
    [`yyyy-MM-dd HH:mm:ss`, `2026-03-29 02:30:00@Europe/Paris`, `1774747800000`],
    [`yyyy-MM-dd HH:mm:ss`, `2026-10-25 02:30:00@Europe/Paris`, `1792888200000`],
    [`yyyy-MM-dd HH:mm:ss`, `2026-03-08 02:30:00@America/New_York`, `1772955000000`],
    [`yyyy-MM-dd HH:mm:ss`, `2026-11-01 01:30:00@America/New_York`, `1793511000000`],
  ])('%s reads %s', (pattern, text, expected) => {
    const [written = '', zone] = text.split('@');
    expect(parseDate(written, pattern, zone)).toBe(Number(expected));
  });

  it.each([
    [
      `yyyy-MM-dd HH:mm:ss`,
      `2026-13-01 00:00:00`,
      `Text '2026-13-01 00:00:00' could not be parsed: Invalid value for MonthOfYear (valid values 1 - 12): 13`,
    ],
    [
      `yyyy-MM-dd HH:mm:ss`,
      `2026-02-32 00:00:00`,
      `Text '2026-02-32 00:00:00' could not be parsed: Invalid value for DayOfMonth (valid values 1 - 28/31): 32`,
    ],
    [
      `yyyy-MM-dd HH:mm:ss`,
      `2026-02-00 00:00:00`,
      `Text '2026-02-00 00:00:00' could not be parsed: Invalid value for DayOfMonth (valid values 1 - 28/31): 0`,
    ],
    [
      `yyyy-MM-dd HH:mm:ss`,
      `2026-02-01 24:00:01`,
      `Text '2026-02-01 24:00:01' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 24`,
    ],
    [
      `yyyy-MM-dd HH:mm:ss`,
      `2026-02-01 23:60:00`,
      `Text '2026-02-01 23:60:00' could not be parsed: Invalid value for MinuteOfHour (valid values 0 - 59): 60`,
    ],
    [`yyyy-MM-dd'T'HH:mm[:ss][.SSS]`, `2026-02-01T10:20:30.5`, `goes on after`],
    [`yyyy-MM-dd`, `2026-02-01`, `it has no hour`],
    [`EEE, d MMM yyyy HH:mm`, `Mon, 1 Feb 2026 10:00`, `Conflict found`],
    [`d MMM yyyy HH:mm`, `1 feb 2026 10:00`, `Text '1 feb 2026 10:00' could not be parsed at index 2`],
    [
      `yyyy D HH`,
      `2026 366 10`,
      `Text '2026 366 10' could not be parsed: Invalid date 'DayOfYear 366' as '2026' is not a leap year`,
    ],
    [`yyyy-MM-dd hh:mm`, `2026-02-01 12:30`, `it has no hour`],
    [`yyyy-MM-dd HH Q`, `2026-02-01 09 2`, `Conflict found`],
    [`yyyy-MM-dd HH:mm`, `12026-02-01 10:00`, `could not be parsed`],
  ])('%s does not read %s', (pattern, text, reason) => {
    expect(() => parseDate(text, pattern)).toThrow(reason);
  });
});
