import { TARGETS } from '../../contract/wine.ts';
import { turnIntoProbabilities } from '../answer/calibration.ts';
import { scoreInBlocks } from '../answer/score-blocks.ts';
import type { Scorer } from '../answer/scorer.ts';
import type { FeatureMatrix } from '../features/matrix.ts';

/** How far two scorers are apart. */
export interface Parity {
  rowCount: number;
  /** The largest difference between two probabilities of a class (before calibration). */
  largestDifference: number;
  /** Share of the rows for which both name the same class, of the target where it is lower. */
  sameWinner: number;
}

/** Scores all rows of a matrix with both scorers, and compares the probabilities. */
export async function compareScorers(
  one: Scorer,
  other: Scorer,
  matrix: FeatureMatrix,
  featureCount: number,
): Promise<Parity> {
  const [ones, others] = [
    await scoreInBlocks(matrix, one, featureCount),
    await scoreInBlocks(matrix, other, featureCount),
  ];
  let largestDifference = 0;
  const shares = TARGETS.map((target) => {
    let sameWinners = 0;
    for (let row = 0; row < matrix.rowCount; row += 1) {
      const first = probabilitiesOf(ones[row]?.[target].scores);
      const second = probabilitiesOf(others[row]?.[target].scores);
      if (first.indexOf(Math.max(...first)) === second.indexOf(Math.max(...second))) sameWinners += 1;
      for (const [at, probability] of first.entries()) {
        largestDifference = Math.max(largestDifference, Math.abs(probability - (second[at] ?? NaN)));
      }
    }
    return sameWinners / Math.max(1, matrix.rowCount);
  });
  return { rowCount: matrix.rowCount, largestDifference, sameWinner: Math.min(...shares) };
}

function probabilitiesOf(scores: Float32Array = new Float32Array()): Float64Array {
  const probabilities = new Float64Array(scores);
  turnIntoProbabilities(probabilities);
  return probabilities;
}
