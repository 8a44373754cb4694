import { type CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startWatched } from '../cloudwatch/watched-host.ts';
import type { GuestBook } from '../fixture-stack.ts';

/** A version of the function that greets, an alias of it, and a data source that calls it by the alias. */
const released = {
  GreeterVersionA1: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Greeter' } } },
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      FunctionName: { Ref: 'Greeter' },
      FunctionVersion: { 'Fn::GetAtt': ['GreeterVersionA1', 'Version'] },
      Name: 'live',
    },
  },
  GreeterSource: {
    Type: 'AWS::AppSync::DataSource',
    Properties: {
      ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
      Name: 'greeter',
      Type: 'AWS_LAMBDA',
      ServiceRoleArn: { 'Fn::GetAtt': ['AliasRole', 'Arn'] },
      LambdaConfig: { LambdaFunctionArn: { Ref: 'Live' } },
    },
  },
};

const roleFor = (Resource: unknown): GuestBook['Resources'][string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [
      {
        PolicyName: 'Invoke',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource }] },
      },
    ],
  },
});

const tellContext = `export const handler = (event, { functionVersion, invokedFunctionArn }) =>
  ({ greeting: functionVersion, by: invokedFunctionArn, pid: process.pid });`;

/** The sets of dimensions under which errors are counted. */
async function listSets(cloudwatch: CloudWatchClient): Promise<string[]> {
  const list = new ListMetricsCommand({ Namespace: 'AWS/Lambda', MetricName: 'Errors' });
  const { Metrics = [] } = await cloudwatch.send(list);
  const sets = Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort());
  return sets.map((set) => set.join(' ')).sort();
}

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:GuestBook-Greeter';

describe('a function that is called by its alias', () => {
  it('is told its version, and the ARN that it was called by', async () => {
    const { ask } = await startWatched({ ...released, AliasRole: roleFor({ Ref: 'Live' }) }, {}, tellContext);
    const answer = await ask('{ greet(name: "Ann") { greeting by } }');
    expect(answer).toEqual({ data: { greet: { greeting: '1', by: `${arn}:live` } } });
  });

  it('is counted by name, by alias, and by alias and version, as AWS counts it', async () => {
    const { ask, cloudwatch } = await startWatched({ ...released, AliasRole: roleFor({ Ref: 'Live' }) });
    for (let calls = 0; calls < 3; calls += 1) await ask('{ greet(name: "Ann") { greeting } }');
    const byAlias = [
      { Name: 'FunctionName', Value: 'GuestBook-Greeter' },
      { Name: 'Resource', Value: 'GuestBook-Greeter:live' },
    ];
    const byVersion = [{ Name: 'ExecutedVersion', Value: '1' }, ...byAlias];
    expect(await listSets(cloudwatch)).toEqual([
      '',
      'ExecutedVersion=1 FunctionName=GuestBook-Greeter Resource=GuestBook-Greeter:live',
      'FunctionName=GuestBook-Greeter',
      'FunctionName=GuestBook-Greeter Resource=GuestBook-Greeter:live',
    ]);
    const now = Date.now();
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/Lambda',
        MetricName: 'Invocations',
        Dimensions: byVersion,
        StartTime: new Date(now - 600_000),
        EndTime: new Date(now + 600_000),
        Period: 3600,
        Statistics: ['Sum'],
      }),
    );
    expect(Datapoints?.map(({ Sum }) => Sum)).toEqual([3]);
  });

  it('is counted without the version that ran where it is called by that itself, or by none', async () => {
    const { host, cloudwatch } = await startWatched({ ...released, AliasRole: roleFor({ Ref: 'Live' }) });
    const { accessKeyId, secretAccessKey, region, endpoints } = host.aws;
    const lambda = new LambdaClient({
      region,
      credentials: { accessKeyId, secretAccessKey },
      endpoint: endpoints.lambda,
    });
    const call = { FunctionName: 'GuestBook-Greeter', Payload: '{"name":"Ann"}' };
    await lambda.send(new InvokeCommand(call));
    await lambda.send(new InvokeCommand({ ...call, Qualifier: '1' }));
    expect(await listSets(cloudwatch)).toEqual([
      '',
      'FunctionName=GuestBook-Greeter',
      'FunctionName=GuestBook-Greeter Resource=GuestBook-Greeter',
      'FunctionName=GuestBook-Greeter Resource=GuestBook-Greeter:1',
    ]);
  });

  it('cannot be called so by a role that may call the function without it', async () => {
    const role = roleFor({ 'Fn::GetAtt': ['Greeter', 'Arn'] });
    const { ask } = await startWatched({ ...released, AliasRole: role });
    const { errors } = (await ask('{ greet(name: "Ann") { greeting } }')) as { errors: { message: string }[] };
    expect(errors[0]?.message).toContain(
      `is not authorized to perform: lambda:InvokeFunction on resource: ${arn}:live`,
    );
  });
});
