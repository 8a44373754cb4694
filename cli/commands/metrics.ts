import type { MetricSeries, MetricStatistic } from '../../packages/client/client.ts';
import { METRIC_PERIODS_SECONDS, METRIC_POINTS_MAX } from '../../contract/limits.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatFigure, formatTable } from '../output/listing.ts';

const HOUR_MS = 60 * 60 * 1000;
const HOURS_MAX = 455 * 24;

const STATISTICS: Record<string, MetricStatistic> = {
  average: 'AVERAGE',
  sum: 'SUM',
  minimum: 'MINIMUM',
  maximum: 'MAXIMUM',
  count: 'COUNT',
  p50: 'P50',
  p90: 'P90',
  p99: 'P99',
};

const HELP = `terroir metrics: what the deployment measured. Usage:

  npm run terroir -- metrics NAME [--statistic average] [--hours 3] [--period 300] [--endpoint URL --key KEY]

  NAME             a metric, such as latencyMs; docs/METRICS.md lists them
  --statistic WHAT what of the values of a period: ${Object.keys(STATISTICS).join(', ')}
  --hours COUNT    looks at so many hours until now: 3 unless told
  --period SECONDS over how long each value is: ${METRIC_PERIODS_SECONDS.join(', ')}; 300 unless told
${CONNECTION_HELP}

Needs a key with the scope operate. Prints one line a period that has a value, and a column for each value of the
metric's own dimension; ${METRIC_POINTS_MAX} periods at most.`;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  statistic: { type: 'string', default: 'average' },
  hours: { type: 'string', default: '3' },
  period: { type: 'string', default: '300' },
} as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new CommandError('Name one metric. See --help.', 2);
    const statistic = readStatistic(values.statistic);
    const period = readPeriod(values.period);
    const hours = readHours(values.hours);
    const client = await connect(values, surroundings);
    const toMs = Date.now();
    const [from, to] = [toMs - hours * HOUR_MS, toMs].map((ms) => new Date(ms).toISOString());
    const question = { name, from: from ?? '', to: to ?? '', period, statistic };
    const series = await client.metrics(question, { signal: surroundings.stopping });
    const lines = tabulate(series);
    const none = `${name} has no value in the last ${hours} hours.`;
    for (const line of lines.length > 0 ? lines : [none]) surroundings.print(line);
    return 0;
  },
};

/** One row a period, in the order of time. */
function tabulate(series: readonly MetricSeries[]): string[] {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort();
  if (times.length === 0) return [];
  const found = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  const [unit = ''] = series.map((one) => one.unit);
  const header = ['TIME', ...series.map(({ of }) => (of ?? unit).toUpperCase())];
  return formatTable([
    header,
    ...times.map((at) => [at, ...found.map((values) => formatFigure(values.get(at) ?? null))]),
  ]);
}

function readStatistic(text: string): MetricStatistic {
  const statistic = Object.hasOwn(STATISTICS, text) ? STATISTICS[text] : undefined;
  if (statistic !== undefined) return statistic;
  throw new CommandError(`--statistic takes ${Object.keys(STATISTICS).join(', ')}, not ${text}.`, 2);
}

function readPeriod(text: string): number {
  const period = METRIC_PERIODS_SECONDS.find((seconds) => String(seconds) === text);
  if (period !== undefined) return period;
  throw new CommandError(`--period takes ${METRIC_PERIODS_SECONDS.join(', ')} seconds, not ${text}.`, 2);
}

function readHours(text: string): number {
  const hours = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : Infinity;
  if (hours <= HOURS_MAX) return hours;
  throw new CommandError(`--hours takes a whole number from 1 to ${HOURS_MAX}, not ${text}.`, 2);
}
