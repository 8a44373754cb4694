import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALARMS, type AlarmName, runbookOf } from '../../../contract/alarms.ts';
import { ERROR_TYPES } from '../../../contract/errors.ts';
import { ENVIRONMENT_DIMENSION, METRICS, METRICS_NAMESPACE, type MetricName } from '../../../contract/metrics.ts';
import { COUNTS, readMetrics, writeMetrics } from '../../../docs/write-metrics.ts';
import { type Resource, resourcesOf, synthesize } from '../synthesize.ts';

const template = synthesize();
const resources = template.toJSON().Resources as Record<string, Resource>;
const of = (type: string) => resourcesOf(template, type).map(([, { Properties }]) => Properties);
// Those of a release are held by releasing.test.ts.
const alarms = of('AWS::CloudWatch::Alarm').filter(
  ({ AlarmName }) => !String(AlarmName).startsWith('Terroir.release-'),
);
const composites = of('AWS::CloudWatch::CompositeAlarm');
const logAlarms = of('AWS::CloudWatch::LogAlarm');
const all = [...alarms, ...composites, ...logAlarms];
const nameOf = ({ AlarmName }: Record<string, unknown>): AlarmName => String(AlarmName).slice(8) as AlarmName;

interface Statement {
  Effect: string;
  Action: string | string[];
  Principal: { Service?: string } | '*';
  Condition?: Record<string, unknown>;
}
interface Ref {
  Ref: string;
}

/** Whether a topic lets a service publish: by its policy, and by its key where it has one. */
function mayPublish(topic: Ref, service: string): boolean {
  const { KmsMasterKeyId: key } = resources[topic.Ref]?.Properties ?? {};
  const policies = of('AWS::SNS::TopicPolicy').filter(({ Topics }) => JSON.stringify(Topics).includes(topic.Ref));
  // Without any policy the owner's own account may publish; CloudWatch counts as that, and Budgets does not.
  if (policies.length === 0) return service === 'cloudwatch.amazonaws.com' && key === undefined;
  const topicLets = policies.some(({ PolicyDocument }) => lets(PolicyDocument, service, ['sns:Publish']));
  if (key === undefined) return topicLets;
  // AWS's own key has a policy that nobody can change, and lets no service in.
  const made = resources[(key as { 'Fn::GetAtt'?: [string] })['Fn::GetAtt']?.[0] ?? ''];
  return topicLets && lets(made?.Properties.KeyPolicy, service, ['kms:Decrypt', 'kms:GenerateDataKey*']);
}

function lets(policy: unknown, service: string, actions: string[]): boolean {
  const { Statement = [] } = (policy ?? {}) as { Statement?: Statement[] };
  return Statement.some(
    ({ Effect, Action, Principal, Condition }) =>
      Effect === 'Allow' &&
      Principal !== '*' &&
      Principal.Service === service &&
      actions.every((action) => [Action].flat().includes(action)) &&
      JSON.stringify(Condition).includes('aws:SourceAccount'),
  );
}

