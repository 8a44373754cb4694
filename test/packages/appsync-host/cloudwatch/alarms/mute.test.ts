import { expect, it } from 'vitest';
import { createMute, readDuration } from '../../../../../packages/appsync-host/cloudwatch/alarms/mute.ts';

const HOUR_MS = 3_600_000;
const at = (time: string): number => Date.parse(`${time}Z`);
const mutes = (expression: string, rest: object = {}) =>
  createMute({ logicalId: 'Mute', name: 'Mute', alarmNames: [], expression, durationMs: HOUR_MS, ...rest });

it('a nightly rule mutes for its time, and at no other', () => {
  const mutesAt = mutes('cron(0 2 * * *)');
  expect(['01:59:59', '02:00', '02:59:59', '03:00'].map((time) => mutesAt(at(`2026-11-28T${time}`)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

it('days of the week are Unix’s: 0 and 7 are Sunday', () => {
  // 29 November 2026 is a Sunday.
  for (const day of ['0', '7', 'SUN']) {
    expect([28, 29, 30].map((date) => mutes(`cron(0 2 * * ${day})`)(at(`2026-11-${date}T02:30`)))).toEqual([
      false,
      true,
      false,
    ]);
  }
});

it('a rule of one time mutes once, and only between its dates', () => {
  const mutesAt = mutes('at(2026-11-28T02:00)');
  expect([27, 28, 29].map((date) => mutesAt(at(`2026-11-${date}T02:30`)))).toEqual([false, true, false]);
  const bounded = mutes('cron(0 2 * * *)', { startMs: at('2026-11-28T00:00'), expireMs: at('2026-11-29T00:00') });
  expect([27, 28, 29].map((date) => bounded(at(`2026-11-${date}T02:30`)))).toEqual([false, true, false]);
});

it('lengths of time are those of ISO 8601, from a minute to fifteen days', () => {
  expect(['PT1M', 'PT4H', 'P2DT12H', 'P15D'].map((text) => readDuration(text, 'Mute') / HOUR_MS)).toEqual([
    1 / 60,
    4,
    60,
    360,
  ]);
  for (const text of ['', 'P', 'PT', '4h', 'P16D', 'PT30S'])
    expect(() => readDuration(text, 'Mute')).toThrow(/^Mute: Duration/);
});

it('what the host cannot keep to is refused', () => {
  for (const expression of ['cron(0 2 * * ? *)', 'cron(0 2 1 * MON)', 'rate(1 day)', 'cron(0 2 L * *)']) {
    expect(() => mutes(expression), expression).toThrow(/cannot keep to/);
  }
});
