/** GetMetricData, GetMetricStatistics, ListMetrics and PutMetricData. Source: CloudWatch's API reference. */
import type { JsonRecord } from '../../record.ts';
import { isRecord } from '../../record.ts';
import { ExpressionError, listIds } from '../expressions/metric-math.ts';
import type { MathValue, Stretch } from '../expressions/values.ts';
import { UNITS } from '../gather/embedded.ts';
import { addValue, type Bucket, emptyBucket } from '../keep/bucket.ts';
import { MINUTE_MS } from '../keep/metric-store.ts';
import { checkQueries, evaluateQueries, type MetricQuery, readFrom, readQuery } from '../metrics/query.ts';
import { readStatistic } from '../metrics/statistic.ts';
import { listDimensions, listQueries, showSeries } from '../read-queries.ts';
import type { Room } from '../room.ts';
import { ApiError, invalid } from './api-error.ts';
import { maybeNumberOf, maybeTextOf, pageOf, recordsOf, textOf, textsOf, timeOf } from './read-input.ts';

const QUERIES_MAX = 500;
const DATAPOINTS_MAX = 100_800;
const STATISTICS_DATAPOINTS_MAX = 1440;
const METRICS_PAGE = 500;
const RECENT_MINUTES = 180;
const PERIOD_SECONDS_DEFAULT = 60;

interface Result {
  id: string;
  label: string;
  points: { timeMs: number; value: number }[];
}