describe('an alarm', () => {
  it('is in the template for every name of the contract, and for no other', () => {
    const named = Object.keys(ALARMS).filter((name) => name !== 'cost-budget');
    expect(all.map(nameOf).sort()).toEqual(named.sort());
    expect(of('AWS::Budgets::Budget')).toMatchObject([{ Budget: { BudgetName: 'Terroir.cost-budget' } }]);
  });

  it('ends its description with its section of the runbook, which is there, and no section is of none', () => {
    const runbook = readFileSync(new URL('../../../docs/RUNBOOK.md', import.meta.url), 'utf8');
    const found = [...runbook.matchAll(/^### ([a-z-]+)\n\n([^#]+)/gm)];
    const sections = found.map(([, name, text]) => [name, text] as const);
    expect(sections.map(([name]) => name).sort()).toEqual(Object.keys(ALARMS).sort());
    for (const [name, text] of sections) {
      for (const part of ['**What it means.**', '**Look at**', '**Do**']) expect(text, name).toContain(part);
    }
    for (const alarm of all) {
      const name = nameOf(alarm);
      expect(alarm['AlarmDescription']).toBe(`${ALARMS[name].meaning} ${runbookOf(name)}`);
    }
  });

  it('that is a part tells nobody, and is a part of exactly one that does', () => {
    const parts = [...alarms, ...logAlarms];
    expect(parts.map((alarm) => ALARMS[nameOf(alarm)].severity)).toEqual(parts.map(() => 'part'));
    const rules = composites.map(({ AlarmRule }) => String(AlarmRule));
    for (const part of parts) {
      expect(part).not.toHaveProperty('AlarmActions');
      const named = rules.filter((rule) => rule.includes(`ALARM("Terroir.${nameOf(part)}")`));
      expect(named, nameOf(part)).toHaveLength(1);
    }
  });

  it('that tells somebody does so by a topic to which CloudWatch may publish, when it goes off and when all is well', () => {
    for (const composite of composites) {
      expect(composite['OKActions']).toEqual(composite['AlarmActions']);
      const topics = composite['AlarmActions'] as Ref[];
      expect(topics).toHaveLength(1);
      const severity = ALARMS[nameOf(composite)].severity;
      for (const topic of topics) {
        expect(topic.Ref).toMatch(severity === 'page' ? /^WatchingPage/ : /^WatchingInform/);
        expect(mayPublish(topic, 'cloudwatch.amazonaws.com'), nameOf(composite)).toBe(true);
      }
    }
  });

  it('of the budget goes to a topic to which AWS Budgets may publish', () => {
    const [budget] = of('AWS::Budgets::Budget');
    const told = budget?.['NotificationsWithSubscribers'] as { Subscribers: { Address: Ref }[] }[];
    expect(told).toHaveLength(2);
    for (const { Subscribers } of told) {
      for (const { Address } of Subscribers) expect(mayPublish(Address, 'budgets.amazonaws.com')).toBe(true);
    }
  });

  it('is silent while the service itself fails, unless it is the one that says so', () => {
    for (const composite of composites) {
      const isService = nameOf(composite) === 'service-failing';
      const suppressor = JSON.stringify(composite['ActionsSuppressor'] ?? null);
      expect(suppressor, nameOf(composite)).toMatch(isService ? /^null$/ : /WatchingServiceFailing/);
    }
  });

  it('on logs sends no line of them', () => {
    expect(logAlarms).toMatchObject([{ ActionLogLineCount: 0 }]);
  });

  it('is made after whatever it names', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm')) {
      const { DependsOn } = resources[id] as unknown as { DependsOn: string[] };
      const named = [...String(Properties.AlarmRule).matchAll(/Terroir\.([a-z-]+)/g)].length;
      expect(DependsOn, id).toHaveLength(named);
    }
  });
});

/** A metric that something looks at. */
interface Named {
  by: string;
  namespace: string;
  name: string;
  dimensions: Record<string, unknown>;
}

const ofAlarms: Named[] = alarms.flatMap((alarm) => {
  const {
    Metrics = [],
    MetricName,
    Namespace,
    Dimensions,
  } = alarm as {
    Metrics?: { MetricStat?: { Metric: { MetricName: string; Namespace: string; Dimensions: unknown } } }[];
    MetricName?: string;
    Namespace?: string;
    Dimensions?: unknown;
  };
  const plain = MetricName === undefined ? [] : [{ MetricName, Namespace: Namespace ?? '', Dimensions }];
  return [...plain, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].map((metric) => ({
    by: nameOf(alarm),
    namespace: metric.Namespace,
    name: metric.MetricName,
    dimensions: Object.fromEntries(
      ((metric.Dimensions ?? []) as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, Value]),
    ),
  }));
});

/** The body of the dashboard, with `${LogicalId}` where it refers to a resource. */
function bodyOf(): { widgets: { type: string; properties: { title?: string; metrics?: unknown[][] } }[] } {
  const [dashboard] = of('AWS::CloudWatch::Dashboard');
  const { 'Fn::Join': [, parts] = ['', []] } = dashboard?.['DashboardBody'] as { 'Fn::Join': [string, unknown[]] };
  const text = (part: unknown): string => {
    if (typeof part === 'string') return part;
    const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string] };
    return `\${${Ref ?? attribute?.[0] ?? ''}}`;
  };
  return JSON.parse(parts.map(text).join('')) as ReturnType<typeof bodyOf>;
}

