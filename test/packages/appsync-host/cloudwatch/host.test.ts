import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { errorAlarm, startWatched, topic } from './watched-host.ts';

it('an alarm of a function’s errors goes off, says what to do, tells its topic, and comes back', async () => {
  const { cloudwatch, lines, ask, pass } = await startWatched({ Errors: errorAlarm, ...topic });
  const stateOf = async () => (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0]?.StateValue;
  expect(await stateOf()).toBe('INSUFFICIENT_DATA');
  await ask('{ greet(name: "Ann") { by } }');
  await pass(60);
  expect(await stateOf()).toBe('OK');
  lines.length = 0;
  for (let minute = 0; minute < 2; minute += 1) {
    await ask('{ greet(name: "") { by } }');
    await pass(60);
  }
  expect(await stateOf()).toBe('ALARM');
  expect(lines).toEqual([
    'ALARM: Errors. Threshold Crossed: 2 out of the last 3 datapoints [1.0, 1.0] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
    '  The greeter fails. docs/RUNBOOK.md#errors',
    '  To the topic Pager: ALARM: Errors.',
  ]);
  await pass(300);
  expect(await stateOf()).toBe('OK');
  const { AlarmHistoryItems = [] } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'Errors', ScanBy: 'TimestampAscending' }),
  );
  expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm "Errors" created',
    'Alarm updated from INSUFFICIENT_DATA to OK',
    'Successfully executed action arn:aws:sns:us-east-1:000000000000:Pager',
    'Alarm updated from OK to ALARM',
    'Successfully executed action arn:aws:sns:us-east-1:000000000000:Pager',
    'Alarm updated from ALARM to OK',
    'Successfully executed action arn:aws:sns:us-east-1:000000000000:Pager',
  ]);
});

it('the host’s own metrics have AWS’s names and dimensions', async () => {
  const { cloudwatch, ask, pass, host } = await startWatched({});
  const before = await pass(0);
  await ask('{ greet(name: "Ann") { by } }');
  await ask('{ greet(name: "") { by } }');
  await ask('mutation { sign(name: "Bob", words: "hi") { name } }');
  await ask('{ guests { name } }');
  await fetch(host.endpoint, { method: 'POST', body: '{}' });
  const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({}));
  const names = Metrics.map(({ Namespace, MetricName, Dimensions = [] }) => {
    return `${Namespace} ${MetricName} ${Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(' ')}`;
  });
  expect(names.filter((name) => name.includes('Duration'))).toEqual([
    'AWS/Lambda Duration ',
    'AWS/Lambda Duration FunctionName=GuestBook-Greeter',
    'AWS/Lambda Duration FunctionName=GuestBook-Greeter Resource=GuestBook-Greeter',
  ]);
  expect(names).toContain('AWS/DynamoDB SuccessfulRequestLatency TableName=GuestBook-Guests Operation=PutItem');
  expect(names).toContain('AWS/DynamoDB ConsumedWriteCapacityUnits TableName=GuestBook-Guests');
  const after = await pass(60);
  const stat = (Id: string, Namespace: string, MetricName: string, Dimensions: object, Stat = 'Sum') => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace,
        MetricName,
        Dimensions: Object.entries(Dimensions).map(([Name, Value]) => ({ Name, Value: String(Value) })),
      },
      Period: 60,
      Stat,
    },
  });
  const FunctionName = 'GuestBook-Greeter';
  const apiId = Metrics.find(({ Namespace }) => Namespace === 'AWS/AppSync')?.Dimensions?.[0]?.Value;
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: before,
      EndTime: after,
      MetricDataQueries: [
        stat('invocations', 'AWS/Lambda', 'Invocations', { FunctionName }),
        stat('errors', 'AWS/Lambda', 'Errors', { FunctionName }),
        stat('requests', 'AWS/AppSync', 'Requests', { GraphQLAPIId: apiId }),
        stat('refused', 'AWS/AppSync', '4XXError', { GraphQLAPIId: apiId }),
        stat('latency', 'AWS/AppSync', 'Latency', { GraphQLAPIId: apiId }, 'SampleCount'),
        stat('written', 'AWS/DynamoDB', 'ConsumedWriteCapacityUnits', { TableName: 'GuestBook-Guests' }),
        { Id: 'rate', Expression: 'errors / invocations' },
      ],
    }),
  );
  expect(Object.fromEntries(MetricDataResults.map(({ Id, Values }) => [Id, Values]))).toEqual({
    invocations: [2],
    errors: [1],
    requests: [5],
    refused: [1],
    latency: [5],
    written: [1],
    rate: [0.5],
  });
});
