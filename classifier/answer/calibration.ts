import { listFieldSets, nameFields } from '../features/visibility.ts';
import type { Target } from '../../contract/wine.ts';

/**
 * How scores become probabilities where certain fields of a wine are told: the probability of class c is the softmax of
 * slope × score[c] + prior × ln(share of c). A slope is 1 / temperature (Guo et al. 2017, "On Calibration of Modern
 * Neural Networks"); the share of each class among wines of which nothing is known is taken in more or less than the
 * bias has it.
 */
export interface Calibration {
  slope: number;
  prior: number;
}

/** What must be known of a target to turn scores into probabilities. */
export interface CalibratedTarget {
  /** The probability of each class where nothing is known of a wine. */
  prior: ArrayLike<number>;
  /** By the fields that were told, as nameFields() names them. */
  calibration: Record<string, Calibration>;
}

/** Turns the scores of a wine's classes into probabilities, in place; `told` are the fields that tell something. */
export type Calibrate = (scores: Float64Array, told: number) => void;

const NONE: Calibration = { slope: 1, prior: 0 };

/** Prepares to turn a target's scores into probabilities. */
export function createCalibrate(target: Target, { prior, calibration }: CalibratedTarget): Calibrate {
  const logPrior = Float64Array.from(prior, (share) => Math.log(share));
  const byFields: Calibration[] = [];
  for (const fields of listFieldSets(target)) byFields[fields] = calibration[nameFields(fields)] ?? NONE;
  return (scores, told) => {
    const { slope, prior: weight } = byFields[told] ?? NONE;
    for (let c = 0; c < scores.length; c += 1) scores[c] = slope * (scores[c] ?? 0) + weight * (logPrior[c] ?? 0);
    turnIntoProbabilities(scores);
  };
}

/** Turns scores into probabilities that add up to 1 (softmax), in place. */
export function turnIntoProbabilities(scores: Float64Array): void {
  let highest = -Infinity;
  for (let at = 0; at < scores.length; at += 1) highest = Math.max(highest, scores[at] ?? 0);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const share = Math.exp((scores[at] ?? 0) - highest);
    scores[at] = share;
    sum += share;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / sum;
}
