import { describe, expect, it } from 'vitest';
import { readWatching } from '../../../../packages/appsync-host/cloudwatch/read-watching.ts';
import { createWatch } from '../../../../packages/appsync-host/cloudwatch/alarms/watch.ts';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import { readStack } from '../../../../packages/appsync-host/template/read.ts';
import { openStack } from '../../../../packages/appsync-host/template/stack.ts';
import { writeGuestBook } from '../fixture-stack.ts';
import { openTestRoom } from './open-test-room.ts';
import { errorAlarm, topic } from './watched-host.ts';

const addresses = { endpoint: 'http://localhost:1/graphql', realtimeEndpoint: 'ws://localhost:1/graphql/realtime' };

/** Reads a stack with those resources, and makes its alarms ready, as a start does. */
function read(resources: object) {
  const folder = writeGuestBook((template) => void Object.assign(template.Resources, resources));
  const watching = readWatching(openStack(readStack(folder), addresses, KNOWN_TYPES), []);
  const { bands, events, journal } = openTestRoom([]);
  createWatch({ watching, bands, events, journal, startMs: 0, tell: () => undefined });
  return watching;
}

const alarm = (change: object) => ({ ...errorAlarm, Properties: { ...errorAlarm.Properties, ...change } });
const without = (...names: string[]) => {
  const kept = Object.entries(errorAlarm.Properties).filter(([name]) => !names.includes(name));
  return { ...errorAlarm, Properties: Object.fromEntries(kept) };
};
const metricOf = (Id: string, MetricName: string, rest: object = {}) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName }, Period: 60, Stat: 'Sum', ...rest },
});
const mathOf = (...Metrics: object[]) => {
  const { Properties } = without('Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period');
  return { ...errorAlarm, Properties: { ...Properties, Metrics } };
};

