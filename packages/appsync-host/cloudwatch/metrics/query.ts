/** Queries of metrics, as GetMetricData and alarms have them: single metrics, and expressions of them. */
import { evaluateMath, type MathScope } from '../expressions/evaluate.ts';
import { ExpressionError, listIds, type MathNode, parseMath } from '../expressions/metric-math.ts';
import type { MathValue, Stretch } from '../expressions/values.ts';
import type { MetricStore } from '../keep/metric-store.ts';
import type { Series } from '../keep/series.ts';
import { type BandParts, createBand } from './band.ts';
import { type MetricStat, readStatistic } from './statistic.ts';

/** A query by its id. */
export interface MetricQuery {
  /** Begins with a small letter. */
  id: string;
  label?: string;
  returnsData: boolean;
  of: MetricStat | MathExpression;
}

/** An expression of other queries. */
export interface MathExpression {
  kind: 'expression';
  text: string;
  node: MathNode;
}

/** A query as CloudFormation and the API write it: MetricDataQuery. */
export interface QueryInput {
  id: unknown;
  label?: unknown;
  returnsData?: unknown;
  expression?: unknown;
  metric?: { series: Series; stat: unknown; periodSeconds: unknown; unit?: unknown };
}

/** Errors: ExpressionError, with the query's id, for what is wrong or not known here. */
export function readQuery({ id, label, returnsData, expression, metric }: QueryInput): MetricQuery {
  if (typeof id !== 'string' || !/^[a-z][A-Za-z0-9_]*$/.test(id)) {
    throw new ExpressionError(`${JSON.stringify(id)} is no id of a query: it must begin with a small letter`);
  }
  if ((metric === undefined) === (expression === undefined)) {
    throw new ExpressionError(`${id} must have either a metric or an expression`);
  }
  const of = metric === undefined ? readExpression(id, expression) : readStat(id, metric);
  return { id, ...(typeof label === 'string' && { label }), returnsData: returnsData !== false, of };
}

function readExpression(id: string, expression: unknown): MathExpression {
  const text = String(expression);
  try {
    return { kind: 'expression', text, node: parseMath(text) };
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(`the expression ${id}, ${text}: ${error.message}`);
    throw error;
  }
}

function readStat(id: string, { series, stat, periodSeconds, unit }: NonNullable<QueryInput['metric']>): MetricStat {
  const statistic = typeof stat === 'string' ? readStatistic(stat) : undefined;
  if (statistic === undefined) {
    const known = 'SampleCount, Average, Sum, Minimum, Maximum and percentiles such as p99';
    throw new ExpressionError(`${id} has the statistic ${String(stat)}; the host knows ${known}`);
  }
  const seconds = Number(periodSeconds);
  if (!Number.isInteger(seconds) || seconds < 60 || seconds % 60 !== 0) {
    throw new ExpressionError(
      `${id} has the period ${String(periodSeconds)}; the host keeps whole minutes: 60, 120 and so on`,
    );
  }
  return {
    kind: 'metric',
    series,
    stat: String(stat),
    statistic,
    periodSeconds: seconds,
    ...(typeof unit === 'string' && { unit }),
  };
}

/**
 * Errors: ExpressionError where two queries have one id, where an expression is about one that is not there or about
 * itself, and where operands are of the wrong kind.
 */
export function checkQueries(queries: readonly MetricQuery[]): void {
  const ids = new Set<string>();
  for (const { id } of queries) {
    if (ids.has(id)) throw new ExpressionError(`there are two queries ${id}`);
    ids.add(id);
  }
  for (const { id, of } of queries) {
    const missing = of.kind === 'expression' ? listIds(of.node).find((one) => !ids.has(one)) : undefined;
    if (missing !== undefined) throw new ExpressionError(`${id} is about ${missing}, and there is no such query`);
  }
  const empty = { kind: 'series', values: [undefined] } as const;
  evaluateQueries(queries, {
    stretches: [{ startMs: 0, endMs: 1 }],
    valueOf: () => empty,
    bandOf: () => ({ lower: [undefined], upper: [undefined] }),
  });
}

/** Over what, and from where, queries are evaluated. */
export interface QuerySource {
  stretches: readonly Stretch[];
  valueOf: (stat: MetricStat) => MathValue;
  bandOf: (stat: MetricStat, width: number) => ReturnType<MathScope['bandOf']>;
}

/** What each query comes to, by its id. Errors: ExpressionError for a circle, and for operands of the wrong kind. */
export function evaluateQueries(queries: readonly MetricQuery[], source: QuerySource): Map<string, MathValue> {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const known = new Map<string, MathValue | 'asking'>();
  const statOf = (id: string): MetricStat => {
    const of = byId.get(id)?.of;
    if (of?.kind === 'metric') return of;
    throw new ExpressionError(`${id} must be a single metric there, not an expression`);
  };
  const scope: MathScope = {
    length: source.stretches.length,
    valueOf: (id) => {
      const value = known.get(id);
      if (value === 'asking') throw new ExpressionError(`${id} depends on itself`);
      if (value !== undefined) return value;
      known.set(id, 'asking');
      const of = byId.get(id)?.of;
      if (of === undefined) throw new ExpressionError(`there is no query ${id}`);
      const found = of.kind === 'metric' ? source.valueOf(of) : evaluateMath(of.node, scope);
      known.set(id, found);
      return found;
    },
    periodOf: (id) => statOf(id).periodSeconds,
    bandOf: (id, width) => source.bandOf(statOf(id), width),
  };
  return new Map(queries.map(({ id }) => [id, scope.valueOf(id)]));
}

/** What is kept, as a source of queries. */
export function readFrom(store: MetricStore, stretches: readonly Stretch[], parts: BandParts): QuerySource {
  const isOfUnit = ({ series, unit }: MetricStat) => unit === undefined || unit === (store.find(series)?.unit ?? unit);
  return {
    stretches,
    valueOf: (stat) => ({
      kind: 'series',
      values: stretches.map(({ startMs, endMs }) =>
        isOfUnit(stat) ? stat.statistic(store.read(stat.series, startMs, endMs)) : undefined,
      ),
    }),
    bandOf: (stat, width) => createBand(stat, width, stretches, parts),
  };
}
