import type { ScoredExamples } from './calibrate.ts';
import { turnIntoProbabilities } from '../answer/linear-model.ts';

/** What rounding the weights of a model has done to its answers to examples that it was not fitted with. */
export interface RoundingEffect {
  exampleCount: number;
  accuracyBefore: number;
  accuracyAfter: number;
  /** Share of the examples that get the same answer. */
  sameAnswer: number;
  /** Of each example the largest difference between two probabilities of a class: their mean, and the largest of all. */
  meanDifference: number;
  largestDifference: number;
}

/** Compares scores before and after rounding, at the same temperature. */
export function measureRounding(
  exact: Float32Array,
  { scores, classCount, trueClasses }: ScoredExamples,
  temperature: number,
): RoundingEffect {
  const sums = { before: 0, after: 0, same: 0, differences: 0, largest: 0 };
  for (const [row, trueClass] of trueClasses.entries()) {
    const probabilitiesIn = (all: Float32Array): Float64Array => {
      const probabilities = new Float64Array(all.subarray(row * classCount, (row + 1) * classCount));
      turnIntoProbabilities(probabilities, temperature);
      return probabilities;
    };
    const [before, after] = [probabilitiesIn(exact), probabilitiesIn(scores)];
    const [answerBefore, answerAfter] = [answerOf(before), answerOf(after)];
    const difference = before.reduce((most, one, at) => Math.max(most, Math.abs(one - (after[at] ?? NaN))), 0);
    sums.before += answerBefore === trueClass ? 1 : 0;
    sums.after += answerAfter === trueClass ? 1 : 0;
    sums.same += answerBefore === answerAfter ? 1 : 0;
    sums.differences += difference;
    sums.largest = Math.max(sums.largest, difference);
  }
  const exampleCount = trueClasses.length;
  const share = (sum: number): number => sum / Math.max(1, exampleCount);
  return {
    exampleCount,
    accuracyBefore: share(sums.before),
    accuracyAfter: share(sums.after),
    sameAnswer: share(sums.same),
    meanDifference: share(sums.differences),
    largestDifference: sums.largest,
  };
}

function answerOf(probabilities: Float64Array): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
