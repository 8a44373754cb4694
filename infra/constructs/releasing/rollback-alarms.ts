import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ENVIRONMENT_DIMENSION, METRICS_NAMESPACE, VERSION_FAILURES } from '../../../contract/metrics.ts';
import { type AwaitedFunctionName, LIVE_ALIAS, RELEASE_RUNBOOK } from '../../../contract/releases.ts';
import type { Environment } from '../../environments.ts';
import type { ReleasedFunction } from './released-function.ts';

/**
 * The alarms by which a new version of a function is rolled back. They look at what that version did behind the alias
 * and at nothing else: of alias and function as a whole, nine calls in ten are those of the version before.
 */
export function addRollbackAlarms(
  scope: Construct,
  { name: environment, alarms }: Environment,
  name: AwaitedFunctionName,
  released: ReleasedFunction,
): Alarm[] {
  const errors = new MathExpression({
    expression: 'FILL(thrown, 0) + FILL(answered, 0)',
    usingMetrics: {
      thrown: versionSeries(released, 'Errors', 'Sum'),
      answered: answeredSeries(environment, name, released),
    },
    label: 'calls that failed',
    period: MINUTE,
  });
  return [
    addAlarm(scope, 'Errors', {
      name: `release-${name}-errors`,
      meaning: `A new version of ${name} fails.`,
      metric: errors,
      threshold: alarms.releaseErrorsMin,
      breaches: 1,
    }),
    addAlarm(scope, 'Duration', {
      name: `release-${name}-duration`,
      meaning: `A new version of ${name} takes too long.`,
      metric: versionSeries(released, 'Duration', 'p99'),
      threshold: alarms.releaseDurationMsP99Max[name],
      // A process that has just started is slow once.
      breaches: 2,
    }),
  ];
}

const MINUTE = Duration.minutes(1);

interface RollbackAlarm {
  name: string;
  meaning: string;
  metric: IMetric;
  threshold: number;
  breaches: number;
}

function addAlarm(scope: Construct, id: string, { name, meaning, metric, threshold, breaches }: RollbackAlarm): Alarm {
  return new Alarm(scope, id, {
    alarmName: `${Stack.of(scope).stackName}.${name}`,
    alarmDescription: `${meaning} ${RELEASE_RUNBOOK}`,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: breaches,
    evaluationPeriods: breaches === 1 ? 1 : breaches + 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** What Lambda measures of the new version where it is called by the alias; calls of the hook are not among that. */
function versionSeries({ lambda }: ReleasedFunction, metricName: string, statistic: string): Metric {
  const { functionName, currentVersion } = lambda;
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: {
      FunctionName: functionName,
      Resource: `${functionName}:${LIVE_ALIAS}`,
      ExecutedVersion: currentVersion.version,
    },
    statistic,
    period: MINUTE,
  });
}

/** What the new version could not do and answered as a value: to Lambda such a call went well. */
function answeredSeries(environment: string, name: AwaitedFunctionName, { lambda }: ReleasedFunction): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: VERSION_FAILURES.name,
    dimensionsMap: {
      [ENVIRONMENT_DIMENSION]: environment,
      [VERSION_FAILURES.dimension]: `${name}:${lambda.currentVersion.version}`,
    },
    statistic: 'Sum',
    period: MINUTE,
  });
}
