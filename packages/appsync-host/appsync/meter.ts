/** Metrics of the API. Source: AppSync developer guide, "Monitoring and logging", CloudWatch metrics. */
import type { RequestListener } from 'node:http';
import type { Telemetry } from '../cloudwatch/gather/telemetry.ts';

const NAMESPACE = 'AWS/AppSync';

/** What is counted of connections and subscriptions, by AppSync's names. */
export type RealtimeMetric =
  | 'ConnectSuccess'
  | 'ConnectClientError'
  | 'ConnectServerError'
  | 'DisconnectSuccess'
  | 'SubscribeSuccess'
  | 'SubscribeClientError'
  | 'SubscribeServerError'
  | 'UnsubscribeSuccess'
  | 'PublishDataMessageSuccess'
  | 'PublishDataMessageClientError'
  | 'PublishDataMessageSize';

/** Counts something that happened, or measures it. */
export type CountRealtime = (metric: RealtimeMetric, value?: number) => void;

/** What counts for one API. */
export interface ApiMeter {
  /** A listener that is counted: each request to /graphql by its status and how long it took. */
  measure: (listener: RequestListener) => RequestListener;
  count: CountRealtime;
}

const CLIENT_ERROR_MIN = 400;
const SERVER_ERROR_MIN = 500;

/** Opens the metrics of an API. */
export function createApiMeter(telemetry: Telemetry, GraphQLAPIId: string): ApiMeter {
  const open = (name: string, unit: string) =>
    telemetry.open({ namespace: NAMESPACE, name, unit, dimensionSets: [{ GraphQLAPIId }] });
  const [clientErrors, serverErrors] = [open('4XXError', 'Count'), open('5XXError', 'Count')];
  const [requests, latency] = [open('Requests', 'Count'), open('Latency', 'Milliseconds')];
  const realtime = new Map<RealtimeMetric, (value: number) => void>();
  return {
    measure: (listener) => (request, response) => {
      if (!(request.url?.startsWith('/graphql') ?? false) || request.method === 'OPTIONS')
        return listener(request, response);
      const startedMs = performance.now();
      response.once('finish', () => {
        const { statusCode } = response;
        requests(1);
        latency(performance.now() - startedMs);
        clientErrors(statusCode >= CLIENT_ERROR_MIN && statusCode < SERVER_ERROR_MIN ? 1 : 0);
        serverErrors(statusCode >= SERVER_ERROR_MIN ? 1 : 0);
      });
      listener(request, response);
    },
    count: (metric, value = 1) => {
      let add = realtime.get(metric);
      if (add === undefined) {
        add = open(metric, metric === 'PublishDataMessageSize' ? 'Bytes' : 'Count');
        realtime.set(metric, add);
      }
      add(value);
    },
  };
}
