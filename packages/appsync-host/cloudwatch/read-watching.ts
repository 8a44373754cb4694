/** Alarms and what they tell, read from the template. */
import { HostError } from '../failure.ts';
import { findDeliveryFault, readTopics } from '../sns/delivery.ts';
import { maybeNumberAt, maybeTextAt, propertyAt, textAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import type { Alarm, AlarmBase, CompositeAlarm, LogAlarm, MuteRule, Watch, Watching } from './alarms/definition.ts';
import type { MissingTreatment } from './alarms/judge.ts';
import { readDuration } from './alarms/mute.ts';
import { readMetricAlarm } from './read-metric-alarm.ts';

const WAIT_SECONDS_DEFAULT = 60;

/**
 * All that a stack says of watching. Errors: HostError, with a logical id, for what is not sound, and for an action
 * that could reach nobody.
 */
export function readWatching(stack: Stack, functionGroups: readonly string[]): Watching {
  const alarms: Alarm[] = [
    ...stack
      .resourcesOf('AWS::CloudWatch::Alarm')
      .map((resource) => readMetricAlarm(resource, readBase(resource), (byDefault) => readWatch(resource, byDefault))),
    ...stack.resourcesOf('AWS::CloudWatch::LogAlarm').map(readLogAlarm),
    ...stack.resourcesOf('AWS::CloudWatch::CompositeAlarm').map(readCompositeAlarm),
  ];
  const names = alarms.map(({ name }) => name);
  const twice = alarms.find(({ name }, at) => names.indexOf(name) !== at);
  if (twice) throw new HostError(`${twice.logicalId}: there are two alarms of the name ${twice.name}.`);
  for (const alarm of alarms) checkActions(stack, alarm);
  const groups = stack.resourcesOf('AWS::Logs::LogGroup').map(({ ref }) => ref);
  return {
    alarms,
    muteRules: stack.resourcesOf('AWS::CloudWatch::AlarmMuteRule').map((resource) => readMuteRule(resource, names)),
    topics: readTopics(stack),
    logGroups: [...new Set([...groups, ...functionGroups])],
  };
}

function readBase(resource: StackResource): AlarmBase {
  const description = maybeTextAt(resource, 'AlarmDescription');
  return {
    logicalId: resource.logicalId,
    name: resource.ref,
    arn: resource.attributes['Arn'] ?? '',
    ...(description !== undefined && { description }),
    actionsEnabled: propertyAt(resource, 'ActionsEnabled') !== false,
    actions: {
      ALARM: textsAt(resource, 'AlarmActions'),
      OK: textsAt(resource, 'OKActions'),
      INSUFFICIENT_DATA: textsAt(resource, 'InsufficientDataActions'),
    },
  };
}

function readWatch(resource: StackResource, byDefault: MissingTreatment): Watch {
  const evaluationPeriods = maybeNumberAt(resource, 'EvaluationPeriods') ?? 0;
  const datapointsToAlarm = maybeNumberAt(resource, 'DatapointsToAlarm') ?? evaluationPeriods;
  return watchOf(resource, evaluationPeriods, datapointsToAlarm, byDefault);
}

function watchOf(
  resource: StackResource,
  evaluationPeriods: number,
  datapointsToAlarm: number,
  byDefault: MissingTreatment,
): Watch {
  if (evaluationPeriods < 1 || datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    throw new HostError(`${resource.logicalId}: of ${evaluationPeriods} points, ${datapointsToAlarm} cannot breach.`);
  }
  return {
    comparison: textAt(resource, 'ComparisonOperator') as Watch['comparison'],
    evaluationPeriods,
    datapointsToAlarm,
    treatMissing: (maybeTextAt(resource, 'TreatMissingData') as MissingTreatment | undefined) ?? byDefault,
  };
}

function readCompositeAlarm(resource: StackResource): CompositeAlarm {
  const suppressor = maybeTextAt(resource, 'ActionsSuppressor');
  const seconds = (path: string): number => maybeNumberAt(resource, path) ?? WAIT_SECONDS_DEFAULT;
  return {
    kind: 'composite',
    ...readBase(resource),
    rule: textAt(resource, 'AlarmRule'),
    ...(suppressor !== undefined && {
      suppressor: {
        alarm: suppressor,
        waitSeconds: seconds('ActionsSuppressorWaitPeriod'),
        extensionSeconds: seconds('ActionsSuppressorExtensionPeriod'),
      },
    }),
  };
}

function readLogAlarm(resource: StackResource): LogAlarm {
  const place = 'ScheduledQueryConfiguration';
  const number = (path: string): number => maybeNumberAt(resource, path) ?? 0;
  return {
    kind: 'log',
    ...readBase(resource),
    ...watchOf(resource, number('QueryResultsToEvaluate'), number('QueryResultsToAlarm'), 'missing'),
    query: textAt(resource, `${place}.QueryString`),
    aggregation: textAt(resource, `${place}.AggregationExpression`),
    groups: textsAt(resource, `${place}.LogGroupIdentifiers`).map(nameGroup),
    schedule: textAt(resource, `${place}.ScheduleConfiguration.ScheduleExpression`),
    startOffsetSeconds: number(`${place}.ScheduleConfiguration.StartTimeOffset`),
    endOffsetSeconds: number(`${place}.ScheduleConfiguration.EndTimeOffset`),
    threshold: number('Threshold'),
    warmUpMinutes: number('WarmUpConfiguration.WarmUpPeriodDurationInMinutes'),
    roleArn: textAt(resource, `${place}.ScheduledQueryRoleARN`),
  };
}

/** The name of a log group, of which the name or an ARN is given. */
export function nameGroup(identifier: string): string {
  return /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:(.+?)(?::\*)?$/.exec(identifier)?.[1] ?? identifier;
}

function readMuteRule(resource: StackResource, alarms: readonly string[]): MuteRule {
  const { logicalId } = resource;
  const alarmNames = textsAt(resource, 'MuteTargets.AlarmNames');
  const unknown = alarmNames.find((name) => !alarms.includes(name));
  if (unknown !== undefined) throw new HostError(`${logicalId} mutes the alarm ${unknown}, which is not there.`);
  const time = (path: string): number | undefined => {
    const text = maybeTextAt(resource, path);
    const timeMs = text === undefined ? undefined : Date.parse(/Z$/.test(text) ? text : `${text}Z`);
    if (Number.isNaN(timeMs)) throw new HostError(`${logicalId}: ${path} must be a time, not ${text}.`);
    return timeMs;
  };
  const [startMs, expireMs] = [time('StartDate'), time('ExpireDate')];
  return {
    logicalId,
    name: resource.ref,
    alarmNames,
    expression: textAt(resource, 'Rule.Schedule.Expression'),
    durationMs: readDuration(textAt(resource, 'Rule.Schedule.Duration'), logicalId),
    ...(startMs !== undefined && { startMs }),
    ...(expireMs !== undefined && { expireMs }),
  };
}

function checkActions(stack: Stack, { logicalId, arn, actions }: Alarm): void {
  for (const action of new Set(Object.values(actions).flat())) {
    const fault = findDeliveryFault(stack, action, arn);
    if (fault !== undefined) throw new HostError(`${logicalId}: ${fault}`);
  }
}

function textsAt(resource: StackResource, path: string): string[] {
  const list = propertyAt(resource, path) ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  throw new HostError(`${resource.logicalId}: ${resource.type}.${path} must be a list of texts.`);
}
