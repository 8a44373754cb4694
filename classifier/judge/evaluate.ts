import type { ScoredExamples } from '../fit/calibrate.ts';

/** How good a model is, judged by examples. All shares are from 0 to 1. */
export interface Evaluation {
  exampleCount: number;
  accuracy: number;
  /**
   * Mean over the classes of the harmonic mean of precision and recall; classes that are neither true nor named do not
   * count.
   */
  macroF1: number;
  /** Share of examples whose class is among the three most probable. */
  top3: number;
  /** Mean of −ln(probability of the true class). */
  logLoss: number;
  /** Mean of |accuracy − confidence| over 15 bins of confidence, weighted by their examples. */
  calibrationError: number;
}

/** What a model says of one example, beside the truth; classes are numbers of the model. */
export interface Judgement {
  trueClass: number;
  /** The class that it names: the most probable one. */
  answer: number;
  /** The probability that it gives to that class. */
  confidence: number;
  /** How many classes are more probable than the true one. */
  classesAbove: number;
  probabilityOfTruth: number;
}

const BIN_COUNT = 15;

/**
 * Judges scores by the true classes, example by example; `calibrate` turns the scores of a row into probabilities, in
 * place.
 */
export function judgeExamples(
  scored: ScoredExamples,
  calibrate: (scores: Float64Array, row: number) => void,
): Judgement[] {
  const { scores, classCount, trueClasses } = scored;
  const probabilities = new Float64Array(classCount);
  return Array.from(trueClasses, (trueClass, row) => {
    probabilities.set(scores.subarray(row * classCount, (row + 1) * classCount));
    calibrate(probabilities, row);
    const probabilityOfTruth = probabilities[trueClass] ?? 0;
    const confidence = probabilities.reduce((most, probability) => Math.max(most, probability), 0);
    return {
      trueClass,
      answer: probabilities.indexOf(confidence),
      confidence,
      classesAbove: probabilities.reduce((count, one) => count + (one > probabilityOfTruth ? 1 : 0), 0),
      probabilityOfTruth,
    };
  });
}

/** Sums judgements up: the mean of each measure. Of no judgement all are 0. */
export function evaluate(judgements: readonly Judgement[]): Evaluation {
  const mean = (measure: (judgement: Judgement) => number): number =>
    judgements.reduce((sum, judgement) => sum + measure(judgement), 0) / Math.max(1, judgements.length);
  return {
    exampleCount: judgements.length,
    accuracy: mean(isRight),
    macroF1: macroF1(judgements),
    top3: mean(({ classesAbove }) => (classesAbove < 3 ? 1 : 0)),
    logLoss: mean(({ probabilityOfTruth }) => -Math.log(Math.max(probabilityOfTruth, Number.MIN_VALUE))),
    calibrationError: calibrationErrorOf(judgements),
  };
}

/** Answers that were given with about the same confidence. */
export interface ConfidenceBin {
  exampleCount: number;
  /** Their mean. */
  confidence: number;
  accuracy: number;
}

/**
 * The judgements in 15 bins of equal width by confidence: how many, their mean confidence and accuracy. Empty bins are
 * left out.
 */
export function binByConfidence(judgements: readonly Judgement[]): ConfidenceBin[] {
  const bins = Array.from({ length: BIN_COUNT }, () => ({ exampleCount: 0, confidence: 0, accuracy: 0 }));
  for (const judgement of judgements) {
    const bin = bins[Math.min(BIN_COUNT - 1, Math.floor(judgement.confidence * BIN_COUNT))];
    if (!bin) continue;
    bin.exampleCount += 1;
    bin.confidence += judgement.confidence;
    bin.accuracy += isRight(judgement);
  }
  return bins
    .filter(({ exampleCount }) => exampleCount > 0)
    .map(({ exampleCount, confidence, accuracy }) => ({
      exampleCount,
      confidence: confidence / exampleCount,
      accuracy: accuracy / exampleCount,
    }));
}

/**
 * Mean of |accuracy − confidence| over 15 bins of confidence, weighted by their examples (expected calibration error).
 */
export function calibrationErrorOf(judgements: readonly Judgement[]): number {
  return binByConfidence(judgements).reduce(
    (sum, { exampleCount, confidence, accuracy }) =>
      sum + (exampleCount / judgements.length) * Math.abs(accuracy - confidence),
    0,
  );
}

function macroF1(judgements: readonly Judgement[]): number {
  const counts = new Map<number, { right: number; total: number }>();
  for (const { trueClass, answer } of judgements) {
    for (const named of [trueClass, answer]) {
      const count = counts.get(named) ?? { right: 0, total: 0 };
      count.total += 1;
      if (trueClass === answer) count.right += 1;
      counts.set(named, count);
    }
  }
  // What is right was counted as true and as named, so right / total is 2·TP / (true + named).
  const scores = [...counts.values()].map(({ right, total }) => right / total);
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
}

function isRight({ trueClass, answer }: Judgement): number {
  return trueClass === answer ? 1 : 0;
}
