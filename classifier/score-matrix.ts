import type { FeatureMatrix } from './feature-matrix.ts';
import { createScratch, scoreRow } from './logistic-regression.ts';
import type { LinearModel } from './logistic-regression.ts';

/** The scores of these rows of the matrix, rows × classes, when only the visible parts of each wine are shown. */
export function scoreMatrix(
  model: LinearModel,
  matrix: FeatureMatrix,
  rows: Int32Array,
  visibleParts: number,
): Float32Array {
  const scratch = createScratch(model.classCount);
  const scores = new Float32Array(rows.length * model.classCount);
  for (const [at, row] of rows.entries()) {
    scoreRow(model, scratch, matrix, row, visibleParts);
    scores.set(scratch.scores, at * model.classCount);
  }
  return scores;
}
