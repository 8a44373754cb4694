/** DescribeAlarms, DescribeAlarmHistory and SetAlarmState. Source: CloudWatch's API reference. */
import type { JsonRecord } from '../../record.ts';
import type { LogAlarm, MetricAlarm } from '../alarms/definition.ts';
import type { AlarmState } from '../alarms/judge.ts';
import type { AlarmStatus } from '../alarms/watch.ts';
import type { QueryInput } from '../metrics/query.ts';
import { showSeries } from '../read-queries.ts';
import type { Room } from '../room.ts';
import { ApiError, invalid } from './api-error.ts';
import { maybeNumberOf, maybeTextOf, pageOf, textOf, textsOf } from './read-input.ts';

const TYPES = { MetricAlarm: 'metric', CompositeAlarm: 'composite', LogAlarm: 'log' } as const;
const TYPE_NAMES = { metric: 'MetricAlarm', composite: 'CompositeAlarm', log: 'LogAlarm' } as const;
const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const RECORDS_MAX = 100;
const RECORDS_DEFAULT = 50;

/** How alarms stand; as in CloudWatch only those of metrics unless AlarmTypes names others. */
export function describeAlarms(body: JsonRecord, room: Room): JsonRecord {
  for (const unknown of ['ChildrenOfAlarmName', 'ParentsOfAlarmName']) {
    if (body[unknown] !== undefined) throw invalid(`The host does not know ${unknown}.`);
  }
  const types = body['AlarmTypes'] === undefined ? ['MetricAlarm'] : textsOf(body, 'AlarmTypes');
  const kinds = types.map((type) => TYPES[type as keyof typeof TYPES]);
  const names = body['AlarmNames'] === undefined ? undefined : textsOf(body, 'AlarmNames');
  const [prefix, state, action] = ['AlarmNamePrefix', 'StateValue', 'ActionPrefix'].map((name) =>
    maybeTextOf(body, name),
  );
  const found = room.watch.list().filter(
    ({ alarm, state: is }) =>
      kinds.includes(alarm.kind) &&
      (names === undefined || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix ?? '') &&
      (state === undefined || is === state) &&
      (action === undefined ||
        Object.values(alarm.actions)
          .flat()
          .some((arn) => arn.startsWith(action))),
  );
  const { page, nextToken } = pageOf(found, maybeTextOf(body, 'NextToken'), recordsMaxOf(body));
  const of = (kind: AlarmStatus['alarm']['kind']) => page.filter(({ alarm }) => alarm.kind === kind).map(showAlarm);
  return {
    MetricAlarms: of('metric'),
    CompositeAlarms: of('composite'),
    LogAlarms: of('log'),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

function recordsMaxOf(body: JsonRecord): number {
  return Math.min(RECORDS_MAX, Math.max(1, maybeNumberOf(body, 'MaxRecords') ?? RECORDS_DEFAULT));
}

function showAlarm({ alarm, state, reason, updatedMs, changedMs, heldBy }: AlarmStatus): JsonRecord {
  const every = {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ...(alarm.description !== undefined && { AlarmDescription: alarm.description }),
    ActionsEnabled: alarm.actionsEnabled,
    AlarmActions: alarm.actions.ALARM,
    OKActions: alarm.actions.OK,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: updatedMs / 1000,
    StateTransitionedTimestamp: changedMs / 1000,
  };
  switch (alarm.kind) {
    case 'metric':
      return { ...every, ...showMetricAlarm(alarm) };
    case 'log':
      return { ...every, ...showLogAlarm(alarm) };
    case 'composite':
      return {
        ...every,
        AlarmRule: alarm.rule,
        ...(alarm.suppressor && {
          ActionsSuppressor: alarm.suppressor.alarm,
          ActionsSuppressorWaitPeriod: alarm.suppressor.waitSeconds,
          ActionsSuppressorExtensionPeriod: alarm.suppressor.extensionSeconds,
        }),
        ...(heldBy !== undefined && {
          ActionsSuppressedBy: heldBy,
          ActionsSuppressedReason: `Actions are held back by ${heldBy}.`,
        }),
      };
  }
}

function showMetricAlarm(alarm: MetricAlarm): JsonRecord {
  const { single, threshold, queries, periodSeconds } = alarm;
  const [first] = queries;
  const of =
    single && first?.metric
      ? {
          ...showSeries(first.metric.series),
          Period: periodSeconds,
          ...(single.statistic !== undefined && { Statistic: single.statistic }),
          ...(single.extendedStatistic !== undefined && { ExtendedStatistic: single.extendedStatistic }),
          EvaluateLowSampleCountPercentile: alarm.ignoresLowSamples ? 'ignore' : 'evaluate',
        }
      : { Metrics: queries.map(showQuery) };
  return {
    ...of,
    ...showWatch(alarm),
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ...(typeof threshold === 'number' ? { Threshold: threshold } : { ThresholdMetricId: threshold.bandId }),
  };
}

function showWatch({ comparison, treatMissing }: MetricAlarm | LogAlarm): JsonRecord {
  return { ComparisonOperator: comparison, TreatMissingData: treatMissing };
}

function showQuery({ id, label, returnsData, expression, metric }: QueryInput): JsonRecord {
  return {
    Id: id,
    ...(label !== undefined && { Label: label }),
    ReturnData: returnsData !== false,
    ...(metric === undefined
      ? { Expression: expression }
      : { MetricStat: { Metric: showSeries(metric.series), Period: Number(metric.periodSeconds), Stat: metric.stat } }),
  };
}

function showLogAlarm(alarm: LogAlarm): JsonRecord {
  return {
    ...showWatch(alarm),
    QueryResultsToEvaluate: alarm.evaluationPeriods,
    QueryResultsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ScheduledQueryConfiguration: {
      AggregationExpression: alarm.aggregation,
      QueryString: alarm.query,
      LogGroupIdentifiers: alarm.groups,
      ScheduledQueryRoleARN: alarm.roleArn,
      ScheduleConfiguration: {
        ScheduleExpression: alarm.schedule,
        StartTimeOffset: alarm.startOffsetSeconds,
        EndTimeOffset: alarm.endOffsetSeconds,
      },
    },
  };
}

/** What became of alarms, the newest first unless ScanBy says otherwise. */
export function describeAlarmHistory(body: JsonRecord, room: Room): JsonRecord {
  const [name, kind] = [maybeTextOf(body, 'AlarmName'), maybeTextOf(body, 'HistoryItemType')];
  const [startSeconds, endSeconds] = [maybeNumberOf(body, 'StartDate'), maybeNumberOf(body, 'EndDate')];
  const kindOf = new Map(room.watch.list().map(({ alarm }) => [alarm.name, TYPE_NAMES[alarm.kind]]));
  const found = room.journal
    .list()
    .filter(
      (entry) =>
        (name === undefined || entry.alarm === name) &&
        (kind === undefined || entry.kind === kind) &&
        entry.atMs >= (startSeconds ?? 0) * 1000 &&
        entry.atMs <= (endSeconds ?? Infinity) * 1000,
    )
    .map(({ atMs, alarm, kind: type, summary, state, reason, before }) => ({
      AlarmName: alarm,
      AlarmType: kindOf.get(alarm) ?? 'MetricAlarm',
      Timestamp: atMs / 1000,
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: JSON.stringify({
        version: '1.0',
        ...(state !== undefined && {
          oldState: { stateValue: before },
          newState: { stateValue: state, stateReason: reason },
        }),
      }),
    }));
  const sorted = maybeTextOf(body, 'ScanBy') === 'TimestampAscending' ? found : found.toReversed();
  const { page, nextToken } = pageOf(sorted, maybeTextOf(body, 'NextToken'), recordsMaxOf(body));
  return { AlarmHistoryItems: page, ...(nextToken !== undefined && { NextToken: nextToken }) };
}

/** Puts an alarm into a state until it is evaluated next. */
export function setAlarmState(body: JsonRecord, room: Room): JsonRecord {
  const [name, state, reason] = [textOf(body, 'AlarmName'), textOf(body, 'StateValue'), textOf(body, 'StateReason')];
  if (!STATES.includes(state)) throw invalid(`StateValue must be one of ${STATES.join(', ')}.`);
  if (!room.watch.setState(name, state as AlarmState, reason, room.clock.now())) {
    throw new ApiError('ResourceNotFound', `There is no alarm ${name}.`);
  }
  return {};
}
