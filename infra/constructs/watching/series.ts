import { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ENVIRONMENT_DIMENSION, METRICS, METRICS_NAMESPACE, type MetricName } from '../../../contract/metrics.ts';

/** What of a metric is looked at: `Sum`, `p99`; over how many minutes each value is. */
export interface Look {
  statistic: string;
  minutes: number;
}

/** Metrics of ours, in one environment. `of` is the value of the metric's own dimension, where it has one. */
export type OwnSeries = (name: MetricName, look: Look, of?: string) => Metric;

/** How metrics of ours are named in an environment. Errors: Error for a metric without the dimension that is named. */
export function nameOwnSeries(environment: string): OwnSeries {
  return (name, { statistic, minutes }, of) => {
    const { dimension } = METRICS[name];
    if ((dimension === undefined) !== (of === undefined) || (of !== undefined && !dimension?.values.includes(of))) {
      throw new Error(`The metric ${name} has no series of ${String(of)}.`);
    }
    const own = dimension === undefined || of === undefined ? {} : { [dimension.name]: of };
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { [ENVIRONMENT_DIMENSION]: environment, ...own },
      statistic,
      period: Duration.minutes(minutes),
      ...(of === undefined ? {} : { label: of }),
    });
  };
}

/** What Lambda measures of a function. */
export function functionSeries(lambda: IFunction, metricName: string, { statistic, minutes }: Look): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: lambda.functionName },
    statistic,
    period: Duration.minutes(minutes),
  });
}

/** What DynamoDB measures of a table, or of one operation on it. */
export function tableSeries(table: TableV2, metricName: string, look: Look, operation?: string): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: table.tableName, ...(operation === undefined ? {} : { Operation: operation }) },
    statistic: look.statistic,
    period: Duration.minutes(look.minutes),
  });
}

/** What AppSync measures of the API. */
export function apiSeries(api: GraphqlApi, metricName: string, { statistic, minutes }: Look): Metric {
  return new Metric({
    namespace: 'AWS/AppSync',
    metricName,
    dimensionsMap: { GraphQLAPIId: api.apiId },
    statistic,
    period: Duration.minutes(minutes),
  });
}

/** What Step Functions measures of a state machine. */
export function machineSeries(arn: string, metricName: string, { statistic, minutes }: Look): Metric {
  return new Metric({
    namespace: 'AWS/States',
    metricName,
    dimensionsMap: { StateMachineArn: arn },
    statistic,
    period: Duration.minutes(minutes),
  });
}
