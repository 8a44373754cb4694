/** Values held against a threshold, and what an alarm says of them. */
import type { Band, TimeSeries } from '../expressions/values.ts';
import type { Comparison, Watch } from './definition.ts';
import { type AlarmState, judgePoints, type Point } from './judge.ts';

/** What an evaluation comes to. */
export interface Verdict {
  state: AlarmState | 'retain';
  /** In CloudWatch's words. */
  reason: string;
}

const WORDS: Record<Comparison, string> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to the threshold',
  GreaterThanThreshold: 'greater than the threshold',
  LessThanThreshold: 'less than the threshold',
  LessThanOrEqualToThreshold: 'less than or equal to the threshold',
  LessThanLowerOrGreaterThanUpperThreshold: 'less than the lower thresholds or greater than the upper thresholds',
  LessThanLowerThreshold: 'less than the lower thresholds',
  GreaterThanUpperThreshold: 'greater than the upper thresholds',
};

/** Every comparison that there is. */
export const COMPARISONS = Object.keys(WORDS);

/** Each value as a point; one that has no band to be held against counts as missing. */
function pointsOf(values: TimeSeries, comparison: Comparison, threshold: number | Band): Point[] {
  return values.map((value, at) => {
    const [lower, upper] =
      typeof threshold === 'number' ? [threshold, threshold] : [threshold.lower[at], threshold.upper[at]];
    if (value === undefined || lower === undefined || upper === undefined) return 'missing';
    return isBreaching(value, comparison, lower, upper) ? 'breaching' : 'sound';
  });
}

function isBreaching(value: number, comparison: Comparison, lower: number, upper: number): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= upper;
    case 'GreaterThanThreshold':
    case 'GreaterThanUpperThreshold':
      return value > upper;
    case 'LessThanThreshold':
    case 'LessThanLowerThreshold':
      return value < lower;
    case 'LessThanOrEqualToThreshold':
      return value <= lower;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < lower || value > upper;
  }
}

/** The verdict on values, the newest last. */
export function judgeValues(values: TimeSeries, watch: Watch, threshold: number | Band): Verdict {
  const points = pointsOf(values, watch.comparison, threshold);
  const state = judgePoints(points, watch);
  return { state, reason: describe(values, points, watch, threshold, state) };
}

function describe(
  values: TimeSeries,
  points: readonly Point[],
  { comparison, evaluationPeriods, datapointsToAlarm, treatMissing }: Watch,
  threshold: number | Band,
  state: Verdict['state'],
): string {
  const present = points.flatMap((point, at) => (point === 'missing' ? [] : [at])).slice(-evaluationPeriods);
  const missing = evaluationPeriods - present.length;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${countOf(missing, 'datapoint')} unknown.`;
  const treated = treatMissing === 'breaching' ? 'Breaching' : 'NonBreaching';
  const filled = `${countOf(missing, 'missing datapoint')} treated as [${treated}]`;
  if (present.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} periods and ${filled}.`;
  }
  const isAlarm = state === 'ALARM';
  const meant = present.filter((at) => (points[at] === 'breaching') === isAlarm);
  const told = meant.map((at) => showNumber(values[at] ?? 0)).reverse();
  const of = typeof threshold === 'number' ? ` (${showNumber(threshold)})` : '';
  const needed = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const change = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  const what = `${meant.length} out of the last ${countNoun(present.length)} [${told.join(', ')}]`;
  const were = `${meant.length === 1 ? 'was' : 'were'}${isAlarm ? '' : ' not'} ${WORDS[comparison]}${of}`;
  const isFilled = missing > 0 && (treatMissing === 'breaching' || treatMissing === 'notBreaching');
  const and = isFilled ? ` and ${filled}` : '';
  return `Threshold Crossed: ${what} ${were}${and} (minimum ${countNoun(needed)} for ${change} transition).`;
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} was` : `${count} ${noun}s were`;
}

function countNoun(count: number): string {
  return count === 1 ? '1 datapoint' : `${count} datapoints`;
}

/** As CloudWatch writes it: 5 is 5.0. */
function showNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(Number(value.toPrecision(6)));
}
