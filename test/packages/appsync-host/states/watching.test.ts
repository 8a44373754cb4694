import { describe, expect, it } from 'vitest';
import { createTelemetry } from '../../../../packages/appsync-host/cloudwatch/gather/telemetry.ts';
import { createExecutionLog } from '../../../../packages/appsync-host/states/execution-log.ts';
import type { LogWish } from '../../../../packages/appsync-host/states/machine.ts';
import { createMeter } from '../../../../packages/appsync-host/states/meter.ts';
import type { JournalRecord } from '../../../../packages/appsync-host/states/keep/records.ts';
import { MACHINE_ARN } from './machine-room.ts';

it('executions are counted under the names of AWS, by their machine', () => {
  const telemetry = createTelemetry();
  const meter = createMeter(telemetry, MACHINE_ARN);
  meter.started();
  meter.started();
  meter.ended('SUCCEEDED', 5);
  for (const status of ['FAILED', 'ABORTED', 'TIMED_OUT'] as const) meter.ended(status, 7);
  const { metrics = [], values = [] } = telemetry.take() ?? {};
  expect(metrics[0]).toMatchObject({ namespace: 'AWS/States', dimensionSets: [{ StateMachineArn: MACHINE_ARN }] });
  expect(values.map(([number, list]) => [metrics[number]?.name, [...list]])).toEqual([
    ['ExecutionsStarted', [1, 1]],
    ['ExecutionsSucceeded', [1]],
    ['ExecutionTime', [5, 7, 7, 7]],
    ['ExecutionsFailed', [1]],
    ['ExecutionsAborted', [1]],
    ['ExecutionsTimedOut', [1]],
  ]);
});

describe('the log of an execution', () => {
  const at = { ms: 1_700_000_000_000 };
  const records: JournalRecord[] = [
    { ...at, id: 1, type: 'Entered', scope: '', state: 'Pour', kind: 'Task', input: { secret: 1 } },
    { ...at, id: 2, type: 'TaskFailed', scope: '', hasTimedOut: false, error: 'Corked' },
    { ...at, id: 2, type: 'Retrying', scope: '', retrier: 0, dueMs: 0 },
    { ...at, id: 3, type: 'Ended', status: 'FAILED', error: 'Corked' },
  ];
  const logWith = (wish?: LogWish) => {
    const telemetry = createTelemetry();
    const log = createExecutionLog(wish, 'arn:execution', telemetry);
    for (const record of records) log(record);
    const { streams = [], texts = [] } = telemetry.take() ?? {};
    return { streams, lines: texts.map(([, , text]) => JSON.parse(text) as Record<string, unknown>) };
  };
  const wish = { group: '/machines', level: 'ALL', includesData: false } as const;

  it('has a line for each event, without data unless that is wanted', () => {
    const { streams, lines } = logWith(wish);
    expect(streams).toEqual(['/machines']);
    expect(lines[0]).toEqual({
      ...{ id: '1', type: 'TaskStateEntered', details: { name: 'Pour' }, redrive_count: '0', previous_event_id: '0' },
      ...{ event_timestamp: '1700000000000', execution_arn: 'arn:execution' },
    });
    expect(lines).toHaveLength(3);
    const [told] = logWith({ ...wish, includesData: true }).lines;
    expect(told?.['details']).toMatchObject({ input: '{"secret":1}' });
  });

  it.each([
    ['ERROR', ['LambdaFunctionFailed', 'ExecutionFailed']],
    ['FATAL', ['ExecutionFailed']],
  ] as const)('at level %s has %j', (level, types) => {
    expect(logWith({ ...wish, level }).lines.map(({ type }) => type)).toEqual(types);
  });

  it('is none where none is wanted', () => {
    expect(logWith().streams).toEqual([]);
  });
});
