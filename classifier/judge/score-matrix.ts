import type { FeatureMatrix } from '../features/matrix.ts';
import { addFeatureScores } from '../answer/linear-model.ts';
import type { LinearModel } from '../answer/linear-model.ts';

/** The scores of these rows of the matrix, rows × classes, when only the visible parts of each wine are shown. */
export function scoreMatrix(
  model: LinearModel,
  matrix: FeatureMatrix,
  rows: Int32Array,
  visibleParts: number,
): Float32Array {
  const scores = new Float32Array(rows.length * model.classCount);
  const sums = new Float64Array(model.classCount);
  for (const [at, row] of rows.entries()) {
    sums.set(model.bias);
    const end = matrix.rowStarts[row + 1] ?? 0;
    for (let entry = matrix.rowStarts[row] ?? 0; entry < end; entry += 1) {
      if (((matrix.needs[entry] ?? 0) & ~visibleParts) !== 0) continue;
      addFeatureScores(model, matrix.ids[entry] ?? 0, matrix.weights[entry] ?? 0, sums);
    }
    scores.set(sums, at * model.classCount);
  }
  return scores;
}
