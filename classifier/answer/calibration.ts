import { listFieldSets, nameFields } from '../features/visibility.ts';
import type { Target } from '../../contract/wine.ts';

/**
 * How scores become probabilities where certain fields of a wine are told: the probability of class c is the softmax of
 * slope × score[c] + prior × ln(share of c). A slope is 1 / temperature (Guo et al. 2017, "On Calibration of Modern
 * Neural Networks"); the share of each class among wines of which nothing is known is taken in more or less than the
 * bias has it. Where there is a curve, the most probable class then gets the probability that the curve has for it.
 */
export interface Calibration {
  slope: number;
  prior: number;
  /** Where no note is told; absent in versions made before there were curves. */
  curve?: readonly CurvePoint[];
}

/**
 * A point of a rising curve: what the softmax says of the most probable class, and how often it is right where that is
 * said. Between two points lies a straight line; beyond the first and the last one the curve is level.
 */
export type CurvePoint = readonly [said: number, right: number];

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
    const { slope, prior: weight, curve } = byFields[told] ?? NONE;
    for (let c = 0; c < scores.length; c += 1) scores[c] = slope * (scores[c] ?? 0) + weight * (logPrior[c] ?? 0);
    turnIntoProbabilities(scores);
    if (curve !== undefined) correctHighest(scores, curve);
  };
}

/** What is most probable stays so: its probability is kept above the next one's by this factor at least. */
const AHEAD = 1 + 1e-9;

/**
 * Gives the most probable class the probability that the curve has for it, and the others, in proportion, what is left;
 * in place. Their order stays as it is: a class that would fall behind the next one stays just ahead of it.
 */
export function correctHighest(probabilities: Float64Array, curve: readonly CurvePoint[]): void {
  let [best, highest, next] = [0, -1, 0];
  for (let at = 0; at < probabilities.length; at += 1) {
    const probability = probabilities[at] ?? 0;
    if (probability > highest) [best, highest, next] = [at, probability, highest];
    else if (probability > next) next = probability;
  }
  const others = 1 - highest;
  if (!(others > 0)) return;
  const corrected = Math.max(readCurve(curve, highest), Math.min(highest, (AHEAD * next) / (others + next)));
  const factor = (1 - corrected) / others;
  for (let at = 0; at < probabilities.length; at += 1) probabilities[at] = factor * (probabilities[at] ?? 0);
  probabilities[best] = corrected;
}

/** How often is right what is said with this probability. */
export function readCurve(curve: readonly CurvePoint[], said: number): number {
  const after = curve.findIndex(([x]) => x >= said);
  const [x1, y1] = curve[after < 0 ? curve.length - 1 : after] ?? [said, said];
  const [x0, y0] = curve[after - 1] ?? [x1, y1];
  return after <= 0 || x1 === x0 ? y1 : y0 + ((y1 - y0) * (said - x0)) / (x1 - x0);
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