const ofWidgets: Named[] = bodyOf().widgets.flatMap(({ properties: { title = '', metrics = [] } }) =>
  metrics.flatMap((metric) => {
    const [namespace, name, ...rest] = metric.filter((one): one is string => typeof one === 'string');
    if (namespace === undefined || name === undefined) return [];
    const dimensions = Object.fromEntries(
      rest.flatMap((one, at): [string, unknown][] => (at % 2 === 0 ? [[one, rest[at + 1]]] : [])),
    );
    return [{ by: title, namespace, name, dimensions }];
  }),
);

/** Of AWS's own metrics those that are looked at: the resource that they are of, by its dimension. */
const AWS_METRICS: Record<string, { dimension: string; type: string; names: string[] }> = {
  'AWS/Lambda': {
    dimension: 'FunctionName',
    type: 'AWS::Lambda::Function',
    names: ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
  },
  'AWS/DynamoDB': {
    dimension: 'TableName',
    type: 'AWS::DynamoDB::GlobalTable',
    names: [
      'ConsumedReadCapacityUnits',
      'ConsumedWriteCapacityUnits',
      'SuccessfulRequestLatency',
      'ThrottledRequests',
      'SystemErrors',
    ],
  },
  'AWS/States': {
    dimension: 'StateMachineArn',
    type: 'AWS::StepFunctions::StateMachine',
    names: ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'],
  },
  'AWS/AppSync': {
    dimension: 'GraphQLAPIId',
    type: 'AWS::AppSync::GraphQLApi',
    // Not Requests: those are of all APIs of the account.
    names: ['4XXError', '5XXError', 'Latency'],
  },
};

/** Why nobody emits a metric; null where somebody does. */
function faultOf({ namespace, name, dimensions }: Named): string | null {
  if (namespace === METRICS_NAMESPACE) {
    const { dimension } = METRICS[name as MetricName] ?? { dimension: { name: 'none', values: [] } };
    const { [ENVIRONMENT_DIMENSION]: environment, ...own } = dimensions;
    if (environment !== 'default') return 'it is of no environment';
    if (dimension === undefined) return Object.keys(own).length === 0 ? null : 'it has no dimension of its own';
    return dimension.values.some((value) => own[dimension.name] === value) ? null : 'it has no such value';
  }
  // What an account is charged is no metric of a resource.
  if (namespace === 'AWS/Billing' && name === 'EstimatedCharges') return null;
  const known = AWS_METRICS[namespace];
  if (known === undefined || !known.names.includes(name)) return 'AWS has none of that name';
  const id = /[A-Z]\w+/.exec(JSON.stringify(dimensions[known.dimension] ?? '').replace(/"(Ref|Fn::GetAtt)":/g, ''));
  return resources[id?.[0] ?? '']?.Type === known.type ? null : `it is of no ${known.type} of the template`;
}

describe('a metric that an alarm or a widget names', () => {
  it('is emitted by somebody', () => {
    expect(ofAlarms.length).toBeGreaterThan(30);
    expect(ofWidgets.length).toBeGreaterThan(50);
    for (const named of [...ofAlarms, ...ofWidgets]) {
      expect(faultOf(named), `${named.by}: ${named.namespace} ${named.name}`).toBeNull();
    }
  });

  it.each([
    { namespace: 'Terroir', name: 'latency', dimensions: { environment: 'default' } },
    { namespace: 'Terroir', name: 'driftRatio', dimensions: { environment: 'default', signal: 'colour' } },
    { namespace: 'AWS/Lambda', name: 'Mistakes', dimensions: { FunctionName: { Ref: 'PredictFunction' } } },
    { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'another' } },
  ])('is missed where nobody does: %j', (named) => {
    expect(faultOf({ by: '', ...named })).not.toBeNull();
  });

  it('is shown for every metric of ours', () => {
    const shown = new Set(ofWidgets.filter(({ namespace }) => namespace === METRICS_NAMESPACE).map(({ name }) => name));
    expect([...shown].sort()).toEqual(Object.keys(METRICS).sort());
  });
});

