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
  const { classCount, trueClasses } = scored;
  // Of the penalty: HELD / 2 × ((slope − 1)² + prior²).
  let gradientOfSlope = HELD_BY_EXAMPLES * (slope - 1);
  let gradientOfPrior = HELD_BY_EXAMPLES * prior;
  let [a, b, c] = [HELD_BY_EXAMPLES, 0, HELD_BY_EXAMPLES];
  const priors = logPrior.map((share) => prior * share);
  const weights = new Float64Array(classCount);
  for (let row = 0; row < trueClasses.length; row += 1) {
    const scores = scored.scores.subarray(row * classCount, (row + 1) * classCount);
    weigh(scores, slope, priors, weights);
    let [sum, score, share, scoreScore, scoreShare, shareShare] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < classCount; at += 1) {
      const weight = weights[at] ?? 0;
      const x = scores[at] ?? 0;
      const y = logPrior[at] ?? 0;
      sum += weight;
      score += weight * x;
      share += weight * y;
      scoreScore += weight * x * x;
      scoreShare += weight * x * y;
      shareShare += weight * y * y;
    }
    const trueClass = trueClasses[row] ?? 0;
    gradientOfSlope += score / sum - (scores[trueClass] ?? 0);
    gradientOfPrior += share / sum - (logPrior[trueClass] ?? 0);
    a += scoreScore / sum - (score / sum) ** 2;
    b += scoreShare / sum - (score / sum) * (share / sum);
    c += shareShare / sum - (share / sum) ** 2;
  }
  const determinant = a * c - b * b;
  return {
    slope: (c * gradientOfSlope - b * gradientOfPrior) / determinant,
    prior: (a * gradientOfPrior - b * gradientOfSlope) / determinant,
  };
}

/** How probable each class is, in proportion to the most probable one. */
function weigh(scores: Float32Array, slope: number, priors: Float64Array, into: Float64Array): void {
  let highest = -Infinity;
  for (let at = 0; at < scores.length; at += 1) {
    const score = slope * (scores[at] ?? 0) + (priors[at] ?? 0);
    into[at] = score;
    if (score > highest) highest = score;
  }
  for (let at = 0; at < scores.length; at += 1) into[at] = Math.exp((into[at] ?? 0) - highest);
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
