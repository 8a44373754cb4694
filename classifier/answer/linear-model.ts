import type { FeatureMatrix } from '../features/matrix.ts';

/**
 * The weights of a model for one target: score of class c = bias[c] + Σ weight of a feature in the wine ×
 * weights[feature, c].
 */
export interface LinearModel {
  classCount: number;
  /** The feature that the first row of the weights is about; one before it, or after the last row, weighs nothing. */
  firstFeature: number;
  /** features × classes, row by row. */
  weights: Float32Array;
  /** One a feature, in a quantized model: all of the feature's weights are whole multiples of it, up to 127. */
  scales?: Float32Array;
  /** One a class: the score of a wine of which nothing is known. */
  bias: Float32Array;
}

/** Adds to the score of each class what a feature with this weight in the wine, `factor`, adds to it. */
export function addFeatureScores(model: LinearModel, feature: number, factor: number, scores: Float64Array): void {
  const { weights, classCount } = model;
  const offset = (feature - model.firstFeature) * classCount;
  if (offset < 0 || offset >= weights.length) return;
  for (let c = 0; c < classCount; c += 1) scores[c] = (scores[c] ?? 0) + factor * (weights[offset + c] ?? 0);
}

/**
 * The scores of these rows of a matrix, rows × classes, where of each wine only `visible` is shown: the entries that
 * need another field are passed over.
 */
export function scoreMatrix(
  model: LinearModel,
  matrix: FeatureMatrix,
  rows: Int32Array,
  visible: number,
): Float32Array {
  const scores = new Float32Array(rows.length * model.classCount);
  const sums = new Float64Array(model.classCount);
  for (const [at, row] of rows.entries()) {
    sums.set(model.bias);
    const end = matrix.rowStarts[row + 1] ?? 0;
    for (let entry = matrix.rowStarts[row] ?? 0; entry < end; entry += 1) {
      if (((matrix.needs[entry] ?? 0) & ~visible) !== 0) continue;
      addFeatureScores(model, matrix.ids[entry] ?? 0, matrix.weights[entry] ?? 0, sums);
    }
    scores.set(sums, at * model.classCount);
  }
  return scores;
}
