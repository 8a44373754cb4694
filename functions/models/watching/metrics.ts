import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { METRIC_DAYS_MAX, METRIC_PERIODS_SECONDS, METRIC_POINTS_MAX } from '../../../contract/limits.ts';
import { METRICS, type MetricName } from '../../../contract/metrics.ts';
import type { MetricSeries, MetricStatistic } from '../../../generated/schema.ts';
import type { MetricQuestion } from '../../../store/aws/cloudwatch.ts';
import { internal, invalidInput } from '../../failures.ts';
import type { Dependencies } from '../dependencies.ts';
import { readText, readTimeMs, type Request } from '../request.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long CloudWatch is given: AppSync waits 30 s. */
const PATIENCE_MS = 10_000;

/** GraphQL's names of statistics in CloudWatch's words. */
const STATISTICS: Readonly<Record<MetricStatistic, string>> = {
  AVERAGE: 'Average',
  SUM: 'Sum',
  MINIMUM: 'Minimum',
  MAXIMUM: 'Maximum',
  COUNT: 'SampleCount',
  P50: 'p50',
  P90: 'p90',
  P99: 'p99',
};

/** What the deployment measured over a time, by periods. */
export async function metrics(
  { openMonitor, onTrouble }: Dependencies,
  { arguments: given }: Request,
): Promise<ModelsAnswer> {
  const question = readQuestion(given);
  if ('errorType' in question) return { failure: question };
  const { name } = question;
  try {
    if (openMonitor === undefined) throw new Error('There is no CloudWatch here.');
    const { monitor, readSeries } = await openMonitor();
    const series = await readSeries(monitor, question, AbortSignal.timeout(PATIENCE_MS));
    const { unit } = METRICS[name];
    const value = series.map(({ of, points }): MetricSeries => {
      return { name, of, unit, points: points.map((point) => ({ at: timestampOf(point.atMs), value: point.value })) };
    });
    return { value };
  } catch (error) {
    onTrouble('CloudWatch does not answer.', error);
    return { failure: internal('CloudWatch does not answer: try again.', 10) };
  }
}

function readQuestion(given: Record<string, unknown>): MetricQuestion | ReturnType<typeof invalidInput> {
  const name = readText(given, 'name');
  if (!isMetric(name)) {
    const message = `There is no such metric: name must be one of ${Object.keys(METRICS).join(', ')}.`;
    return invalidInput('name', 'form', message);
  }
  const periodSeconds = Number(given['period'] ?? 300);
  if (!METRIC_PERIODS_SECONDS.some((period) => period === periodSeconds)) {
    return invalidInput('period', 'range', `period must be one of ${METRIC_PERIODS_SECONDS.join(', ')} seconds.`);
  }
  const [fromMs, toMs] = [readTimeMs(given, 'from'), readTimeMs(given, 'to')];
  if (!(fromMs < toMs) || toMs - fromMs > METRIC_DAYS_MAX * DAY_MS) {
    const message = `from must be before to, and at most ${METRIC_DAYS_MAX} days before it.`;
    return invalidInput('from', 'range', message);
  }
  if ((toMs - fromMs) / 1000 / periodSeconds > METRIC_POINTS_MAX) {
    const message = `The time has more than ${METRIC_POINTS_MAX} periods: choose a longer period, or a later from.`;
    return invalidInput('period', 'range', message);
  }
  const statistic = STATISTICS[(given['statistic'] ?? 'AVERAGE') as MetricStatistic];
  return { name, fromMs, toMs, periodSeconds, statistic };
}

function isMetric(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}

function timestampOf(ms: number): string {
  return new Date(ms).toISOString();
}
