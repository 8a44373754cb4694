import { HostError } from '../../failure.ts';
import { ExpressionError } from '../expressions/metric-math.ts';
import type { Stretch } from '../expressions/values.ts';
import type { BandParts } from '../metrics/band.ts';
import { checkQueries, evaluateQueries, type MetricQuery, readFrom, readQuery } from '../metrics/query.ts';
import { readPercentile } from '../metrics/statistic.ts';
import type { MetricAlarm } from './definition.ts';
import { FURTHER_POINTS } from './judge.ts';
import { judgeValues, type Verdict } from './verdict.ts';

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

/** An alarm of metrics that can be evaluated. */
export interface MetricEvaluation {
  /** The verdict at the end of a minute; undefined where it is not looked at then. */
  evaluateAt: (endMs: number, parts: BandParts) => Verdict | undefined;
}

/** Errors: HostError, with the alarm's logical id, for what the host cannot evaluate. */
export function createMetricEvaluation(alarm: MetricAlarm): MetricEvaluation {
  const queries = readQueries(alarm);
  const { periodSeconds, evaluationPeriods, valueId, threshold } = alarm;
  const windowSeconds = periodSeconds * evaluationPeriods;
  if (windowSeconds > (periodSeconds < 3600 ? DAY_SECONDS : WEEK_SECONDS)) {
    throw new HostError(
      `${alarm.logicalId}: it looks at ${windowSeconds} s; CloudWatch allows a day, or a week of hours.`,
    );
  }
  return {
    evaluateAt: (endMs, parts) => {
      // An alarm of several days is evaluated once an hour.
      if (windowSeconds > DAY_SECONDS && endMs % HOUR_MS !== 0) return undefined;
      const stretches = stretchesBefore(endMs, periodSeconds * 1000, evaluationPeriods + FURTHER_POINTS);
      if (alarm.ignoresLowSamples && hasFewSamples(queries, stretches.slice(FURTHER_POINTS), parts)) {
        return { state: 'retain', reason: 'Unchecked: too few samples for the percentile.' };
      }
      const values = evaluateQueries(queries, readFrom(parts.store, stretches, parts));
      const value = values.get(valueId);
      const band = typeof threshold === 'number' ? undefined : values.get(threshold.bandId);
      if (value?.kind !== 'series') return undefined;
      if (typeof threshold === 'number') return judgeValues(value.values, alarm, threshold);
      return band?.kind === 'band' ? judgeValues(value.values, alarm, band.band) : undefined;
    },
  };
}

/** Stretches of equal length one after the other, of which the last ends at `endMs`. */
function stretchesBefore(endMs: number, lengthMs: number, count: number): Stretch[] {
  return Array.from({ length: count }, (_, at) => {
    const startMs = endMs - (count - at) * lengthMs;
    return { startMs, endMs: startMs + lengthMs };
  });
}

/** Errors: HostError, also where what is compared is no series, or the threshold no band. */
function readQueries(alarm: MetricAlarm): MetricQuery[] {
  try {
    const queries = alarm.queries.map(readQuery);
    checkQueries(queries);
    const kindOf = (id: string) => {
      const stretch = { startMs: 0, endMs: 1 };
      const nothing = { kind: 'series', values: [undefined] } as const;
      const bandOf = () => ({ lower: [undefined], upper: [undefined] });
      return evaluateQueries(queries, { stretches: [stretch], valueOf: () => nothing, bandOf }).get(id)?.kind;
    };
    if (kindOf(alarm.valueId) !== 'series') {
      throw new ExpressionError(`${alarm.valueId} must be a series of values: it is what is compared`);
    }
    if (typeof alarm.threshold !== 'number' && kindOf(alarm.threshold.bandId) !== 'band') {
      throw new ExpressionError(`${alarm.threshold.bandId} must be ANOMALY_DETECTION_BAND(…): it is the threshold`);
    }
    return queries;
  } catch (error) {
    if (error instanceof ExpressionError) throw new HostError(`${alarm.logicalId}: ${error.message}.`);
    throw error;
  }
}

/** Fewer than 10/(1-p) from p50 up, or 10/p below: user guide, "Percentile-based alarms and low data samples". */
function hasFewSamples(queries: readonly MetricQuery[], stretches: readonly Stretch[], { store }: BandParts): boolean {
  return queries.some(({ of }) => {
    const share = of.kind === 'metric' ? readPercentile(of.stat) : undefined;
    const [first, last] = [stretches[0], stretches.at(-1)];
    if (of.kind !== 'metric' || share === undefined || !first || !last) return false;
    const { count } = store.read(of.series, first.startMs, last.endMs);
    // Less than a hair below is that number: 10 / (1 - .99) is a little more than 1,000.
    return count + 1e-6 < 10 / (share >= 0.5 ? 1 - share : share);
  });
}
