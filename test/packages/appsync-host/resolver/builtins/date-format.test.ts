import { describe, expect, it } from 'vitest';
import { formatDate, parseDate } from '../../../../../packages/appsync-host/resolver/builtins/date-format.ts';

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
