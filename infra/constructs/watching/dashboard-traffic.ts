import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type AddRow, graph, headingOf, PAGE_COLUMNS } from './graph.ts';
import { apiSeries, functionSeries, tableSeries } from './series.ts';
import type { Watched } from './watched.ts';

const HALF = PAGE_COLUMNS / 2;
const THIRD = PAGE_COLUMNS / 3;
const FIVE = 5;
const sum = { statistic: 'Sum', minutes: FIVE };

/** The rows about the service itself: each is added when it is called. */
export function serviceRows(watched: Watched, addRow: AddRow): Record<'traffic' | 'tables' | 'cost', () => void> {
  return {
    traffic() {
      addRow(headingOf('## Traffic, errors, latency'));
      addRow(graphRequests(watched), graphRefusals(watched));
      addRow(graphLatency(watched), graphStages(watched));
    },
    tables() {
      addRow(headingOf('## Tables and functions'));
      addRow(...graphTables(watched));
      addRow(...graphFunctions(watched));
    },
    cost() {
      addRow(headingOf('## Cost'));
      addRow(graphCharges(), describeCost());
    },
  };
}

function graphRequests({ own, api }: Watched) {
  const requests = own('latencyMs', { statistic: 'SampleCount', minutes: FIVE }).with({ label: 'predict and batches' });
  const batches = own('batchWines', { statistic: 'SampleCount', minutes: FIVE }).with({ label: 'of these batches' });
  // AppSync's own Requests are those of all APIs of the account.
  const all = apiSeries(api, 'Latency', { statistic: 'SampleCount', minutes: FIVE }).with({ label: 'all of the API' });
  const wines = own('predictions', sum).with({ label: 'wines' });
  return graph({ title: 'Requests, and wines (right)', left: [all, requests, batches], right: [wines], width: HALF });
}

function graphRefusals({ own, api }: Watched) {
  const names = ['errors', 'rejections', 'invalidInputs', 'quotaRefusals', 'fallbacks', 'modelRefused'] as const;
  const left = names.map((name) => own(name, sum));
  return graph({
    title: 'Errors and rejections',
    left: [...left, ...['4XXError', '5XXError'].map((name) => apiSeries(api, name, sum))],
    width: HALF,
  });
}

function graphLatency({ own, environment }: Watched) {
  const left = ['p50', 'p90', 'p99'].map((statistic) =>
    own('latencyMs', { statistic, minutes: FIVE }).with({ label: statistic }),
  );
  const line = { value: environment.alarms.latencyMsP99Max, label: 'latency-high' };
  return graph({ title: 'Latency of predict, ms', left, line, width: HALF });
}

function graphStages({ own }: Watched) {
  const stages = ['validationMs', 'featuresMs', 'inferenceMs', 'storageMs'] as const;
  const left = stages.map((name) => own(name, { statistic: 'p90', minutes: FIVE }));
  const cold = own('coldStarts', sum);
  return graph({ title: 'Stages, p90 in ms, and cold starts (right)', left, right: [cold], width: HALF });
}

function graphTables({ tables }: Watched) {
  const named = Object.entries(tables);
  const of = (metricName: string, operation?: string, statistic = 'Sum'): IMetric[] =>
    named.map(([label, table]) =>
      tableSeries(table, metricName, { statistic, minutes: FIVE }, operation).with({ label: `${label} ${metricName}` }),
    );
  return [
    graph({ title: 'Written, units', left: of('ConsumedWriteCapacityUnits'), width: THIRD }),
    graph({ title: 'Read, units', left: of('ConsumedReadCapacityUnits'), width: THIRD }),
    graph({
      title: 'One read, ms; reads that were throttled (right)',
      left: of('SuccessfulRequestLatency', 'GetItem', 'Average'),
      right: of('ThrottledRequests', 'GetItem'),
      width: THIRD,
    }),
  ];
}

function graphFunctions({ functions }: Watched) {
  const all = Object.entries(functions);
  const of = (metricName: string, statistic: string, those = all): IMetric[] =>
    those.map(([label, { lambda }]) =>
      functionSeries(lambda, metricName, { statistic, minutes: FIVE }).with({ label: `${label} ${metricName}` }),
    );
  const answering = all.filter(([name]) => name !== 'train');
  return [
    graph({ title: 'Calls of functions', left: of('Invocations', 'Sum'), width: THIRD }),
    // A training takes minutes, beside which nothing else would be seen.
    graph({ title: 'Duration, p90 in ms', left: of('Duration', 'p90', answering), width: THIRD }),
    graph({
      title: 'Failed and turned away; at once (right)',
      left: [...of('Errors', 'Sum'), ...of('Throttles', 'Sum')],
      right: of('ConcurrentExecutions', 'Maximum'),
      width: THIRD,
    }),
  ];
}

/** AWS tells what an account costs in one region alone, and where billing alerts are turned on. */
function graphCharges() {
  const charges = new Metric({
    namespace: 'AWS/Billing',
    metricName: 'EstimatedCharges',
    dimensionsMap: { Currency: 'USD' },
    statistic: 'Maximum',
    period: Duration.hours(6),
    region: 'us-east-1',
    label: 'the account, this month',
  });
  return graph({ title: 'Charges, US dollars', left: [charges], width: HALF });
}

function describeCost() {
  const markdown =
    'What a client may cost is in docs/SECURITY.md, what watching costs in docs/METRICS.md. The alarm cost-budget is ' +
    'a budget of the account. Charges are shown where billing alerts are turned on.';
  return new TextWidget({ markdown, width: HALF, height: 6 });
}
