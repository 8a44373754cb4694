/** Alarms as the template describes them, in plain data that can be sent to a thread. */
import type { QueryInput } from '../metrics/query.ts';
import type { AlarmState, MissingTreatment } from './judge.ts';

/** What every kind of alarm has. */
export interface AlarmBase {
  logicalId: string;
  name: string;
  arn: string;
  description?: string;
  actionsEnabled: boolean;
  /** ARNs of what is told when the alarm comes into a state. */
  actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** Comparisons by CloudWatch's names; the last three are of bands. */
export type Comparison =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold'
  | 'LessThanLowerOrGreaterThanUpperThreshold'
  | 'LessThanLowerThreshold'
  | 'GreaterThanUpperThreshold';

/** When values are too many, too few, or too far off. */
export interface Watch {
  comparison: Comparison;
  /** Of N points, M must breach. */
  evaluationPeriods: number;
  datapointsToAlarm: number;
  treatMissing: MissingTreatment;
}

/** An alarm of metrics. */
export interface MetricAlarm extends AlarmBase, Watch {
  kind: 'metric';
  queries: readonly QueryInput[];
  /** The query whose values are compared. */
  valueId: string;
  periodSeconds: number;
  /** What they are compared with: a number, or the query of a band. */
  threshold: number | { bandId: string };
  /** Whether a percentile of too few samples leaves the state as it is. */
  ignoresLowSamples: boolean;
  /** The template's own words where it is of a single metric, to be shown. */
  single?: { statistic?: string; extendedStatistic?: string };
}

/** An alarm of other alarms. */
export interface CompositeAlarm extends AlarmBase {
  kind: 'composite';
  rule: string;
  /** Actions are held back while that alarm, by name or ARN, is in ALARM. */
  suppressor?: { alarm: string; waitSeconds: number; extensionSeconds: number };
}

/** An alarm of what a query of logs finds. */
export interface LogAlarm extends AlarmBase, Watch {
  kind: 'log';
  query: string;
  /** Such as `avg(correct) by variety`. */
  aggregation: string;
  groups: readonly string[];
  /** Such as `rate(5 minutes)`. */
  schedule: string;
  startOffsetSeconds: number;
  endOffsetSeconds: number;
  threshold: number;
  warmUpMinutes: number;
  /** As the template has it, to be shown. */
  roleArn: string;
}

/** Any alarm. */
export type Alarm = MetricAlarm | CompositeAlarm | LogAlarm;

/** A time in which alarms tell nobody. */
export interface MuteRule {
  logicalId: string;
  name: string;
  alarmNames: readonly string[];
  /** `cron(…)` of five fields, or `at(…)`. */
  expression: string;
  durationMs: number;
  startMs?: number;
  expireMs?: number;
}

/** All that a template says of watching. */
export interface Watching {
  alarms: readonly Alarm[];
  muteRules: readonly MuteRule[];
  /** Names of topics by ARN. */
  topics: Readonly<Record<string, string>>;
  /** Names of log groups that the template has, or that its functions have. */
  logGroups: readonly string[];
}
