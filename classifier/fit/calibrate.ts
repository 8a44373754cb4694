import type { Calibration } from '../answer/calibration.ts';

/** What a model scores examples whose class is known. */
export interface ScoredExamples {
  /** examples × classes. */
  scores: Float32Array;
  classCount: number;
  trueClasses: Int32Array;
}

/** How strongly a calibration is held to slope 1 and prior 0, as if by so many examples: it matters where few are. */
const HELD_BY_EXAMPLES = 10;
const STEPS_MAX = 20;
const SLOPE_MIN = 0.2;
const SLOPE_MAX = 5;
const PRIOR_MAX = 2;
const CLOSE_ENOUGH = 1e-7;

/**
 * The calibration by which the scores are as good as they can be, by log loss, which is convex in slope and prior: by
 * Newton's method. Slope from 0.2 to 5, prior from −2 to 2; of no example slope 1 and prior 0.
 */
export function fitCalibration(scored: ScoredExamples, logPrior: Float64Array): Calibration {
  const at = { slope: 1, prior: 0 };
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const { slope, prior } = newtonStep(scored, logPrior, at);
    const next = {
      slope: Math.min(SLOPE_MAX, Math.max(SLOPE_MIN, at.slope - slope)),
      prior: Math.min(PRIOR_MAX, Math.max(-PRIOR_MAX, at.prior - prior)),
    };
    const moved = Math.abs(next.slope - at.slope) + Math.abs(next.prior - at.prior);
    Object.assign(at, next);
    if (moved < CLOSE_ENOUGH) break;
  }
  return at;
}

/** What Newton's method takes off slope and prior: gradient by the inverse of the Hessian. */
function newtonStep(scored: ScoredExamples, logPrior: Float64Array, { slope, prior }: Calibration): Calibration {
  const { scores, classCount, trueClasses } = scored;
  // Of the penalty: HELD / 2 × ((slope − 1)² + prior²).
  const [gradient, hessian] = [
    [HELD_BY_EXAMPLES * (slope - 1), HELD_BY_EXAMPLES * prior],
    [HELD_BY_EXAMPLES, 0, HELD_BY_EXAMPLES],
  ] as [[number, number], [number, number, number]];
  const shares = new Float64Array(classCount);
  for (const [row, trueClass] of trueClasses.entries()) {
    const start = row * classCount;
    let highest = -Infinity;
    for (let c = 0; c < classCount; c += 1) {
      const score = slope * (scores[start + c] ?? 0) + prior * (logPrior[c] ?? 0);
      shares[c] = score;
      highest = Math.max(highest, score);
    }
    let sum = 0;
    let [score, share, scoreScore, scoreShare, shareShare] = [0, 0, 0, 0, 0];
    for (let c = 0; c < classCount; c += 1) {
      const weight = Math.exp((shares[c] ?? 0) - highest);
      const [x, y] = [scores[start + c] ?? 0, logPrior[c] ?? 0];
      sum += weight;
      score += weight * x;
      share += weight * y;
      scoreScore += weight * x * x;
      scoreShare += weight * x * y;
      shareShare += weight * y * y;
    }
    gradient[0] += score / sum - (scores[start + trueClass] ?? 0);
    gradient[1] += share / sum - (logPrior[trueClass] ?? 0);
    hessian[0] += scoreScore / sum - (score / sum) ** 2;
    hessian[1] += scoreShare / sum - (score / sum) * (share / sum);
    hessian[2] += shareShare / sum - (share / sum) ** 2;
  }
  const [a, b, c] = hessian;
  const determinant = a * c - b * b;
  return {
    slope: (c * gradient[0] - b * gradient[1]) / determinant,
    prior: (a * gradient[1] - b * gradient[0]) / determinant,
  };
}

/** The log loss of scores that are calibrated: the mean of −ln(probability of the true class). */
export function logLossAt(calibration: Calibration, scored: ScoredExamples, logPrior: Float64Array): number {
  const { scores, classCount, trueClasses } = scored;
  const { slope, prior } = calibration;
  const at = (row: number, c: number): number =>
    slope * (scores[row * classCount + c] ?? 0) + prior * (logPrior[c] ?? 0);
  let loss = 0;
  for (const [row, trueClass] of trueClasses.entries()) {
    let highest = -Infinity;
    for (let c = 0; c < classCount; c += 1) highest = Math.max(highest, at(row, c));
    let sum = 0;
    for (let c = 0; c < classCount; c += 1) sum += Math.exp(at(row, c) - highest);
    loss += Math.log(sum) - (at(row, trueClass) - highest);
  }
  return loss / trueClasses.length;
}
