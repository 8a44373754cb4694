/** The weights of a model for one target: score of class c = bias[c] + Σ weight of a feature in the wine × weights[feature, c]. */
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

/** Adds to the scores what a feature adds. */
export function addFeatureScores(model: LinearModel, feature: number, factor: number, scores: Float64Array): void {
  const { weights, classCount } = model;
  const offset = (feature - model.firstFeature) * classCount;
  if (offset < 0 || offset >= weights.length) return;
  for (let c = 0; c < classCount; c += 1) scores[c] = (scores[c] ?? 0) + factor * (weights[offset + c] ?? 0);
}

/** Moves a model towards another of the same classes and features: by a share of 1/n, the mean of n - 1 becomes that of n. */
export function blendInto(model: LinearModel, other: LinearModel, share: number): void {
  blendNumbers(model.weights, other.weights, share);
  blendNumbers(model.bias, other.bias, share);
}

function blendNumbers(numbers: Float32Array, others: Float32Array, share: number): void {
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    numbers[at] = number + share * ((others[at] ?? 0) - number);
  }
}

/** Turns scores, divided by a temperature, into probabilities, in place. */
export function turnIntoProbabilities(scores: Float64Array, temperature = 1): void {
  let highest = -Infinity;
  for (let at = 0; at < scores.length; at += 1) highest = Math.max(highest, scores[at] ?? 0);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const share = Math.exp(((scores[at] ?? 0) - highest) / temperature);
    scores[at] = share;
    sum += share;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / sum;
}
