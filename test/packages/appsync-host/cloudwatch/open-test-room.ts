import type { Alarm, MetricAlarm, MuteRule } from '../../../../packages/appsync-host/cloudwatch/alarms/definition.ts';
import { createClockByHand } from '../../../../packages/appsync-host/cloudwatch/clock.ts';
import { bucketOf } from '../../../../packages/appsync-host/cloudwatch/keep/metric-store.ts';
import { openRoom, type Room } from '../../../../packages/appsync-host/cloudwatch/room.ts';
import { makeFolder } from '../temporary-folder.ts';

/** A Saturday. */
export const START_MS = Date.parse('2026-11-28T11:00:00Z');
export const PAGER = 'arn:aws:sns:us-east-1:000000000000:Pager';

/** A metric of the tests' own. */
export const seriesOf = (name: string) => ({ namespace: 'Cellar', name, dimensions: { environment: 'test' } });

/** An alarm of the sum of `errors` a minute: one of one, unless told otherwise. */
export function alarmOf(change: Partial<MetricAlarm> = {}, stat = 'Sum', name = 'errors'): MetricAlarm {
  const periodSeconds = change.periodSeconds ?? 60;
  return {
    kind: 'metric',
    logicalId: 'Alarm',
    name: 'Errors',
    arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${change.name ?? 'Errors'}`,
    actionsEnabled: true,
    actions: { ALARM: [PAGER], OK: [PAGER], INSUFFICIENT_DATA: [] },
    comparison: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissing: 'missing',
    queries: [{ id: 'm1', metric: { series: seriesOf(name), stat, periodSeconds } }],
    valueId: 'm1',
    periodSeconds,
    threshold: 0,
    ignoresLowSamples: false,
    ...change,
  };
}

/** A room whose clock only the test moves. */
export interface TestRoom extends Room {
  lines: string[];
  /** What comes of a metric now. */
  put: (name: string, value: number, count?: number) => void;
  print: (line: string) => void;
  /** Lets minutes pass, one after the other; before each, `before` may put something. */
  pass: (minutes: number, before?: (minute: number) => void) => void;
  stateOf: (name?: string) => string | undefined;
  /** What topics were told. */
  told: () => string[];
}

export function openTestRoom(
  alarms: readonly Alarm[],
  { folder = makeFolder(), muteRules = [] as MuteRule[], startMs = START_MS } = {},
): TestRoom {
  const lines: string[] = [];
  const clock = createClockByHand(startMs);
  const watching = { alarms, muteRules, topics: { [PAGER]: 'Pager' }, logGroups: ['/aws/lambda/Greeter'] };
  const room = openRoom({ folder, watching, savedQueries: [], clock, warn: (line) => lines.push(line) });
  const put: TestRoom['put'] = (name, value, count = 1) =>
    room.metrics.add({ series: seriesOf(name), unit: 'Count', atMs: clock.now(), bucket: bucketOf(value, count) });
  let printed = false;
  return {
    ...room,
    lines,
    put,
    print: (line) => {
      const streams = printed ? [] : ['/aws/lambda/Greeter'];
      printed = true;
      room.take({ metrics: [], values: [], streams, texts: [[0, clock.now(), `${line}\n`]] });
    },
    pass: (minutes, before) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        before?.(minute);
        clock.move(60_000);
        room.evaluate(0);
      }
    },
    stateOf: (name = 'Errors') => room.watch.list().find(({ alarm }) => alarm.name === name)?.state,
    told: () => lines.flatMap((line) => /To the topic Pager: (.*)\.$/.exec(line)?.[1] ?? []),
  };
}
