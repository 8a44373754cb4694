import { expect, test } from 'vitest';
import { fitCalibration, logLossAt } from '../../../classifier/fit/calibrate.ts';
import type { ScoredExamples } from '../../../classifier/fit/calibrate.ts';
import { createRandom } from '../../../classifier/fit/random.ts';

const LOG_PRIOR = Float64Array.of(0.4, 0.3, 0.2, 0.1).map(Math.log);
const NONE = { slope: 1, prior: 0 };

/** Scores of 4 classes, and true classes as probable as the scores and so much of the prior say. */
function drawExamples(rows: number, prior: number): ScoredExamples {
  const random = createRandom(3);
  const classCount = LOG_PRIOR.length;
  const scores = Float32Array.from({ length: rows * classCount }, () => 4 * random.next());
  const trueClasses = Int32Array.from({ length: rows }, (_, row) => {
    const shares = scores
      .subarray(row * classCount, (row + 1) * classCount)
      .map((score, c) => Math.exp(score + prior * LOG_PRIOR[c]!));
    let rest = random.next() * shares.reduce((sum, share) => sum + share);
    return shares.findIndex((share) => (rest -= share) < 0);
  });
  return { scores, classCount, trueClasses };
}

test('what scores were multiplied by is found again, and lowers the log loss', () => {
  const examples = drawExamples(4000, 0);
  const sharpened = { ...examples, scores: examples.scores.map((score) => score * 2) };
  const calibration = fitCalibration(sharpened, LOG_PRIOR);
  expect(calibration.slope).toBeGreaterThan(0.45);
  expect(calibration.slope).toBeLessThan(0.55);
  expect(Math.abs(calibration.prior)).toBeLessThan(0.15);
  expect(logLossAt(calibration, sharpened, LOG_PRIOR)).toBeLessThan(logLossAt(NONE, sharpened, LOG_PRIOR));
});

test('a prior that the scores lack is found again', () => {
  const { slope, prior } = fitCalibration(drawExamples(4000, 0.8), LOG_PRIOR);
  expect(slope).toBeCloseTo(1, 1);
  expect(Math.abs(prior - 0.8)).toBeLessThan(0.15);
});

test('of no example scores are taken as they are, of a few nearly so', () => {
  const none = { scores: new Float32Array(), classCount: 4, trueClasses: new Int32Array() };
  expect(fitCalibration(none, LOG_PRIOR)).toEqual(NONE);
  const sure = { scores: Float32Array.of(9, 0, 0, 0), classCount: 4, trueClasses: Int32Array.of(1) };
  expect(fitCalibration(sure, LOG_PRIOR).slope).toBeGreaterThan(0.2);
});
