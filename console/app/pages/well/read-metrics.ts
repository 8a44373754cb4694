import type { Client, MetricSeries, MetricStatistic } from '../../../../packages/client/client.ts';

/** A time to look at, and how long a point is. */
export interface Span {
  hours: number;
  name: string;
  periodSeconds: number;
}

/** What can be chosen; the first unless told. */
export const SPANS: readonly Span[] = [
  { hours: 3, name: '3 hours', periodSeconds: 300 },
  { hours: 24, name: '24 hours', periodSeconds: 900 },
  { hours: 168, name: '7 days', periodSeconds: 3_600 },
  { hours: 720, name: '30 days', periodSeconds: 21_600 },
];

/** The span of so many hours. */
export function findSpan(hours: string): Span {
  return SPANS.find((span) => String(span.hours) === hours) ?? { hours: 3, name: '3 hours', periodSeconds: 300 };
}

/** What was measured, period by period: null where nothing was. */
export interface Measured {
  /** When each period begins: ISO 8601. */
  times: string[];
  values: Record<MeasureName, (number | null)[]>;
}

const ASKED = {
  wines: { name: 'predictions', statistic: 'SUM' },
  requests: { name: 'latencyMs', statistic: 'COUNT' },
  rejections: { name: 'rejections', statistic: 'SUM' },
  errors: { name: 'errors', statistic: 'SUM' },
  p50: { name: 'latencyMs', statistic: 'P50' },
  p90: { name: 'latencyMs', statistic: 'P90' },
  p99: { name: 'latencyMs', statistic: 'P99' },
  country: { name: 'countryConfidence', statistic: 'AVERAGE' },
  variety: { name: 'varietyConfidence', statistic: 'AVERAGE' },
} as const satisfies Record<string, { name: string; statistic: MetricStatistic }>;

/** What is asked for. */
export type MeasureName = keyof typeof ASKED;

/** Counts are 0 where nothing came; of a mean or a percentile there is none then. */
const COUNTS: readonly string[] = ['wines', 'requests', 'rejections', 'errors'];

/** Asks for traffic, errors, latency and confidence of a time until now. */
export async function readMetrics(
  client: Client,
  { hours, periodSeconds }: Span,
  nowMs: number,
  signal: AbortSignal,
): Promise<Measured> {
  const periodMs = periodSeconds * 1000;
  const toMs = (Math.floor(nowMs / periodMs) + 1) * periodMs;
  const fromMs = toMs - hours * 3_600_000;
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const times = Array.from({ length: (toMs - fromMs) / periodMs }, (_, at) =>
    new Date(fromMs + at * periodMs).toISOString(),
  );
  const answers = await Promise.all(
    Object.entries(ASKED).map(async ([key, { name, statistic }]) => {
      const series = await client.metrics({ name, from, to, period: periodSeconds, statistic }, { signal });
      return [key, spread(series, times, COUNTS.includes(key) ? 0 : null)] as const;
    }),
  );
  return { times, values: Object.fromEntries(answers) as Measured['values'] };
}

function spread(series: readonly MetricSeries[], times: readonly string[], missing: number | null): (number | null)[] {
  const known = new Map(series.flatMap(({ points }) => points.map(({ at, value }) => [Date.parse(at), value])));
  return times.map((time) => known.get(Date.parse(time)) ?? missing);
}

/** The sum of what was counted. */
export function sumOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
