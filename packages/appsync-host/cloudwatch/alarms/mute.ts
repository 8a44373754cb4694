/** Times in which alarms tell nobody. Source: API reference, Schedule of an alarm mute rule. */
import { HostError } from '../../failure.ts';
import { type NextTime, parseExpression } from '../../scheduler/expression.ts';
import type { MuteRule } from './definition.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DURATION_MS_MAX = 15 * DAY_MS;

/** Whether a rule mutes at a time, in epoch ms. */
export type Mutes = (timeMs: number) => boolean;

/** Reads an ISO 8601 duration such as PT4H or P2DT12H, in ms. Errors: HostError, with `place`. */
export function readDuration(text: string, place: string): number {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text);
  const [days = 0, hours = 0, minutes = 0] = (found ?? []).slice(1).map((digits) => Number(digits ?? 0));
  const durationMs = days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS;
  if (durationMs >= MINUTE_MS && durationMs <= DURATION_MS_MAX) return durationMs;
  throw new HostError(`${place}: Duration must be from PT1M to P15D, not ${text}.`);
}

/** When a rule mutes. Errors: HostError for an expression that the host cannot keep to. */
export function createMute({ logicalId, expression, durationMs, startMs, expireMs }: MuteRule): Mutes {
  const next = readSchedule(expression, logicalId);
  return (timeMs) => {
    if (timeMs < (startMs ?? -Infinity) || timeMs >= (expireMs ?? Infinity)) return false;
    // It mutes where it last began no longer ago than it lasts.
    const beganMs = next(timeMs - durationMs);
    return beganMs !== undefined && beganMs <= timeMs;
  };
}

/** Five fields, as in `cron(0 2 * * MON)`, or at(…) to the minute. */
function readSchedule(expression: string, logicalId: string): NextTime {
  const [, moment] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/.exec(expression) ?? [];
  if (moment !== undefined) return parseExpression(`at(${moment}:00)`);
  const [, inner = ''] = /^cron\(([^)]*)\)$/.exec(expression) ?? [];
  const [minute = '', hour = '', date = '', month = '', weekday, ...others] = inner.split(' ');
  const days = weekday === undefined ? undefined : readDays(date, weekday);
  if (days === undefined || others.length > 0) {
    const known = 'cron(…) of five fields, of which one of the two kinds of day is *, and at(…)';
    throw new HostError(`${logicalId}: the host cannot keep to ${expression}: it knows ${known}.`);
  }
  const [dates, weekdays] = days;
  return parseExpression(`cron(${minute} ${hour} ${dates} ${month} ${weekdays} *)`);
}

/** As EventBridge has them: one of the two is a question mark, and Sunday is 1, where Unix has 0. */
function readDays(date: string, weekday: string): [string, string] | undefined {
  if (weekday === '*') return [date, '?'];
  if (date !== '*') return undefined;
  return ['?', weekday.replaceAll(/\d/g, (digit) => String((Number(digit) % 7) + 1))];
}
