import type { ScoredExamples } from './calibrate.ts';

/** What rounding a model's weights has done to the classes that it names for examples that it was not fitted with. */
export interface RoundingEffect {
  exampleCount: number;
  accuracyBefore: number;
  accuracyAfter: number;
  /** Share of the examples for which the same class is named before and after. */
  sameAnswer: number;
  /** Mean over the examples of the largest difference, before and after, between the probabilities of a class. */
  meanDifference: number;
  /** The largest of these differences. */
  largestDifference: number;
}

/**
 * Compares scores before rounding (`exact`) and after, both calibrated alike; `calibrate` turns the scores of a row
 * into probabilities, in place.
 */
export function measureRounding(
  exact: Float32Array,
  { scores, classCount, trueClasses }: ScoredExamples,
  calibrate: (scores: Float64Array, row: number) => void,
): RoundingEffect {
  const sums = { before: 0, after: 0, same: 0, differences: 0, largest: 0 };
  for (const [row, trueClass] of trueClasses.entries()) {
    const probabilitiesIn = (all: Float32Array): Float64Array => {
      const probabilities = new Float64Array(all.subarray(row * classCount, (row + 1) * classCount));
      calibrate(probabilities, row);
      return probabilities;
    };
    const [before, after] = [probabilitiesIn(exact), probabilitiesIn(scores)];
    const [namedBefore, namedAfter] = [winnerOf(before), winnerOf(after)];
    const difference = before.reduce((most, one, at) => Math.max(most, Math.abs(one - (after[at] ?? NaN))), 0);
    sums.before += namedBefore === trueClass ? 1 : 0;
    sums.after += namedAfter === trueClass ? 1 : 0;
    sums.same += namedBefore === namedAfter ? 1 : 0;
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

function winnerOf(probabilities: Float64Array): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
