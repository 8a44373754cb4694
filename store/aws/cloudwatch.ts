import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  paginateDescribeAlarms,
  paginateGetMetricData,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { ENVIRONMENT_DIMENSION, METRICS, METRICS_NAMESPACE, type MetricName } from '../../contract/metrics.ts';

/** CloudWatch, as far as it is about one environment. */
export interface Monitor {
  cloudwatch: CloudWatchClient;
  /** The name of the environment, as metrics have it. */
  environment: string;
  /** How the names of its alarms begin: the name of the stack, and a dot. */
  alarmPrefix: string;
}

/** What is asked of a metric. */
export interface MetricQuestion {
  name: MetricName;
  fromMs: number;
  toMs: number;
  periodSeconds: number;
  /** In CloudWatch's words: `Average`, `Sum`, `p99`. */
  statistic: string;
}

/** A metric over a time: `of` is the value of its own dimension, null where it has none. Oldest first. */
export interface Series {
  of: string | null;
  points: { atMs: number; value: number }[];
}

/** How an alarm stands. */
export interface AlarmStanding {
  /** Without the prefix. */
  name: string;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  reason: string | null;
  sinceMs: number | null;
}

/** Opens CloudWatch; nothing is sent before the first read. Whoever waits for it would rather hear that it is away. */
export function openMonitor(environment: string, alarmPrefix: string, config: CloudWatchClientConfig = {}): Monitor {
  return { cloudwatch: new CloudWatchClient({ maxAttempts: 2, ...config }), environment, alarmPrefix };
}

/**
 * Reads a metric: a series for each value of its own dimension, or one where it has none.
 *
 * Errors: what CloudWatch says, or an AbortError where it does not answer before the signal.
 */
export async function readSeries(
  { cloudwatch, environment }: Monitor,
  { name, fromMs, toMs, periodSeconds, statistic }: MetricQuestion,
  abortSignal: AbortSignal,
): Promise<Series[]> {
  const { dimension } = METRICS[name];
  const values: readonly (string | null)[] = dimension?.values ?? [null];
  const queries = values.map((value, at): MetricDataQuery => {
    const own = dimension === undefined || value === null ? [] : [{ Name: dimension.name, Value: value }];
    const Dimensions = [{ Name: ENVIRONMENT_DIMENSION, Value: environment }, ...own];
    const Metric = { Namespace: METRICS_NAMESPACE, MetricName: name, Dimensions };
    return { Id: `m${at}`, MetricStat: { Metric, Period: periodSeconds, Stat: statistic } };
  });
  const series = values.map((of): Series => ({ of, points: [] }));
  const pages = paginateGetMetricData(
    { client: cloudwatch },
    {
      MetricDataQueries: queries,
      StartTime: new Date(fromMs),
      EndTime: new Date(toMs),
      ScanBy: 'TimestampAscending',
    },
    { abortSignal },
  );
  for await (const { MetricDataResults = [] } of pages) {
    for (const { Id, Timestamps = [], Values = [] } of MetricDataResults) {
      const points = Timestamps.map((at, n) => ({ atMs: at.getTime(), value: Values[n] ?? NaN }));
      series[Number(Id?.slice(1))]?.points.push(...points.filter(({ value }) => Number.isFinite(value)));
    }
  }
  for (const { points } of series) points.sort((one, other) => one.atMs - other.atMs);
  return series;
}

/**
 * Reads how the alarms of the environment stand, those of metrics and of logs and those that are made of others.
 *
 * Errors: what CloudWatch says, or an AbortError where it does not answer before the signal.
 */
export async function readAlarms(
  { cloudwatch, alarmPrefix }: Monitor,
  abortSignal: AbortSignal,
): Promise<AlarmStanding[]> {
  const standings: AlarmStanding[] = [];
  const pages = paginateDescribeAlarms(
    { client: cloudwatch },
    { AlarmNamePrefix: alarmPrefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] },
    { abortSignal },
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } of pages) {
    for (const alarm of [...CompositeAlarms, ...MetricAlarms, ...LogAlarms]) {
      const { AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateReason } = alarm;
      const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
      standings.push({
        name: AlarmName.slice(alarmPrefix.length),
        state: StateValue,
        reason: StateReason ?? null,
        sinceMs: since?.getTime() ?? null,
      });
    }
  }
  return standings;
}
