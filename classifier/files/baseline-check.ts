import { BINS_EDITION, HISTOGRAM_BINS, HISTOGRAMS } from '../../contract/traffic.ts';
import type { HistogramName } from '../../contract/traffic.ts';
import type { Baseline } from '../drift/baseline.ts';
import { integerWithin, isObject, isTame, listOf, must, numberWithin, objectLike, within } from './json-checks.ts';
import type { Check, Complaint } from './json-checks.ts';

const PREDICTIONS_MAX = 1e9;
/** Sums are rounded to four decimals. */
const ROUNDING = 1e-3;

const bins = Object.fromEntries(
  HISTOGRAMS.map((name) => {
    const { [name]: length } = HISTOGRAM_BINS;
    return [name, listOf(integerWithin(0, PREDICTIONS_MAX), length, length)];
  }),
) as Record<HistogramName, Check>;
const sums = objectLike({
  must: { sum: numberWithin(0, PREDICTIONS_MAX), squares: numberWithin(0, PREDICTIONS_MAX) },
  isClosed: true,
});
const baselineLike = objectLike({
  must: {
    edition: integerWithin(BINS_EDITION, BINS_EDITION),
    predictions: integerWithin(0, PREDICTIONS_MAX),
    bins: objectLike({ must: bins, isClosed: true }),
    confidence: objectLike({ must: { country: sums, variety: sums }, isClosed: true }),
  },
  isClosed: true,
});

/**
 * What is wrong with the baseline of a manifest, which it may lack: its counts are such as so many predictions give.
 * One of another edition is not looked into, since nothing is compared with it.
 */
export const checkBaseline: Check = (value) => {
  if (value === undefined) return undefined;
  if (!isObject(value)) return must('be an object');
  const { edition } = value;
  if (edition !== BINS_EDITION) return within('edition', integerWithin(0, PREDICTIONS_MAX)(edition)) ?? isTame(value);
  return baselineLike(value) ?? countsAgree(value as unknown as Baseline);
};

function countsAgree({ predictions, bins: counted, confidence }: Baseline): Complaint | undefined {
  for (const name of HISTOGRAMS) {
    const sum = counted[name].reduce((total, count) => total + count, 0);
    const isMore = name === 'fields' ? counted.fields.some((count) => count > predictions) : sum > predictions;
    const isEach = /country|variety/.test(name);
    if (isMore || (isEach && sum !== predictions)) {
      return { path: ['bins', name], rule: `must count ${predictions} predictions` };
    }
  }
  for (const [target, { sum, squares }] of Object.entries(confidence)) {
    if (sum > predictions + ROUNDING || squares > sum + ROUNDING) {
      return { path: ['confidence', target], rule: `must be of ${predictions} predictions` };
    }
  }
  return undefined;
}
