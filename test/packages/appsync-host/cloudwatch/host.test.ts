import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { type Host, HostError } from '../../../../packages/appsync-host/host.ts';
import { writeGuestBook } from '../fixture-stack.ts';
import { makeFolder } from '../temporary-folder.ts';
import { clientsOf, errorAlarm, startWatched, topic } from './watched-host.ts';

/** Metrics as `namespace name dimension=value …`. */
async function namesOf(cloudwatch: CloudWatchClient): Promise<string[]> {
  const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({}));
  return Metrics.map(({ Namespace, MetricName, Dimensions = [] }) =>
    [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' '),
  );
}

/** The sum of a metric over all of its time. */
async function sumOf(cloudwatch: CloudWatchClient, name: string): Promise<number | undefined> {
  const [Namespace, MetricName, ...dimensions] = name.split(' ');
  const Dimensions = dimensions.map((one) => ({ Name: one.split('=')[0]!, Value: one.split('=')[1]! }));
  const Metric = { Namespace, MetricName, Dimensions };
  const { MetricDataResults } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 86_400_000),
      MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
    }),
  );
  const values = MetricDataResults?.[0]?.Values ?? [];
  return values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0);
}

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
  const names = await namesOf(cloudwatch);
  expect(names.filter((name) => name.includes('Duration'))).toEqual([
    'AWS/Lambda Duration',
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
  const apiId = names.find((name) => name.startsWith('AWS/AppSync'))?.split('=')[1];
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

const embedding = `
  export const handler = async ({ name }) => {
    console.log(JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{ Namespace: 'Guests', Dimensions: [['environment']], Metrics: [{ Name: 'greeted', Unit: 'Count' }] }],
      },
      environment: 'default', greeted: 2, name,
    }));
    console.error('Greeted ' + name);
    const { AWS_ENDPOINT_URL_CLOUDWATCH: greeting, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: by } = process.env;
    return { greeting, by, pid: 1 };
  };`;

it('what functions print is metrics where it is embedded, and can be queried; they find CloudWatch by the SDK’s variables', async () => {
  const { cloudwatch, logs, ask, pass, host } = await startWatched({}, {}, embedding);
  expect(await ask('{ a: greet(name: "Ann") { greeting by } b: greet(name: "Bob") { pid } }')).toMatchObject({
    data: { a: { greeting: host.aws.endpoints.cloudwatch, by: host.aws.endpoints.cloudwatch_logs } },
  });
  const now = await pass(60);
  expect(await sumOf(cloudwatch, 'Guests greeted environment=default')).toBe(4);
  const { queryId } = await logs.send(
    new StartQueryCommand({
      logGroupName: '/aws/lambda/GuestBook-Greeter',
      startTime: now.getTime() / 1000 - 3600,
      endTime: now.getTime() / 1000,
      queryString: 'filter greeted = 2 or @message like /^Greeted/ | stats count(*) as n by name | sort n desc, name',
    }),
  );
  const { results } = await logs.send(new GetQueryResultsCommand({ queryId }));
  expect(results?.map((row) => row.map(({ value }) => value))).toEqual([['2'], ['Ann', '1'], ['Bob', '1']]);
});

it('what stands before the API and what is sent over WebSockets is counted, too', async () => {
  const visible = (MetricName: string) => ({
    CloudWatchMetricsEnabled: true,
    SampledRequestsEnabled: false,
    MetricName,
  });
  const tooLong = {
    SizeConstraintStatement: {
      FieldToMatch: { UriPath: {} },
      Size: 9,
      ComparisonOperator: 'GE',
      TextTransformations: [],
    },
  };
  const { cloudwatch, ask, host } = await startWatched({
    Acl: {
      Type: 'AWS::WAFv2::WebACL',
      Properties: {
        Scope: 'REGIONAL',
        DefaultAction: { Allow: {} },
        VisibilityConfig: visible('Wall'),
        Rules: [
          {
            Name: 'Long',
            Priority: 0,
            Action: { Block: {} },
            Statement: tooLong,
            VisibilityConfig: visible('LongPath'),
          },
        ],
      },
    },
    Before: {
      Type: 'AWS::WAFv2::WebACLAssociation',
      Properties: { ResourceArn: { 'Fn::GetAtt': ['Api', 'Arn'] }, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } },
    },
  });
  await ask('{ guests { name } }');
  const { host: address } = new URL(host.endpoint);
  const auth = Buffer.from(JSON.stringify({ host: address, 'x-api-key': host.outputs['Key'] })).toString('base64url');
  const socket = new WebSocket(host.endpoint.replace('http', 'ws'), ['graphql-ws', `header-${auth}`]);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const refused = new WebSocket(host.realtimeEndpoint, 'graphql-ws').on('error', () => undefined);
  await once(refused, 'error');
  const names = await namesOf(cloudwatch);
  expect(names.filter((name) => name.startsWith('AWS/WAFV2'))).toEqual([
    'AWS/WAFV2 AllowedRequests WebACL=Wall Rule=Default_Action Region=us-east-1',
    'AWS/WAFV2 AllowedRequests WebACL=Wall Rule=ALL Region=us-east-1',
    'AWS/WAFV2 BlockedRequests WebACL=Wall Rule=LongPath Region=us-east-1',
    'AWS/WAFV2 BlockedRequests WebACL=Wall Rule=ALL Region=us-east-1',
  ]);
  expect(names.filter((name) => name.includes('Connect')).map((name) => name.split(' ')[1])).toEqual([
    'ConnectSuccess',
  ]);
  expect(await sumOf(cloudwatch, 'AWS/WAFV2 BlockedRequests WebACL=Wall Rule=ALL Region=us-east-1')).toBe(1);
});

it('what was measured outlives a kill, and so do the states of alarms', async () => {
  const stateFolder = makeFolder();
  const cdkOut = writeGuestBook((template) => void Object.assign(template.Resources, { Errors: errorAlarm, ...topic }));
  const main = join(import.meta.dirname, '../../../../packages/appsync-host/main.ts');
  const args = ['--cdk-out', cdkOut, '--data', stateFolder, '--port', '0', '--clock-by-hand'];
  const child = fork(main, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [first] = (await once(child, 'message')) as [Host];
  const move = () => fetch(`${first.aws.endpoints.cloudwatch}/clock`, { method: 'POST', body: '{"seconds":60}' });
  for (let minute = 0; minute < 2; minute += 1) {
    const headers = { 'x-api-key': first.outputs['Key'] ?? '' };
    await fetch(first.endpoint, { method: 'POST', headers, body: '{"query":"{ greet(name: \\"\\") { by } }"}' });
    await move();
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { cloudwatch } = await startWatched({ Errors: errorAlarm, ...topic }, { stateFolder });
  expect((await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0]?.StateValue).toBe('ALARM');
  expect(await sumOf(cloudwatch, 'AWS/Lambda Errors FunctionName=GuestBook-Greeter')).toBe(2);
});

it('what DynamoDB refuses is counted by its kind, and reads by their size', async () => {
  const { cloudwatch, host } = await startWatched({});
  const { region, accessKeyId, secretAccessKey, endpoints } = host.aws;
  const credentials = { accessKeyId, secretAccessKey };
  const dynamodb = new DynamoDBClient({ region, endpoint: endpoints.dynamodb, credentials, maxAttempts: 1 });
  const TableName = host.outputs['TableName'] ?? '';
  const Item = { name: { S: 'Ann' }, words: { S: 'x'.repeat(9000) } };
  await dynamodb.send(new PutItemCommand({ TableName, Item }));
  const once = {
    TableName,
    Item,
    ConditionExpression: 'attribute_not_exists(#n)',
    ExpressionAttributeNames: { '#n': 'name' },
  };
  await expect(dynamodb.send(new PutItemCommand(once))).rejects.toThrow(/conditional request failed/);
  await expect(dynamodb.send(new GetItemCommand({ TableName, Key: {} }))).rejects.toThrow();
  await dynamodb.send(new GetItemCommand({ TableName, Key: { name: { S: 'Ann' } } }));
  await dynamodb.send(new GetItemCommand({ TableName, Key: { name: { S: 'Ann' } }, ConsistentRead: true }));
  const of = (name: string) => sumOf(cloudwatch, `AWS/DynamoDB ${name}`);
  expect(await of(`ConditionalCheckFailedRequests TableName=${TableName}`)).toBe(1);
  expect(await of('UserErrors')).toBe(1);
  expect(await of(`ConsumedWriteCapacityUnits TableName=${TableName}`)).toBe(9);
  expect(await of(`ConsumedReadCapacityUnits TableName=${TableName}`)).toBe(4.5);
});

it('a call that is throttled is counted as such, and as no invocation', async () => {
  const { cloudwatch, ask } = await startWatched({}, { lambdaConcurrency: 1 });
  expect(await ask('{ a: greet(name: "Ann") { by } b: greet(name: "Bob") { by } }')).toMatchObject({
    errors: [{ errorType: 'Lambda:TooManyRequestsException' }],
  });
  const of = (name: string) => sumOf(cloudwatch, `AWS/Lambda ${name} FunctionName=GuestBook-Greeter`);
  expect([await of('Throttles'), await of('Invocations'), await of('Errors')]).toEqual([1, 1, 0]);
});

it('nobody is answered who does not sign with keys of the host', async () => {
  const { host } = await startWatched({});
  const stranger = clientsOf(host, { accessKeyId: 'LAPTOP', secretAccessKey: 'x' }).cloudwatch;
  await expect(stranger.send(new ListMetricsCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

it('the clock of a host that is not asked for it cannot be moved', async () => {
  const { host } = await startWatched({}, { clockByHand: false });
  const response = await fetch(`${host.aws.endpoints.cloudwatch}/clock`, { method: 'POST', body: '{"seconds":60}' });
  expect(response.status).toBe(400);
});

it('an alarm or a saved query that the host does not know stops the start, and is named', async () => {
  const Metrics = [
    { Id: 'rate', Expression: 'RATE(errors)' },
    {
      Id: 'errors',
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'A', MetricName: 'b' }, Period: 60, Stat: 'Sum' },
    },
  ];
  const { ComparisonOperator, EvaluationPeriods, Threshold } = errorAlarm.Properties;
  const Odd = { Type: errorAlarm.Type, Properties: { Metrics, ComparisonOperator, EvaluationPeriods, Threshold } };
  await expect(startWatched({ Odd })).rejects.toThrow(
    new HostError(
      'Odd: the expression rate, RATE(errors): the host does not know the function RATE, only IF, FILL, SUM, AVG, MIN, MAX, PERIOD, ANOMALY_DETECTION_BAND.',
    ),
  );
  const Saved = {
    Type: 'AWS::Logs::QueryDefinition',
    Properties: { Name: 'q', QueryString: 'parse @message "*" as a' },
  };
  await expect(startWatched({ Saved })).rejects.toThrow(
    /^Saved: in its query, the host does not know the command parse/,
  );
});
