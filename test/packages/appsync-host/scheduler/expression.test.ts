import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../packages/appsync-host/scheduler/expression.ts';

/** The times at which a schedule is due, one after the other. */
function timesOf(expression: string, after: string, count = 1): string[] {
  const next = parseExpression(expression);
  const times: string[] = [];
  for (let timeMs = next(Date.parse(after)); timeMs !== undefined && times.length < count; timeMs = next(timeMs)) {
    times.push(new Date(timeMs).toISOString().replace(':00.000Z', ''));
  }
  return times;
}

// A Monday.
const NOW = '2026-11-23T17:04:30Z';

describe('a schedule', () => {
  it.each([
    ['cron(0 3 ? * MON *)', ['2026-11-30T03:00', '2026-12-07T03:00']],
    ['cron(0 3 ? * 2 *)', ['2026-11-30T03:00', '2026-12-07T03:00']],
    ['cron(5 17 ? * mon *)', ['2026-11-23T17:05', '2026-11-30T17:05']],
    ['cron(4 17 ? * MON *)', ['2026-11-30T17:04', '2026-12-07T17:04']],
    ['cron(0/15 * * * ? *)', ['2026-11-23T17:15', '2026-11-23T17:30']],
    ['cron(10/20 17 * * ? *)', ['2026-11-23T17:10', '2026-11-23T17:30']],
    ['cron(30,15 18 ? * MON-FRI *)', ['2026-11-23T18:15', '2026-11-23T18:30']],
    ['cron(0 0 1 JAN,JUL ? *)', ['2027-01-01T00:00', '2027-07-01T00:00']],
    ['cron(0 12 31 * ? *)', ['2026-12-31T12:00', '2027-01-31T12:00']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(59 23 ? * SAT 2026)', ['2026-11-28T23:59', '2026-12-05T23:59']],
  ])('%s is due when its fields say so', (expression, times) => {
    expect(timesOf(expression, NOW, 2)).toEqual(times);
  });

  it.each(['cron(0 3 ? * MON 2025)', 'cron(0 0 30 2 ? *)', 'at(2026-11-23T17:04:30)'])('%s is over', (expression) => {
    expect(timesOf(expression, NOW)).toEqual([]);
  });

  it('at a time is due then, once', () => {
    expect(timesOf('at(2026-11-23T18:00:00)', NOW, 2)).toEqual(['2026-11-23T18:00']);
  });

  it.each([
    ['rate(1 minute)', 60],
    ['rate(90 minutes)', 5400],
    ['rate(12 hours)', 43_200],
    ['rate(7 days)', 604_800],
  ])('%s is due a period after the last time', (expression, seconds) => {
    expect(parseExpression(expression)(1_000)).toBe(1_000 + seconds * 1000);
  });
});

describe('what the host cannot keep to', () => {
  it.each([
    ...['rate(7)', 'rate(0 days)', 'rate(1 week)', 'rate(1.5 hours)', 'weekly', 'cron()', '', 'at(tomorrow)'],
    ...[
      'cron(0 3 * * MON *)',
      'cron(0 3 ? * ? *)',
      'cron(0 3 ? * MON)',
      'cron(60 3 ? * MON *)',
      'cron(0 24 ? * MON *)',
    ],
    ...[
      'cron(0 3 L * ? *)',
      'cron(0 3 15W * ? *)',
      'cron(0 3 ? * MON#1 *)',
      'cron(0 3 ? * FRI-MON *)',
      'cron(? 3 ? * MON *)',
    ],
    ...['cron(0/0 3 ? * MON *)', 'cron(0 3 ? * MON, *)', 'cron(0 3 ? SMARCH MON *)'],
  ])('is named: %s', (expression) => {
    expect(() => parseExpression(expression)).toThrow(`cannot keep to the schedule ${expression}`);
  });
});