describe('the dashboard', () => {
  it('is one page, from whether all is well to what it costs', () => {
    const headings = bodyOf().widgets.flatMap(({ type, properties }) =>
      type === 'text' ? (/^#+ ([^:,\n]+)/.exec(String((properties as { markdown?: string }).markdown))?.[1] ?? []) : [],
    );
    expect(headings).toEqual([
      'Terroir',
      'Traffic',
      'Confidence and accuracy',
      'Slices',
      'Drift',
      'Quotas',
      'Tables and functions',
      'Cost',
    ]);
  });
});

describe('what is asked of CloudWatch', () => {
  it('are expressions that a laptop can evaluate as well', () => {
    const expressions = alarms.flatMap(({ Metrics = [] }) =>
      (Metrics as { Expression?: string }[]).flatMap(({ Expression }) => Expression ?? []),
    );
    expect(expressions.length).toBeGreaterThan(5);
    for (const expression of expressions) {
      const functions = [...expression.matchAll(/([A-Z_]+)\(/g)].map(([, name]) => name);
      const allowed = ['IF', 'FILL', 'SUM', 'AVG', 'MIN', 'MAX', 'PERIOD', 'ANOMALY_DETECTION_BAND'];
      for (const name of functions) expect(allowed, expression).toContain(name);
    }
  });

  it('are queries of the few commands that a laptop knows, over logs of the stack', () => {
    const queries = of('AWS::Logs::QueryDefinition');
    expect(queries.map(({ Name }) => Name).sort()).toEqual([
      'Terroir/Accuracy by slice',
      'Terroir/Clients that misbehave',
      'Terroir/Errors of ours',
      'Terroir/Failures of a training',
      'Terroir/Refusals by cause',
      'Terroir/Slowest requests',
    ]);
    for (const { QueryString, LogGroupNames } of queries) {
      for (const command of String(QueryString).split('\n| ')) {
        expect(command).toMatch(/^(fields|filter|stats|sort|limit|display) /);
      }
      expect(LogGroupNames).not.toEqual([]);
    }
  });
});

it('errors are told by cause: a saved query counts each that the API answers with, by the property of its name', () => {
  const queries = of('AWS::Logs::QueryDefinition');
  const { QueryString } = queries.find(({ Name }) => Name === 'Terroir/Refusals by cause') ?? {};
  const counted = [...String(QueryString).matchAll(/sum\(rejected(\w+)\) as \1\b/g)].map(([, type]) => type);
  expect(counted).toEqual([...ERROR_TYPES]);
});

describe('the settings of an environment', () => {
  it('are the figures at which alarms go off, and who is written to', () => {
    expect(of('AWS::SNS::Subscription')).toEqual([]);
    const told = synthesize({ alarmEmail: 'cellar@example.org' });
    const subscriptions = resourcesOf(told, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions).toMatchObject([
      { Protocol: 'email', Endpoint: 'cellar@example.org' },
      { Protocol: 'email', Endpoint: 'cellar@example.org' },
    ]);
    expect(() => synthesize({ alarmEmail: 'nobody' })).toThrow('Context alarmEmail must be an address, not nobody.');
    expect(alarms.find((alarm) => nameOf(alarm) === 'latency-high')).toMatchObject({ Threshold: 1000 });
  });

  it('ask for no training where none is scheduled', () => {
    const names = resourcesOf(synthesize({ trainSchedule: 'off' }), 'AWS::CloudWatch::Alarm').map(([id]) => id);
    expect(names.filter((id) => id.startsWith('WatchingTrainingOverdue'))).toEqual([]);
  });

  it('have alarms that are called after the stack, so that two environments have none in common', () => {
    const names = resourcesOf(synthesize({ environment: 'staging' }), 'AWS::CloudWatch::Alarm');
    for (const [, { Properties }] of names) expect(Properties.AlarmName).toMatch(/^Terroir-staging\./);
  });
});

describe('docs/METRICS.md', () => {
  it('is as node docs/write-metrics.ts writes it', () => {
    expect(readMetrics()).toBe(writeMetrics(readMetrics()));
  });

  it('counts what is billed as the template has it', () => {
    const bands = alarms.filter(({ Metrics }) => JSON.stringify(Metrics ?? '').includes('ANOMALY_DETECTION_BAND'));
    const alarmMetrics = ofAlarms.length + 2 * bands.length;
    const dashboards = of('AWS::CloudWatch::Dashboard').length;
    const releaseAlarmMetrics = of('AWS::CloudWatch::Alarm')
      .filter(({ AlarmName }) => String(AlarmName).startsWith('Terroir.release-'))
      .flatMap(({ MetricName, Metrics = [] }) =>
        MetricName === undefined ? (Metrics as object[]).filter((one) => 'MetricStat' in one) : [MetricName],
      ).length;
    expect(COUNTS).toEqual({ alarmMetrics, releaseAlarmMetrics, composites: composites.length, dashboards });
  });
});
