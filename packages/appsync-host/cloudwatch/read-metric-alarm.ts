/** AWS::CloudWatch::Alarm, as the template has it. */
import { HostError } from '../failure.ts';
import { maybeNumberAt, maybeTextAt, propertyAt, textAt } from '../template/properties.ts';
import type { StackResource } from '../template/stack.ts';
import type { AlarmBase, MetricAlarm, Watch } from './alarms/definition.ts';
import type { MissingTreatment } from './alarms/judge.ts';
import { listDimensions, listQueries } from './read-queries.ts';
import type { QueryInput } from './metrics/query.ts';

/** The query of an alarm that names a single metric. */
const SINGLE_ID = 'm1';
const PERIOD_SECONDS_DEFAULT = 300;
const BANDS = ['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold'];

/** Reads an alarm of metrics. Errors: HostError, with its logical id. */
export function readMetricAlarm(
  resource: StackResource,
  base: AlarmBase,
  watchOf: (byDefault: MissingTreatment) => Watch,
): MetricAlarm {
  const queries = propertyAt(resource, 'Metrics') === undefined ? [readSingle(resource)] : readMany(resource);
  const bandId = maybeTextAt(resource, 'ThresholdMetricId');
  const threshold = maybeNumberAt(resource, 'Threshold');
  const returned = queries.filter(({ id, returnsData }) => returnsData !== false && id !== bandId);
  const [value, another] = returned;
  if (value === undefined || another !== undefined) {
    throw new HostError(`${base.logicalId}: one of its queries must return data, not ${returned.length}.`);
  }
  if ((bandId === undefined) === (threshold === undefined)) {
    throw new HostError(`${base.logicalId} must have either Threshold or ThresholdMetricId.`);
  }
  const metrics = queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
  const [first] = metrics;
  const other = metrics.find(({ periodSeconds }) => periodSeconds !== first?.periodSeconds);
  if (first === undefined || other !== undefined) {
    throw new HostError(`${base.logicalId}: its metrics must all have one period.`);
  }
  const watch = watchOf(isOfDynamodb(metrics) ? 'ignore' : 'missing');
  if (BANDS.includes(watch.comparison) !== (bandId !== undefined)) {
    throw new HostError(`${base.logicalId}: ${watch.comparison} does not go with its threshold.`);
  }
  return {
    kind: 'metric',
    ...base,
    ...watch,
    queries,
    valueId: String(value.id),
    periodSeconds: Number(first.periodSeconds),
    threshold: bandId === undefined ? (threshold ?? 0) : { bandId },
    ignoresLowSamples: maybeTextAt(resource, 'EvaluateLowSampleCountPercentile') === 'ignore',
    ...(propertyAt(resource, 'Metrics') === undefined && { single: statisticOf(resource) }),
  };
}

/** User guide: alarms of these metrics leave missing data alone unless they say otherwise. */
function isOfDynamodb(metrics: readonly NonNullable<QueryInput['metric']>[]): boolean {
  return metrics.some(({ series }) => series.namespace === 'AWS/DynamoDB');
}

function statisticOf(resource: StackResource): NonNullable<MetricAlarm['single']> {
  const [statistic, extendedStatistic] = [
    maybeTextAt(resource, 'Statistic'),
    maybeTextAt(resource, 'ExtendedStatistic'),
  ];
  return {
    ...(statistic !== undefined && { statistic }),
    ...(extendedStatistic !== undefined && { extendedStatistic }),
  };
}

function readSingle(resource: StackResource): QueryInput {
  const { statistic, extendedStatistic } = statisticOf(resource);
  const unit = maybeTextAt(resource, 'Unit');
  return {
    id: SINGLE_ID,
    metric: {
      series: {
        namespace: textAt(resource, 'Namespace'),
        name: textAt(resource, 'MetricName'),
        dimensions: listDimensions(propertyAt(resource, 'Dimensions')),
      },
      stat: statistic ?? extendedStatistic,
      periodSeconds: maybeNumberAt(resource, 'Period') ?? PERIOD_SECONDS_DEFAULT,
      ...(unit !== undefined && { unit }),
    },
  };
}

function readMany(resource: StackResource): QueryInput[] {
  const { queries, foreign } = listQueries(propertyAt(resource, 'Metrics'));
  if (foreign) throw new HostError(`${resource.logicalId}: a metric of another account is not here.`);
  return queries;
}