describe('an alarm of the template', () => {
  it('is read as it stands', () => {
    const { alarms } = read({ Errors: errorAlarm, ...topic });
    expect(alarms).toMatchObject([
      {
        kind: 'metric',
        logicalId: 'Errors',
        name: 'Errors',
        arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Errors',
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        treatMissing: 'notBreaching',
        periodSeconds: 60,
        threshold: 1,
        queries: [{ metric: { series: { dimensions: { FunctionName: 'GuestBook-Greeter' } }, stat: 'Sum' } }],
      },
    ]);
  });

  it('of DynamoDB’s metrics leaves missing data alone unless it says otherwise', () => {
    const { Properties } = without('TreatMissingData');
    const ofTable = { ...errorAlarm, Properties: { ...Properties, Namespace: 'AWS/DynamoDB' } };
    expect(read({ Errors: ofTable, ...topic }).alarms).toMatchObject([{ treatMissing: 'ignore' }]);
    expect(read({ Errors: { ...errorAlarm, Properties }, ...topic }).alarms).toMatchObject([
      { treatMissing: 'missing' },
    ]);
  });

  it('of an expression and of a band is read as the CDK writes it', () => {
    const rate = mathOf(
      { Id: 'expr_1', Expression: 'FILL(e, 0) / i' },
      metricOf('e', 'Errors'),
      metricOf('i', 'Invocations'),
    );
    const { Properties } = mathOf(
      { Id: 'expr_1', Expression: 'ANOMALY_DETECTION_BAND(m0, 3)', Label: 'Band', ReturnData: true },
      { ...metricOf('m0', 'Invocations'), ReturnData: true },
    );
    const rest = Object.fromEntries(Object.entries(Properties).filter(([name]) => name !== 'Threshold'));
    const band = {
      Type: errorAlarm.Type,
      Properties: {
        ...rest,
        AlarmName: 'Band',
        ThresholdMetricId: 'expr_1',
        ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
      },
    };
    expect(read({ Rate: rate, Band: band, ...topic }).alarms).toMatchObject([
      { valueId: 'expr_1', threshold: 1 },
      { valueId: 'm0', threshold: { bandId: 'expr_1' } },
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['a statistic that the host does not know', alarm({ Statistic: 'tm90' }), /Errors: m1 has the statistic tm90/],
    ['no statistic', without('Statistic'), /Errors: m1 has the statistic undefined/],
    ['a period of ten seconds', alarm({ Period: 10 }), /Errors: m1 has the period 10; the host keeps whole minutes/],
    [
      'more than a day',
      alarm({ EvaluationPeriods: 1441, DatapointsToAlarm: 1 }),
      /Errors: it looks at 86460 s; CloudWatch allows a day/,
    ],
    ['M above N', alarm({ DatapointsToAlarm: 4 }), /Errors: of 3 points, 4 cannot breach/],
    ['no threshold', without('Threshold'), /Errors must have either Threshold or ThresholdMetricId/],
    ['another comparison', alarm({ ComparisonOperator: 'Equal' }), /ComparisonOperator is "Equal"; the host can do/],
    ['another treatment', alarm({ TreatMissingData: 'guess' }), /TreatMissingData is "guess"; the host can do/],
    ['a property that is not known', alarm({ EvaluationCriteria: {} }), /EvaluationCriteria is not honoured here/],
    [
      'a function of math',
      mathOf({ Id: 'x', Expression: 'RATE(e)' }, metricOf('e', 'Errors')),
      /Errors: the expression x, RATE\(e\): the host does not know the function RATE/,
    ],
    [
      'an expression that is one number',
      mathOf({ Id: 'x', Expression: 'SUM(e)' }, metricOf('e', 'Errors')),
      /Errors: x must be a series of values/,
    ],
    [
      'an id that is not there',
      mathOf({ Id: 'x', Expression: 'e / i' }, metricOf('e', 'Errors')),
      /Errors: x is about i, and there is no such query/,
    ],
    [
      'two queries that return',
      mathOf({ Id: 'x', Expression: 'e' }, { ...metricOf('e', 'Errors'), ReturnData: true }),
      /one of its queries must return data, not 2/,
    ],
    [
      'metrics of two periods',
      mathOf({ Id: 'x', Expression: 'e / i' }, metricOf('e', 'Errors'), metricOf('i', 'Errors', { Period: 300 })),
      /its metrics must all have one period/,
    ],
    [
      'another account',
      mathOf({ ...metricOf('e', 'Errors'), ReturnData: true, AccountId: '1' }),
      /a metric of another account is not here/,
    ],
    [
      'a band without a threshold',
      alarm({ ComparisonOperator: 'GreaterThanUpperThreshold' }),
      /GreaterThanUpperThreshold does not go with its threshold/,
    ],
  ])('with %s is refused', (_, errors, complaint) => {
    expect(() => read({ Errors: errors, ...topic })).toThrow(complaint);
  });

  it('of the name of another is refused', () => {
    expect(() => read({ Errors: errorAlarm, Others: errorAlarm, ...topic })).toThrow(
      /Others: there are two alarms of the name Errors|Errors: there are two/,
    );
  });
});

describe('a mute rule of the template', () => {
  const rule = (change: object = {}) => ({
    Type: 'AWS::CloudWatch::AlarmMuteRule',
    Properties: {
      MuteTargets: { AlarmNames: [{ Ref: 'Errors' }] },
      Rule: { Schedule: { Duration: 'PT1H', Expression: 'cron(0 2 * * *)' } },
      ...change,
    },
  });

  it('is read', () => {
    expect(
      read({ Errors: errorAlarm, Mute: rule({ StartDate: '2026-11-28T02:00' }), ...topic }).muteRules,
    ).toMatchObject([{ alarmNames: ['Errors'], durationMs: 3_600_000, startMs: Date.parse('2026-11-28T02:00:00Z') }]);
  });

  it.each<[string, object, RegExp]>([
    [
      'an alarm that is not there',
      { MuteTargets: { AlarmNames: ['Nothing'] } },
      /Mute mutes the alarm Nothing, which is not there/,
    ],
    [
      'a length that is none',
      { Rule: { Schedule: { Duration: '1h', Expression: 'cron(0 2 * * *)' } } },
      /Mute: Duration must be/,
    ],
    [
      'a schedule that is none',
      { Rule: { Schedule: { Duration: 'PT1H', Expression: 'rate(1 day)' } } },
      /Mute: the host cannot keep to rate\(1 day\)/,
    ],
    [
      'another zone',
      { Rule: { Schedule: { Duration: 'PT1H', Expression: 'cron(0 2 * * *)', Timezone: 'Europe/Vienna' } } },
      /Timezone is "Europe\/Vienna"; the host can do UTC/,
    ],
  ])('with %s is refused', (_, change, complaint) => {
    expect(() => read({ Errors: errorAlarm, Mute: rule(change), ...topic })).toThrow(complaint);
  });
});

describe('a topic that nobody may publish to stops the start', () => {
  const { Pager, PagerPolicy } = topic;
  const [deny, allow] = PagerPolicy.Properties.PolicyDocument.Statement;
  const policyOf = (...Statement: object[]) => ({
    ...PagerPolicy,
    Properties: { ...PagerPolicy.Properties, PolicyDocument: { Statement } },
  });
  const withKey = (KeyPolicy: object) => ({
    Pager: { ...Pager, Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    PagerPolicy,
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } },
  });
  const mayUse = (...Action: string[]) => ({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action, Resource: '*' }],
  });

  it.each<[string, object]>([
    ['without a policy, CloudWatch may', { Pager }],
    ['with a policy that allows it', topic],
    ['with a key that it may use', withKey(mayUse('kms:Decrypt', 'kms:GenerateDataKey*'))],
    [
      'for alarms of this account',
      {
        Pager,
        PagerPolicy: policyOf({
          ...allow,
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:000000000000:alarm:*' } },
        }),
      },
    ],
  ])('%s', (_, resources) => {
    expect(() => read({ Errors: errorAlarm, ...resources })).not.toThrow();
  });

  it.each<[string, object, RegExp]>([
    [
      'with a Deny only, as enforceSSL makes it',
      { Pager, PagerPolicy: policyOf(deny!) },
      /Errors: the topic Pager lets nobody publish that is cloudwatch.amazonaws.com: no statement allows it/,
    ],
    [
      'with a policy for another service',
      { Pager, PagerPolicy: policyOf({ ...allow, Principal: { Service: 'budgets.amazonaws.com' } }) },
      /no statement allows it/,
    ],
    [
      'with a policy for another account',
      { Pager, PagerPolicy: policyOf({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }) },
      /no statement allows it/,
    ],
    [
      'with a policy that denies it',
      { Pager, PagerPolicy: policyOf(allow!, { ...allow, Effect: 'Deny', Condition: {} }) },
      /a statement denies it/,
    ],
    [
      'with a condition that is not known',
      { Pager, PagerPolicy: policyOf({ ...allow, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } } }) },
      /cannot check the condition StringEquals of aws:PrincipalOrgID/,
    ],
    [
      'with a key that it may not use',
      withKey(mayUse('kms:Decrypt')),
      /the key Key of the topic lets cloudwatch.amazonaws.com not kms:GenerateDataKey/,
    ],
    [
      'with AWS’s own key',
      { Pager: { ...Pager, Properties: { KmsMasterKeyId: 'alias/aws/sns' } }, PagerPolicy },
      /is encrypted with alias\/aws\/sns, which is no key of the stack/,
    ],
  ])('%s', (_, resources, complaint) => {
    expect(() => read({ Errors: errorAlarm, ...resources })).toThrow(complaint);
  });

  it('and so does an action that is no topic of the stack', () => {
    const elsewhere = alarm({ AlarmActions: ['arn:aws:sns:us-east-1:000000000000:Elsewhere'], OKActions: [] });
    expect(() => read({ Errors: elsewhere })).toThrow(
      /Errors: the host can tell topics of the stack only, not arn:aws:sns/,
    );
  });
});
