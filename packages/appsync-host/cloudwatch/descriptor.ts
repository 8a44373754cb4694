import type { RunningService, ServiceDescriptor, Surroundings } from '../descriptor.ts';
import { HostError } from '../failure.ts';
import { listJobLogGroups } from '../batch/definition.ts';
import { listLogGroups } from '../lambda/definition.ts';
import { arnOf, chooseName, identifyByName, shortId } from '../template/identity.ts';
import { propertyAt, textAt } from '../template/properties.ts';
import { DESCRIBED, ignoreWhole, REASONS, type ResourceType } from '../template/resource-type.ts';
import type { Stack } from '../template/stack.ts';
import { COMPARISONS } from './alarms/verdict.ts';
import { createTelemetry } from './gather/telemetry.ts';
import { parseQuery } from './insights/query.ts';
import { QueryError } from './insights/tokens.ts';
import { readWatching } from './read-watching.ts';
import type { SavedQuery } from './room.ts';
import { startThread } from './start-thread.ts';

const ACTIONS = ['ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions'];
const MISSING = ['breaching', 'notBreaching', 'ignore', 'missing'];

function identifyAlarm(parts: Parameters<NonNullable<ResourceType['identify']>>[0]) {
  return identifyByName(chooseName(parts, 'AlarmName'), (name) => arnOf('cloudwatch', `alarm:${name}`));
}

/** Amazon CloudWatch: metrics, alarms, and both of its APIs. */
export const cloudwatch: ServiceDescriptor = {
  name: 'cloudwatch',
  types: {
    'AWS::CloudWatch::Alarm': {
      honoured: [
        ...['AlarmName', 'AlarmDescription', ...ACTIONS, 'ComparisonOperator', 'DatapointsToAlarm', 'Dimensions'],
        ...['EvaluateLowSampleCountPercentile', 'EvaluationPeriods', 'ExtendedStatistic', 'MetricName', 'Metrics'],
        ...['Namespace', 'Period', 'Statistic', 'Threshold', 'ThresholdMetricId', 'TreatMissingData', 'Unit'],
      ],
      ignored: { Tags: DESCRIBED.Tags },
      values: {
        ComparisonOperator: COMPARISONS,
        TreatMissingData: MISSING,
        EvaluateLowSampleCountPercentile: ['evaluate', 'ignore'],
      },
      identify: identifyAlarm,
    },
    'AWS::CloudWatch::CompositeAlarm': {
      honoured: [
        ...['AlarmName', 'AlarmDescription', ...ACTIONS, 'AlarmRule', 'ActionsSuppressor'],
        ...['ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod'],
      ],
      ignored: { Tags: DESCRIBED.Tags },
      identify: identifyAlarm,
    },
    'AWS::CloudWatch::LogAlarm': {
      honoured: [
        ...['AlarmName', 'AlarmDescription', ...ACTIONS, 'ComparisonOperator', 'QueryResultsToAlarm'],
        ...['QueryResultsToEvaluate', 'Threshold', 'TreatMissingData', 'ScheduledQueryConfiguration.QueryString'],
        ...['AggregationExpression', 'LogGroupIdentifiers', 'ScheduledQueryRoleARN', 'ScheduleConfiguration'].map(
          (property) => `ScheduledQueryConfiguration.${property}`,
        ),
        'WarmUpConfiguration.WarmUpPeriodDurationInMinutes',
      ],
      ignored: {
        Tags: DESCRIBED.Tags,
        ActionConfiguration: 'labels',
        ActionLogLineCount: 'nobody is told but the terminal',
        ActionLogLineRoleArn: 'nobody is told but the terminal',
        'ScheduledQueryConfiguration.Tags': DESCRIBED.Tags,
        'WarmUpConfiguration.OnlyStartEvaluatingAfterWarmUpPeriodEnds': 'the whole time is waited for',
      },
      values: { ComparisonOperator: COMPARISONS.slice(0, 4), TreatMissingData: MISSING },
      identify: identifyAlarm,
    },
    'AWS::CloudWatch::AlarmMuteRule': {
      honoured: ['Name', 'MuteTargets.AlarmNames', 'Rule.Schedule', 'StartDate', 'ExpireDate'],
      ignored: DESCRIBED,
      values: { 'Rule.Schedule.Timezone': ['UTC'] },
      identify: (parts) =>
        identifyByName(chooseName(parts, 'Name'), (name) => arnOf('cloudwatch', `alarm-mute-rule:${name}`)),
    },
    'AWS::CloudWatch::Dashboard': ignoreWhole('a page of the console', (parts) => ({
      ref: chooseName(parts, 'DashboardName'),
      attributes: {},
    })),
    'AWS::Budgets::Budget': ignoreWhole('nothing costs anything here'),
  },
  start: startCloudWatch,
};

/** Amazon CloudWatch Logs: what functions print, to be asked. It is answered by CloudWatch's own thread. */
export const logs: ServiceDescriptor = {
  name: 'cloudwatch_logs',
  types: {
    'AWS::Logs::LogGroup': ignoreWhole(`${REASONS.logs}, and the last 32 MB of each group to be queried`, (parts) =>
      identifyByName(chooseName(parts, 'LogGroupName'), (name) => `${arnOf('logs', `log-group:${name}`)}:*`),
    ),
    'AWS::Logs::QueryDefinition': {
      honoured: ['Name', 'QueryString', 'LogGroupNames'],
      ignored: {},
      values: { QueryLanguage: ['CWLI'] },
      identify: (parts) => ({ ref: shortId(parts), attributes: { QueryDefinitionId: shortId(parts) } }),
    },
  },
  start: ({ access }) => ({ endpoint: access.endpoints['cloudwatch'] ?? '', close: () => undefined }),
};

async function startCloudWatch({ stack, folder, calls, wishes, warn }: Surroundings): Promise<RunningService> {
  const telemetry = createTelemetry();
  const thread = await startThread({
    folder: folder('cloudwatch'),
    watching: readWatching(stack, listGroups(stack)),
    savedQueries: readSavedQueries(stack),
    authority: calls.iam,
    isClockByHand: wishes.clockByHand ?? false,
    telemetry,
    warn,
  });
  return {
    endpoint: thread.endpoint,
    calls: { telemetry, alarms: thread.alarms },
    adopt: (other) => thread.adopt(readWatching(other, listGroups(other))),
    close: thread.close,
  };
}

/** Errors: HostError for a query that the host does not know. */
function readSavedQueries(stack: Stack): SavedQuery[] {
  return stack.resourcesOf('AWS::Logs::QueryDefinition').map((resource) => {
    const [name, query] = [textAt(resource, 'Name'), textAt(resource, 'QueryString')];
    try {
      parseQuery(query);
    } catch (error) {
      if (error instanceof QueryError) throw new HostError(`${resource.logicalId}: in its query, ${error.message}.`);
      throw error;
    }
    const groups = propertyAt(resource, 'LogGroupNames');
    return { id: resource.ref, name, query, groups: Array.isArray(groups) ? groups.map(String) : [] };
  });
}

/** The log groups of all that prints. */
function listGroups(stack: Stack): string[] {
  return [...listLogGroups(stack), ...listJobLogGroups(stack)];
}
