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
 * Gives the memory of a model's weights back at once: the garbage collector takes it back late, and a fit makes many
 * models of some 100 MB. The model must not be used any more.
 */
export function dropModel({ weights }: LinearModel): void {
  const { buffer } = weights;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === weights.byteLength) buffer.transfer(0);
}
