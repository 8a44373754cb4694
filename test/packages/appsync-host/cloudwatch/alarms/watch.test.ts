import { describe, expect, it } from 'vitest';
import type { CompositeAlarm, LogAlarm } from '../../../../../packages/appsync-host/cloudwatch/alarms/definition.ts';
import { makeFolder } from '../../temporary-folder.ts';
import { alarmOf, openTestRoom, PAGER, seriesOf, START_MS } from '../open-test-room.ts';

const quiet = { ALARM: [], OK: [], INSUFFICIENT_DATA: [] };
const compositeOf = (rule: string, change: Partial<CompositeAlarm> = {}): CompositeAlarm => ({
  kind: 'composite',
  logicalId: 'Whole',
  name: 'Whole',
  arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Whole',
  actionsEnabled: true,
  actions: { ...quiet, ALARM: [PAGER], OK: [PAGER] },
  rule,
  ...change,
});

describe('an alarm of a metric', () => {
  it('begins without data, and goes where the values are', () => {
    const room = openTestRoom([alarmOf()]);
    expect(room.stateOf()).toBe('INSUFFICIENT_DATA');
    room.pass(1, () => room.put('errors', 0));
    expect(room.stateOf()).toBe('OK');
    room.pass(1, () => room.put('errors', 2));
    expect(room.stateOf()).toBe('ALARM');
    // Two further points are looked at where the last is missing.
    room.pass(2);
    expect(room.stateOf()).toBe('ALARM');
    room.pass(1);
    expect(room.stateOf()).toBe('INSUFFICIENT_DATA');
  });

  it('looks at a window that slides by the minute, however long its period', () => {
    const room = openTestRoom([alarmOf({ periodSeconds: 300, threshold: 4, treatMissing: 'notBreaching' })]);
    room.pass(7, (minute) => room.put('errors', minute === 3 || minute === 6 ? 2.5 : 0));
    expect(room.stateOf()).toBe('ALARM');
    room.pass(2, () => room.put('errors', 0));
    expect(room.stateOf()).toBe('OK');
  });

  it('M of N: goes off with the second of three, and back with the second sound one', () => {
    const room = openTestRoom([alarmOf({ evaluationPeriods: 3, datapointsToAlarm: 2 })]);
    const states = [1, 0, 1, 0, 0].map((value) => {
      room.pass(1, () => room.put('errors', value));
      return room.stateOf();
    });
    expect(states).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  it('says in CloudWatch’s words why', () => {
    const room = openTestRoom([
      alarmOf({
        evaluationPeriods: 2,
        datapointsToAlarm: 2,
        treatMissing: 'breaching',
        description: 'Look. docs/RUNBOOK.md#errors',
      }),
    ]);
    room.pass(1, () => room.put('errors', 1.5));
    expect(room.lines).toEqual([
      'ALARM: Errors. Threshold Crossed: 1 out of the last 1 datapoint [1.5] was greater than the threshold (0.0) and 1 missing datapoint was treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).',
      '  Look. docs/RUNBOOK.md#errors',
      '  To the topic Pager: ALARM: Errors.',
    ]);
    room.pass(1, () => room.put('errors', 2));
    expect(room.watch.list()[0]?.reason).toBe(
      'Threshold Crossed: 2 out of the last 2 datapoints [2.0, 1.5] were greater than the threshold (0.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    room.pass(4);
    expect(room.watch.list()[0]?.reason).toBe(
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    );
  });

  it('of a percentile leaves its state alone while samples are few, where it says so', () => {
    const alarm = alarmOf({ threshold: 100, ignoresLowSamples: true, treatMissing: 'notBreaching' }, 'p90', 'latency');
    const room = openTestRoom([alarm]);
    // 10 / (1 - .9) samples are needed.
    room.pass(1, () => room.put('latency', 500, 99));
    expect(room.stateOf()).toBe('INSUFFICIENT_DATA');
    room.pass(1, () => room.put('latency', 500, 100));
    expect(room.stateOf()).toBe('ALARM');
    room.pass(1, () => room.put('latency', 1, 99));
    expect(room.stateOf()).toBe('ALARM');
    room.pass(1, () => room.put('latency', 1, 100));
    expect(room.stateOf()).toBe('OK');
  });

  it('of an expression counts what the expression does not tell as missing', () => {
    const metric = (name: string) => ({ series: seriesOf(name), stat: 'Sum', periodSeconds: 60 });
    const room = openTestRoom([
      alarmOf({
        queries: [
          { id: 'rate', expression: 'IF(calls >= 10, FILL(errors, 0) / calls)' },
          { id: 'errors', metric: metric('errors'), returnsData: false },
          { id: 'calls', metric: metric('calls'), returnsData: false },
        ],
        valueId: 'rate',
        threshold: 0.2,
        treatMissing: 'notBreaching',
      }),
    ]);
    room.pass(1, () => (room.put('calls', 9), room.put('errors', 9)));
    expect(room.stateOf()).toBe('OK');
    room.pass(1, () => (room.put('calls', 20), room.put('errors', 5)));
    expect(room.stateOf()).toBe('ALARM');
    room.pass(1, () => room.put('calls', 20));
    expect(room.stateOf()).toBe('OK');
  });

  it('of several days is looked at once an hour', () => {
    const room = openTestRoom([alarmOf({ periodSeconds: 3600, evaluationPeriods: 30, datapointsToAlarm: 1 })], {
      startMs: START_MS + 60_000,
    });
    room.pass(58, () => room.put('errors', 1));
    expect(room.stateOf()).toBe('INSUFFICIENT_DATA');
    room.pass(1, () => room.put('errors', 1));
    expect(room.stateOf()).toBe('ALARM');
  });

  it('is put into a state by hand until it is evaluated next', () => {
    const room = openTestRoom([alarmOf()]);
    expect(room.watch.setState('Errors', 'ALARM', 'a drill', START_MS)).toBe(true);
    expect(room.told()).toEqual(['ALARM: Errors']);
    room.pass(1, () => room.put('errors', 0));
    expect(room.stateOf()).toBe('OK');
    expect(room.watch.setState('Nothing', 'ALARM', 'a drill', START_MS)).toBe(false);
  });

  it('is in the state that it had when the host starts again, and what came before counts', () => {
    const folder = makeFolder();
    const first = openTestRoom([alarmOf({ evaluationPeriods: 3, datapointsToAlarm: 3 })], { folder });
    first.pass(3, () => first.put('errors', 1));
    first.flush();
    const again = openTestRoom([alarmOf({ evaluationPeriods: 3, datapointsToAlarm: 3 })], {
      folder,
      startMs: START_MS + 180_000,
    });
    expect(again.stateOf()).toBe('ALARM');
    again.pass(1, () => again.put('errors', 1));
    expect(again.stateOf()).toBe('ALARM');
    expect(again.told()).toEqual([]);
  });
});

describe('an anomaly band', () => {
  const metric = { series: seriesOf('traffic'), stat: 'Sum', periodSeconds: 300 };
  const alarm = alarmOf({
    queries: [
      { id: 'band', expression: 'ANOMALY_DETECTION_BAND(m0, 3)' },
      { id: 'm0', metric },
    ],
    valueId: 'm0',
    threshold: { bandId: 'band' },
    comparison: 'LessThanLowerOrGreaterThanUpperThreshold',
    periodSeconds: 300,
  });

  it('is of the hour of the day: night is not held against noon', () => {
    const room = openTestRoom([alarm]);
    const isNight = (hour: number) => hour < 8;
    for (let day = 1; day <= 7; day += 1) {
      for (let minute = 0; minute < 1440; minute += 5) {
        const atMs = START_MS - day * 86_400_000 - (11 * 60 - minute) * 60_000;
        const value = (isNight(Math.floor(minute / 60)) ? 10 : 100) + (minute % 15 === 0 ? 5 : -5);
        const bucket = { count: 1, sum: value, min: value, max: value, values: new Map([[value, 1]]), isCoarse: false };
        room.metrics.add({ series: metric.series, unit: 'Count', atMs, bucket });
      }
    }
    room.pass(5, (minute) => room.put('traffic', minute === 0 ? 100 : 0));
    expect(room.stateOf()).toBe('OK');
    // As much as at night, in the middle of the day.
    room.pass(5, (minute) => room.put('traffic', minute === 0 ? 10 : 0));
    expect(room.stateOf()).toBe('ALARM');
  });

  it('expects nothing of an hour of which it knows little', () => {
    const room = openTestRoom([alarm]);
    room.pass(10, () => room.put('traffic', 1000));
    expect(room.stateOf()).toBe('INSUFFICIENT_DATA');
  });
});

describe('a composite alarm', () => {
  it('is told once for what two alarms find', () => {
    const room = openTestRoom([
      compositeOf('ALARM(Errors) OR ALARM(Slow)'),
      alarmOf({ actions: quiet }),
      alarmOf({ name: 'Slow', logicalId: 'Slow', actions: quiet }, 'Maximum', 'latency'),
    ]);
    room.pass(2, () => (room.put('errors', 1), room.put('latency', 9)));
    expect(room.told()).toEqual(['ALARM: Whole']);
    expect(room.watch.list()[0]?.reason).toBe('In ALARM: Errors, Slow.');
    room.pass(1, () => (room.put('errors', 0), room.put('latency', 0)));
    expect(room.told()).toEqual(['ALARM: Whole', 'OK: Whole']);
  });

  it('holds its actions back while its suppressor is in ALARM, and for the time after', () => {
    const suppressor = { alarm: 'Works', waitSeconds: 60, extensionSeconds: 120 };
    const room = openTestRoom([
      compositeOf('ALARM(Errors)', { suppressor }),
      alarmOf({ actions: quiet }),
      alarmOf({ name: 'Works', logicalId: 'Works', actions: quiet }, 'Maximum', 'works'),
    ]);
    room.pass(3, () => (room.put('errors', 0), room.put('works', 0)));
    expect(room.told()).toEqual([]);
    room.pass(3, () => (room.put('errors', 1), room.put('works', 1)));
    expect([room.stateOf('Whole'), room.watch.list()[0]?.heldBy]).toEqual(['ALARM', 'Alarm']);
    room.pass(2, () => (room.put('errors', 1), room.put('works', 0)));
    expect(room.told()).toEqual([]);
    room.pass(1, () => room.put('errors', 1));
    expect(room.told()).toEqual(['ALARM: Whole']);
  });

  it('that depends on itself, or on what is not there, is refused', () => {
    expect(() => openTestRoom([compositeOf('ALARM(Whole)')])).toThrow(/Whole depends on itself/);
    expect(() => openTestRoom([compositeOf('ALARM(Nothing)')])).toThrow(
      /Whole is about the alarm Nothing, which is not there/,
    );
    expect(() => openTestRoom([compositeOf('LOUD(Errors)'), alarmOf()])).toThrow(
      /Whole: in its rule, LOUD is not known/,
    );
  });
});

describe('a mute rule', () => {
  const muteRules = [
    { logicalId: 'Mute', name: 'Works', alarmNames: ['Errors'], expression: 'cron(5 11 * * *)', durationMs: 600_000 },
  ];

  it('keeps an alarm from telling anybody, and lets it tell at its end what still is', () => {
    const room = openTestRoom([alarmOf()], { muteRules });
    room.pass(5, () => room.put('errors', 0));
    expect(room.told()).toEqual([]);
    room.pass(9, () => room.put('errors', 1));
    expect([room.stateOf(), room.told()]).toEqual(['ALARM', []]);
    room.pass(2, () => room.put('errors', 1));
    expect(room.told()).toEqual(['ALARM: Errors']);
  });

  it('says nothing at its end of what is over', () => {
    const room = openTestRoom([alarmOf()], { muteRules });
    room.pass(30, (minute) => room.put('errors', minute > 6 && minute < 10 ? 1 : 0));
    expect(room.told()).toEqual([]);
  });
});

describe('an alarm of logs', () => {
  const logAlarm: LogAlarm = {
    ...alarmOf({ name: 'Slices' }),
    kind: 'log',
    logicalId: 'Slices',
    query: 'filter ispresent(correct)',
    aggregation: 'avg(correct) by variety',
    groups: ['/aws/lambda/Greeter'],
    schedule: 'rate(5 minutes)',
    startOffsetSeconds: 600,
    endOffsetSeconds: 0,
    comparison: 'LessThanThreshold',
    threshold: 0.5,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    warmUpMinutes: 0,
    roleArn: 'arn:aws:iam::000000000000:role/Queries',
  };
  const label = (variety: string, correct: number): string => JSON.stringify({ message: 'labelled', variety, correct });

  it('goes off for one slice of many, names it, and comes back', () => {
    const room = openTestRoom([logAlarm]);
    room.pass(4);
    expect(room.stateOf('Slices')).toBe('INSUFFICIENT_DATA');
    const hour = (riesling: number) =>
      room.pass(10, () => (room.print(label('Riesling', riesling)), room.print(label('Merlot', 1))));
    hour(0);
    room.print('a line that is no JSON');
    room.pass(6, () => room.print(label('Riesling', 0)));
    expect(room.stateOf('Slices')).toBe('ALARM');
    expect(room.watch.list()[0]?.reason).toMatch(
      /^Riesling: Threshold Crossed: 2 out of the last 2 datapoints \[0.0, 0.0\] were less than/,
    );
    hour(1);
    hour(1);
    expect(room.stateOf('Slices')).toBe('OK');
  });

  it('waits out its time to warm up', () => {
    const room = openTestRoom([{ ...logAlarm, warmUpMinutes: 15, datapointsToAlarm: 1, evaluationPeriods: 1 }]);
    room.pass(14, () => room.print(label('Riesling', 0)));
    expect(room.stateOf('Slices')).toBe('INSUFFICIENT_DATA');
    room.pass(1, () => room.print(label('Riesling', 0)));
    expect(room.stateOf('Slices')).toBe('ALARM');
  });

  it('with a query that the host does not know is refused', () => {
    expect(() => openTestRoom([{ ...logAlarm, query: 'parse @message "*"' }])).toThrow(
      /Slices: in its query, the host does not know the command parse/,
    );
    expect(() => openTestRoom([{ ...logAlarm, aggregation: 'median(correct)' }])).toThrow(
      /one of count, sum, avg, min, max, pct, count_distinct is expected/,
    );
  });
});

it('hours pass in moments: a day of forty alarms, each evaluated every minute', () => {
  const alarms = Array.from({ length: 40 }, (_, at) =>
    alarmOf({ name: `Errors${at}`, evaluationPeriods: 5, datapointsToAlarm: 3, periodSeconds: 300 }),
  );
  const room = openTestRoom(alarms);
  room.pass(1440, (minute) => room.put('errors', minute % 60 < 5 ? 1 : 0));
  expect(room.watch.list()).toHaveLength(40);
});

it('a minute is evaluated once what belongs to it has had time to come, and each minute once', () => {
  const room = openTestRoom([alarmOf()]);
  room.put('errors', 1);
  room.clock.move(62_000);
  room.evaluate(3000);
  expect(room.stateOf()).toBe('INSUFFICIENT_DATA');
  room.clock.move(1000);
  room.evaluate(3000);
  room.evaluate(3000);
  expect([room.stateOf(), room.told()]).toEqual(['ALARM', ['ALARM: Errors']]);
});
