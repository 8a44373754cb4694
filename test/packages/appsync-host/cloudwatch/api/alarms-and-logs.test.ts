import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListDashboardsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeLogGroupsCommand,
  DescribeQueriesCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { alarmOf, START_MS } from '../open-test-room.ts';
import { serveRoom } from '../served-room.ts';

const GROUP = '/aws/lambda/Greeter';

describe('DescribeAlarms', () => {
  it('shows an alarm as it was declared, and how it stands', async () => {
    const { cloudwatch, room } = await serveRoom({
      alarms: [alarmOf({ single: { statistic: 'Sum' }, description: 'Look.' })],
    });
    room.pass(1, () => room.put('errors', 1));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toEqual([
      expect.objectContaining({
        AlarmName: 'Errors',
        AlarmDescription: 'Look.',
        ActionsEnabled: true,
        Namespace: 'Cellar',
        MetricName: 'errors',
        Dimensions: [{ Name: 'environment', Value: 'test' }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        TreatMissingData: 'missing',
        StateValue: 'ALARM',
        StateTransitionedTimestamp: new Date(START_MS + 60_000),
      }),
    ]);
  });

  it('is of metric alarms unless others are asked for, of names, states and parts', async () => {
    const alarms = ['a1', 'a2', 'b1'].map((name) => alarmOf({ name, logicalId: name }));
    const { cloudwatch } = await serveRoom({ alarms });
    const names = async (input: object) =>
      (await cloudwatch.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    expect(await names({})).toEqual(['a1', 'a2', 'b1']);
    expect(await names({ AlarmNamePrefix: 'a' })).toEqual(['a1', 'a2']);
    expect(await names({ AlarmNames: ['b1', 'c1'] })).toEqual(['b1']);
    expect(await names({ StateValue: 'ALARM' })).toEqual([]);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const first = await cloudwatch.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    expect(first.NextToken).toBeDefined();
    expect(await names({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['b1']);
    await expect(names({ ParentsOfAlarmName: 'a1' })).rejects.toThrow(/does not know ParentsOfAlarmName/);
  });
});

it('SetAlarmState is a drill, which the history shows', async () => {
  const { cloudwatch } = await serveRoom({ alarms: [alarmOf()] });
  const input = { AlarmName: 'Errors', StateValue: 'ALARM', StateReason: 'a drill' } as const;
  await cloudwatch.send(new SetAlarmStateCommand(input));
  const { AlarmHistoryItems = [] } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate' }),
  );
  expect(AlarmHistoryItems).toMatchObject([
    { AlarmName: 'Errors', HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' },
  ]);
  expect(AlarmHistoryItems[0]?.HistoryData).toContain('"stateReason":"a drill"');
  await expect(cloudwatch.send(new SetAlarmStateCommand({ ...input, AlarmName: 'Nothing' }))).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
});

describe('Logs', () => {
  it('answer a query', async () => {
    const { logs, room } = await serveRoom();
    for (const clientId of ['ann', 'bob', 'bob']) room.print(JSON.stringify({ clientId, refused: true }));
    const { queryId } = await logs.send(
      new StartQueryCommand({
        logGroupNames: [GROUP],
        startTime: START_MS / 1000,
        endTime: START_MS / 1000 + 60,
        queryString: 'filter refused = 1 | stats count(*) as refusals by clientId | sort refusals desc',
      }),
    );
    const { status, results, statistics } = await logs.send(new GetQueryResultsCommand({ queryId }));
    expect([status, statistics]).toMatchObject(['Complete', { recordsMatched: 2, recordsScanned: 3 }]);
    expect(results?.map((row) => row.map(({ value }) => value))).toEqual([
      ['bob', '2'],
      ['ann', '1'],
    ]);
  });

  it('refuse what is no query, and groups that are not there', async () => {
    const { logs } = await serveRoom();
    const times = { startTime: 0, endTime: 1 };
    const query = (queryString: string, logGroupName = GROUP) =>
      logs.send(new StartQueryCommand({ ...times, logGroupName, queryString }));
    await expect(query('parse @message "*"')).rejects.toMatchObject({
      name: 'MalformedQueryException',
      message:
        'The query is refused: the host does not know the command parse, only fields, display, filter, stats, sort and limit.',
    });
    await expect(query('limit 1', '/aws/lambda/Nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(logs.send(new GetQueryResultsCommand({ queryId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('list their groups, and their events', async () => {
    const { logs, room } = await serveRoom();
    room.print('first');
    room.pass(1);
    room.print('second thing');
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/' }));
    expect(logGroups).toMatchObject([
      { logGroupName: GROUP, logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}` },
    ]);
    const messages = async (input: object) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }))).events?.map(
        ({ message }) => message,
      );
    expect(await messages({})).toEqual(['first', 'second thing']);
    expect(await messages({ filterPattern: 'second "thing"' })).toEqual(['second thing']);
    expect(await messages({ startTime: START_MS + 1 })).toEqual(['second thing']);
    await expect(messages({ filterPattern: '{ $.a = 1 }' })).rejects.toThrow(/filter patterns of plain terms/);
  });
});

it('an operation that the host does not know is refused with those that it does', async () => {
  const { cloudwatch, logs } = await serveRoom();
  await expect(cloudwatch.send(new ListDashboardsCommand({}))).rejects.toThrow(
    /^The laptop host does not know ListDashboards, only GetMetricData, GetMetricStatistics,/,
  );
  await expect(logs.send(new DescribeQueriesCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
});
