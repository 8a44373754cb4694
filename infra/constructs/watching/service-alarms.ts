import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmAt, sumOf } from './alarm.ts';
import { apiSeries, functionSeries, machineSeries, tableSeries } from './series.ts';
import type { Watched } from './watched.ts';

/** How much of what was asked fails for reasons of ours, fast: so that somebody must see to it now. */
export function addErrorsFast(scope: Construct, watched: Watched): Alarm {
  const { errorBudgetShare, burnRate, errorsMin } = watched.environment.alarms;
  const share = errorShare(watched, 1, errorsMin.fast);
  return alarmAt(scope, 'errors-fast', share, burnRate.fast * errorBudgetShare, { breaches: 3, periods: 5 });
}

/** The same over hours: so little at a time that nobody is woken, and too much for long. */
export function addErrorsSlow(scope: Construct, watched: Watched): Alarm {
  const { errorBudgetShare, burnRate, errorsMin } = watched.environment.alarms;
  const share = errorShare(watched, 15, errorsMin.slow);
  return alarmAt(scope, 'errors-slow', share, burnRate.slow * errorBudgetShare, { breaches: 4, periods: 8 });
}

/**
 * The share of wines and calls without an answer by our fault: what functions tell themselves, what becomes of them
 * where they do not get to tell, and AppSync's own trouble. 0 where there are too few to tell.
 */
function errorShare({ own, functions, api }: Watched, minutes: number, errorsMin: number): MathExpression {
  const look = { statistic: 'Sum', minutes };
  const told = 'FILL(errors, 0) + FILL(predict, 0) + FILL(models, 0) + FILL(authorizer, 0) + FILL(api, 0)';
  const crashed = 'FILL(predict, 0) + FILL(models, 0) + FILL(authorizer, 0) + FILL(api, 0)';
  const all = `FILL(predictions, 0) + FILL(rejections, 0) + ${crashed}`;
  return new MathExpression({
    expression: `IF((${told}) >= ${errorsMin}, (${told}) / (${all}), 0)`,
    usingMetrics: {
      errors: own('errors', look),
      predictions: own('predictions', look),
      rejections: own('rejections', look),
      predict: functionSeries(functions.predict.lambda, 'Errors', look),
      models: functionSeries(functions.registry.lambda, 'Errors', look),
      authorizer: functionSeries(functions.authorizer.lambda, 'Errors', look),
      api: apiSeries(api, '5XXError', look),
    },
    label: 'share of errors',
    period: Duration.minutes(minutes),
  });
}

/** One in a hundred requests takes too long. */
export function addLatencyHigh(scope: Construct, { own, environment }: Watched): Alarm {
  const latency = own('latencyMs', { statistic: 'p99', minutes: 1 });
  return alarmAt(scope, 'latency-high', latency, environment.alarms.latencyMsP99Max, { breaches: 3, periods: 5 });
}

/** Lambda turns calls away. */
export function addThrottled(scope: Construct, { functions, environment }: Watched): Alarm {
  const { predict, registry, authorizer } = functions;
  const throttles = [predict, registry, authorizer].map(({ lambda }) =>
    functionSeries(lambda, 'Throttles', { statistic: 'Sum', minutes: 1 }),
  );
  const sum = sumOf(throttles, 'throttles');
  return alarmAt(scope, 'throttled', sum, environment.alarms.throttlesMax, { breaches: 2, periods: 3 });
}

/**
 * Reads of predictions and of the registry that DynamoDB did not answer. The history has no Lambda that could tell of
 * it: its resolver asks the table itself.
 */
export function addHistoryUnreadable(scope: Construct, { tables, environment }: Watched): Alarm {
  const unanswered = [tables.predictions, tables.models].flatMap((table) =>
    ['SystemErrors', 'ThrottledRequests'].flatMap((metric) =>
      ['GetItem', 'Query'].map((operation) => tableSeries(table, metric, { statistic: 'Sum', minutes: 1 }, operation)),
    ),
  );
  const sum = sumOf(unanswered, 'unanswered reads');
  const { unansweredReadsMax } = environment.alarms;
  return alarmAt(scope, 'history-unreadable', sum, unansweredReadsMax, { breaches: 2, periods: 3 });
}

/** Executions that ended by other reasons than the file: those end as the job says, and end well. */
export function addJobsFailed(scope: Construct, { machineArn }: Watched): Alarm {
  const ends = ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].map((metric) =>
    machineSeries(machineArn, metric, { statistic: 'Sum', minutes: 5 }),
  );
  return alarmAt(scope, 'jobs-failed', sumOf(ends, 'failed executions'), 1, { breaches: 1, periods: 1 });
}