/** Values of metrics and of expressions of them. */
export function getMetricData(body: JsonRecord, room: Room): JsonRecord {
  const [startMs, endMs] = [timeOf(body, 'StartTime'), timeOf(body, 'EndTime')];
  if (startMs >= endMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const queries = readQueries(body);
  const isAscending = maybeTextOf(body, 'ScanBy') === 'TimestampAscending';
  const results = queries
    .filter(({ returnsData }) => returnsData)
    .flatMap((query) => answerQuery(query, queries, room, startMs, endMs))
    .map((result) => ({ ...result, points: isAscending ? result.points : result.points.toReversed() }));
  const most = Math.min(DATAPOINTS_MAX, maybeNumberOf(body, 'MaxDatapoints') ?? DATAPOINTS_MAX);
  return { ...pageResults(results, maybeTextOf(body, 'NextToken'), most), Messages: [] };
}

function readQueries(body: JsonRecord): MetricQuery[] {
  const { queries: inputs, foreign } = listQueries(recordsOf(body, 'MetricDataQueries'));
  if (inputs.length === 0 || inputs.length > QUERIES_MAX) {
    throw invalid(`MetricDataQueries must have from 1 to ${QUERIES_MAX} queries.`);
  }
  if (foreign) throw invalid('A metric of another account is not here.');
  return attempt(() => {
    const queries = inputs.map(readQuery);
    checkQueries(queries);
    return queries;
  });
}

/** What is wrong with an expression is wrong with the call. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new ApiError('ValidationError', `Error in expression: ${error.message}.`);
    throw error;
  }
}

function answerQuery(query: MetricQuery, queries: MetricQuery[], room: Room, startMs: number, endMs: number): Result[] {
  const stretches = alignStretches(startMs, endMs, periodOf(query, queries) * 1000);
  const source = readFrom(room.metrics, stretches, room.bands);
  const value = attempt(() => evaluateQueries(queries, source).get(query.id));
  const label = query.label ?? (query.of.kind === 'metric' ? query.of.series.name : query.id);
  return namedSeries(value, label).map(({ label: told, values }) => ({
    id: query.id,
    label: told,
    points: stretches.flatMap(({ startMs: timeMs }, at) => {
      const one = values[at];
      return one === undefined ? [] : [{ timeMs, value: one }];
    }),
  }));
}

function namedSeries(value: MathValue | undefined, label: string) {
  switch (value?.kind) {
    case 'series':
      return [{ label, values: value.values }];
    case 'band':
      return [
        { label: `${label} Low`, values: value.band.lower },
        { label: `${label} High`, values: value.band.upper },
      ];
    case 'list':
      return value.elements.map((values) => ({ label, values }));
    default:
      throw new ApiError('ValidationError', `Error in expression: ${label} comes to a single number, not to a series.`);
  }
}

/** An expression has the longest period of the metrics that it is about. */
function periodOf(query: MetricQuery, queries: readonly MetricQuery[]): number {
  const { of } = query;
  if (of.kind === 'metric') return of.periodSeconds;
  const inner = listIds(of.node).flatMap((id) => queries.filter((one) => one.id === id));
  return Math.max(PERIOD_SECONDS_DEFAULT, ...inner.map((one) => periodOf(one, queries)));
}

/** Stretches begin at multiples of their length, the first at or before the start. */
function alignStretches(startMs: number, endMs: number, lengthMs: number): Stretch[] {
  const firstMs = Math.floor(startMs / lengthMs) * lengthMs;
  const count = Math.ceil((endMs - firstMs) / lengthMs);
  if (count > DATAPOINTS_MAX)
    throw invalid(`More than ${DATAPOINTS_MAX} datapoints: ask for less time, or longer periods.`);
  return Array.from({ length: count }, (_, at) => {
    const from = firstMs + at * lengthMs;
    return { startMs: from, endMs: from + lengthMs };
  });
}

/** Datapoints are counted over all results; what does not fit comes with the next token. */
function pageResults(results: readonly Result[], token: string | undefined, most: number): JsonRecord {
  const all = results.flatMap((result, at) => result.points.map((point) => ({ at, point })));
  const { page, nextToken } = pageOf(all, token, most);
  const lastAt = page.at(-1)?.at ?? 0;
  const firstAt = token === undefined ? 0 : (page[0]?.at ?? 0);
  const told = results.flatMap(({ id, label }, at) => {
    // What is empty is told of once, with the first part.
    if (at < firstAt || (nextToken !== undefined && at > lastAt)) return [];
    const points = page.filter((one) => one.at === at).map(({ point }) => point);
    const isPartial = nextToken !== undefined && at === lastAt;
    return [
      {
        Id: id,
        Label: label,
        Timestamps: points.map(({ timeMs }) => timeMs / 1000),
        Values: points.map(({ value }) => value),
        StatusCode: isPartial ? 'PartialData' : 'Complete',
      },
    ];
  });
  return { MetricDataResults: told, ...(nextToken !== undefined && { NextToken: nextToken }) };
}

/** Statistics of one metric. */
export function getMetricStatistics(body: JsonRecord, room: Room): JsonRecord {
  const [startMs, endMs] = [timeOf(body, 'StartTime'), timeOf(body, 'EndTime')];
  if (startMs >= endMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const name = textOf(body, 'MetricName');
  const series = { namespace: textOf(body, 'Namespace'), name, dimensions: listDimensions(body['Dimensions']) };
  const periodSeconds = maybeNumberOf(body, 'Period') ?? 0;
  if (periodSeconds < 60 || periodSeconds % 60 !== 0) throw invalid('Period must be a multiple of 60.');
  const [plain, extended] = [textsOf(body, 'Statistics'), textsOf(body, 'ExtendedStatistics')];
  const read = (statistic: string) => readStatistic(statistic) ?? refuseStatistic(statistic);
  const known = new Map([...plain, ...extended].map((statistic) => [statistic, read(statistic)]));
  if (known.size === 0) throw invalid('Statistics or ExtendedStatistics must be given.');
  const stretches = alignStretches(startMs, endMs, periodSeconds * 1000);
  if (stretches.length > STATISTICS_DATAPOINTS_MAX) {
    throw new ApiError(
      'InvalidParameterCombination',
      `You have requested ${stretches.length} datapoints, which exceeds the limit of ${STATISTICS_DATAPOINTS_MAX}.`,
    );
  }
  const stored = room.metrics.find(series)?.unit ?? 'None';
  const unit = maybeTextOf(body, 'Unit');
  const datapoints = stretches.flatMap(({ startMs: fromMs, endMs: untilMs }) => {
    const bucket = room.metrics.read(series, fromMs, untilMs);
    if (bucket.count === 0 || (unit !== undefined && unit !== stored)) return [];
    const values = (names: string[]) => Object.fromEntries(names.map((one) => [one, known.get(one)?.(bucket)]));
    const percentiles = extended.length === 0 ? {} : { ExtendedStatistics: values(extended) };
    return [{ Timestamp: fromMs / 1000, ...values(plain), ...percentiles, Unit: stored }];
  });
  return { Label: name, Datapoints: datapoints };
}

function refuseStatistic(statistic: string): never {
  throw invalid(`The host knows SampleCount, Average, Sum, Minimum, Maximum and pNN, not ${statistic}.`);
}

/** Metrics that anything came for. */
export function listMetrics(body: JsonRecord, room: Room): JsonRecord {
  const [namespace, name] = [maybeTextOf(body, 'Namespace'), maybeTextOf(body, 'MetricName')];
  const filters = recordsOf(body, 'Dimensions');
  const isRecent = maybeTextOf(body, 'RecentlyActive') !== undefined;
  const sinceMinute = isRecent ? room.clock.now() / MINUTE_MS - RECENT_MINUTES : 0;
  const found = room.metrics
    .list()
    .filter(({ series, lastMinute }) => {
      const { dimensions } = series;
      const isMeant = ({ Name, Value }: JsonRecord): boolean =>
        Object.hasOwn(dimensions, String(Name)) && (Value === undefined || dimensions[String(Name)] === Value);
      return (
        lastMinute >= sinceMinute &&
        (namespace === undefined || series.namespace === namespace) &&
        (name === undefined || series.name === name) &&
        filters.every(isMeant)
      );
    })
    .map(({ series }) => showSeries(series));
  const { page, nextToken } = pageOf(found, maybeTextOf(body, 'NextToken'), METRICS_PAGE);
  return { Metrics: page, ...(nextToken !== undefined && { NextToken: nextToken }) };
}

/** Takes values of a program's own. */
export function putMetricData(body: JsonRecord, room: Room): JsonRecord {
  const namespace = textOf(body, 'Namespace');
  if (namespace.startsWith('AWS/')) throw invalid('The value AWS/ for parameter Namespace is invalid.');
  if (body['EntityMetricData'] !== undefined) throw invalid('The host does not know EntityMetricData.');
  const samples = recordsOf(body, 'MetricData').map((datum) => {
    const unit = maybeTextOf(datum, 'Unit') ?? 'None';
    if (!UNITS.has(unit)) throw invalid(`The parameter MetricData.member.Unit must not be ${unit}.`);
    const series = { namespace, name: textOf(datum, 'MetricName'), dimensions: listDimensions(datum['Dimensions']) };
    const isStamped = datum['Timestamp'] !== undefined && !room.clock.isByHand;
    return { series, unit, atMs: isStamped ? timeOf(datum, 'Timestamp') : room.clock.now(), bucket: readBucket(datum) };
  });
  for (const sample of samples) room.metrics.add(sample);
  return {};
}

function readBucket(datum: JsonRecord): Bucket {
  const bucket = emptyBucket();
  const { StatisticValues: sums, Values: values, Counts: counts } = datum;
  const value = maybeNumberOf(datum, 'Value');
  if (value !== undefined) addValue(bucket, value);
  else if (isRecord(sums)) {
    const number = (name: string): number => maybeNumberOf(sums, name) ?? 0;
    const [count, sum, min, max] = [number('SampleCount'), number('Sum'), number('Minimum'), number('Maximum')];
    return { ...bucket, count, sum, min, max, values: undefined };
  } else if (Array.isArray(values) && values.length > 0 && values.length <= 150) {
    for (const [at, one] of values.entries()) {
      addValue(bucket, Number(one), Array.isArray(counts) ? Number(counts[at] ?? 1) : 1);
    }
  } else throw invalid('At least one of the parameters must be specified: Value, Values, StatisticValues.');
  if (!Number.isFinite(bucket.sum)) throw invalid('Values must be numbers.');
  return bucket;
}
