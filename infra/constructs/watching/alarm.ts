import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ALARMS, type AlarmName, runbookOf } from '../../../contract/alarms.ts';

/**
 * When an alarm goes off: where `breaches` of the last `periods` values are beyond the threshold. A period without a
 * value is a good one.
 */
export interface When {
  breaches: number;
  periods: number;
}

/** How an alarm is called in CloudWatch. */
export function alarmNameOf(scope: Construct, name: AlarmName): string {
  return `${Stack.of(scope).stackName}.${name}`;
}

/** What CloudWatch shows of an alarm: what has happened, and where to read what to do. */
export function describeAlarm(name: AlarmName): string {
  return `${ALARMS[name].meaning} ${runbookOf(name)}`;
}

/** The id of an alarm's construct: `ErrorsFast` of `errors-fast`. */
export function idOf(name: AlarmName): string {
  return name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

function propsOf(scope: Construct, name: AlarmName, { breaches, periods }: When) {
  return {
    alarmName: alarmNameOf(scope, name),
    alarmDescription: describeAlarm(name),
    datapointsToAlarm: breaches,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** An alarm that goes off at the threshold and above. */
export function alarmAt(scope: Construct, name: AlarmName, metric: IMetric, threshold: number, when: When): Alarm {
  const comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
  return new Alarm(scope, idOf(name), { ...propsOf(scope, name, when), metric, threshold, comparisonOperator });
}

/** An alarm that goes off outside the band in which CloudWatch expects the metric. */
export function alarmOutside(scope: Construct, name: AlarmName, metric: IMetric, stdDevs: number, when: When): Alarm {
  return new AnomalyDetectionAlarm(scope, idOf(name), { ...propsOf(scope, name, when), metric, stdDevs });
}

/** The sum of metrics, of which those without a value count as 0. */
export function sumOf(metrics: readonly Metric[], label: string): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, at) => [`m${at}`, metric]));
  const expression = metrics.map((_, at) => `FILL(m${at}, 0)`).join(' + ');
  const [{ period } = { period: undefined }] = metrics;
  return new MathExpression({ expression, usingMetrics, label, ...(period && { period }) });
}
