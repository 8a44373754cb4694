import type { CallOptions, Connection } from './transport/connection.ts';
import type { Health, MetricSeries } from './generated/graphql.ts';
import { HealthDocument, MetricsDocument } from './generated/operations.ts';
import type { MetricsQuestion } from './questions.ts';
import { send } from './transport/transport.ts';

/** What a key with the scope `operate` may ask of the deployment itself. */
export interface Watching {
  /**
   * What the deployment measured over a time: a series for each value of the metric's own dimension, or one where it
   * has none; oldest points first, and periods without a value left out. Needs the scope `operate`.
   *
   * Errors: InvalidInput for an unknown metric, period or range; Internal where CloudWatch cannot be reached.
   *
   * @example
   * const [latency] = await terroir.metrics({ name: 'latencyMs', from, to, period: 300, statistic: 'P99' });
   */
  metrics(question: MetricsQuestion, options?: CallOptions): Promise<MetricSeries[]>;

  /**
   * Whether the deployment is well: its alarms, the champion, the last training, what runs. Needs the scope `operate`.
   *
   * @example
   * const { state, alarms } = await terroir.health();
   * if (state === 'ALARM') console.log(alarms.filter((alarm) => alarm.state === 'ALARM'));
   */
  health(options?: CallOptions): Promise<Health>;
}

/** The methods that ask of the deployment itself. */
export function createWatching(connection: Connection): Watching {
  return {
    metrics: async ({ name, from, to, period = 300, statistic = 'AVERAGE' }, call = {}) =>
      (await send(connection, MetricsDocument, { name, from, to, period, statistic }, call)).metrics,
    health: async (call = {}) => (await send(connection, HealthDocument, {}, call)).health,
  };
}
