import type { FeatureMatrix } from './feature-matrix.ts';
import type { FitSettings } from './training-settings.ts';

/*
 * Multinomial logistic regression on sparse features: score of class c = bias[c] + Σ weight of the feature in the wine ×
 * weights[feature, c]; the probabilities are the softmax of the scores. Fitted one example at a time with AdaGrad (Duchi,
 * Hazan and Singer 2011): each weight has a learning rate of its own, which falls with the squares of its gradients.
 */

/** The weights of a model for one target. */
export interface LinearModel {
  classCount: number;
  /** features × classes, row by row. */
  weights: Float32Array;
  /** One a class: the score of a wine of which nothing is known. */
  bias: Float32Array;
}

/** Room for one example at a time. */
export interface Scratch {
  visible: VisibleRow;
  scores: Float64Array;
}

/** A model that is being fitted. */
export interface Fit extends LinearModel, Scratch {
  settings: FitSettings;
  /** AdaGrad's sums of squared gradients, one a weight. */
  squares: Float32Array;
  biasSquares: Float32Array;
  /** The classes whose gradient is not next to nothing. */
  movingClasses: Int32Array;
}

/** Those features of an example that are shown. */
interface VisibleRow {
  count: number;
  offsets: Int32Array;
  weights: Float64Array;
}

/** A model that has learnt nothing yet. */
export function startFit(featureCount: number, classCount: number, settings: FitSettings): Fit {
  return {
    classCount,
    settings,
    weights: new Float32Array(featureCount * classCount),
    bias: new Float32Array(classCount),
    squares: new Float32Array(featureCount * classCount).fill(settings.squaresAtStart),
    biasSquares: new Float32Array(classCount).fill(settings.squaresAtStart),
    ...createScratch(classCount),
    movingClasses: new Int32Array(classCount),
  };
}

/** Room to score examples one at a time. */
export function createScratch(classCount: number): Scratch {
  return {
    visible: { count: 0, offsets: new Int32Array(4096), weights: new Float64Array(4096) },
    scores: new Float64Array(classCount),
  };
}

/** Learns from one example: a row of the matrix, of which the visible parts are shown, and its true class. */
export function learnExample(
  fit: Fit,
  matrix: FeatureMatrix,
  row: number,
  visibleParts: number,
  trueClass: number,
  rate: number,
): void {
  scoreRow(fit, fit, matrix, row, visibleParts);
  turnIntoProbabilities(fit.scores);
  const movingCount = findGradients(fit, trueClass);
  moveWeights(fit, movingCount, rate);
}

/** The scores of a row of the matrix of which the visible parts are shown, into `scratch.scores`. */
export function scoreRow(
  model: LinearModel,
  scratch: Scratch,
  matrix: FeatureMatrix,
  row: number,
  visibleParts: number,
): void {
  pickVisible(matrix, row, visibleParts, model.classCount, scratch.visible);
  scoreVisible(model, scratch);
}

/** Turns scores into probabilities, in place. */
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

function pickVisible(
  matrix: FeatureMatrix,
  row: number,
  visibleParts: number,
  classCount: number,
  visible: VisibleRow,
): void {
  const start = matrix.rowStarts[row] ?? 0;
  const end = matrix.rowStarts[row + 1] ?? 0;
  if (visible.offsets.length < end - start) {
    visible.offsets = new Int32Array(end - start);
    visible.weights = new Float64Array(end - start);
  }
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if (((matrix.needs[at] ?? 0) & ~visibleParts) !== 0) continue;
    visible.offsets[count] = (matrix.ids[at] ?? 0) * classCount;
    visible.weights[count] = matrix.weights[at] ?? 0;
    count += 1;
  }
  visible.count = count;
}

function scoreVisible({ weights, bias, classCount }: LinearModel, { visible, scores }: Scratch): void {
  scores.set(bias);
  for (let at = 0; at < visible.count; at += 1) {
    const offset = visible.offsets[at] ?? 0;
    const weight = visible.weights[at] ?? 0;
    for (let c = 0; c < classCount; c += 1) scores[c] = (scores[c] ?? 0) + weight * (weights[offset + c] ?? 0);
  }
}

/** Turns probabilities into gradients, in place, and lists the classes that move. */
function findGradients(fit: Fit, trueClass: number): number {
  const { scores, movingClasses, settings } = fit;
  scores[trueClass] = (scores[trueClass] ?? 0) - 1;
  let count = 0;
  for (let c = 0; c < scores.length; c += 1) {
    if (Math.abs(scores[c] ?? 0) < settings.smallestGradient) continue;
    movingClasses[count] = c;
    count += 1;
  }
  return count;
}

function moveWeights(fit: Fit, movingCount: number, rate: number): void {
  const { scores: gradients, movingClasses, visible, weights, squares } = fit;
  for (let at = 0; at < visible.count; at += 1) {
    const offset = visible.offsets[at] ?? 0;
    const weight = visible.weights[at] ?? 0;
    for (let moving = 0; moving < movingCount; moving += 1) {
      const c = movingClasses[moving] ?? 0;
      const gradient = (gradients[c] ?? 0) * weight;
      const sum = (squares[offset + c] ?? 0) + gradient * gradient;
      squares[offset + c] = sum;
      weights[offset + c] = (weights[offset + c] ?? 0) - (rate * gradient) / Math.sqrt(sum);
    }
  }
  for (let moving = 0; moving < movingCount; moving += 1) {
    const c = movingClasses[moving] ?? 0;
    const gradient = gradients[c] ?? 0;
    const sum = (fit.biasSquares[c] ?? 0) + gradient * gradient;
    fit.biasSquares[c] = sum;
    fit.bias[c] = (fit.bias[c] ?? 0) - (rate * gradient) / Math.sqrt(sum);
  }
}
