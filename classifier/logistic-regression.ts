import { DESCRIPTION_BIT } from './feature-list.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import type { CreateKernel, Kernel } from './kernel.ts';
import type { LinearModel } from './linear-model.ts';
import type { Random } from './random.ts';
import type { FitSettings } from './training-settings.ts';
import type { FeatureRange } from './vocabulary.ts';

/*
 * Multinomial logistic regression on sparse features, fitted one example at a time with AdaGrad (Duchi, Hazan and Singer
 * 2011): each weight has a learning rate of its own, which falls with the squares of its gradients.
 */

/** A model that is being fitted. The first row of the kernel's weights is the bias, row 1 + i is feature `first` + i. */
export interface Fit {
  features: FeatureRange;
  classCount: number;
  settings: FitSettings;
  kernel: Kernel;
}

/** An example to learn from. */
export interface Lesson {
  /** Its row in the matrix. */
  row: number;
  /** The parts of the wine that are shown, as bits. */
  visibleParts: number;
  trueClass: number;
  /** How much it counts. */
  weight: number;
}

/** The bias is the row of a feature that every wine has, and that weighs this much: it learns slower than the others. */
const BIAS_FACTOR = 0.5;

/** A model that has learnt nothing yet, about these features; `longestRow` is the most features that an example has. */
export function startFit(
  features: FeatureRange,
  classCount: number,
  longestRow: number,
  settings: FitSettings,
  createKernel: CreateKernel,
): Fit {
  const kernel = createKernel(features.end - features.first + 1, classCount, longestRow + 1);
  kernel.memory.squares.fill(settings.squaresAtStart);
  return { features, classCount, settings, kernel };
}

/** Learns from one example, without those features of the note that `random` leaves out. */
export function learnExample(fit: Fit, matrix: FeatureMatrix, lesson: Lesson, rate: number, random: Random): void {
  const { kernel } = fit;
  const entryCount = showExample(fit, matrix, lesson, random);
  kernel.memory.scores.fill(0);
  kernel.score(entryCount);
  turnIntoGradients(kernel.memory.scores, fit.classCount, lesson);
  const groupCount = listMovingGroups(fit);
  kernel.move(entryCount, groupCount, rate);
}

/** What has been learnt. */
export function finishFit({ features, classCount, kernel }: Fit): LinearModel {
  const { weights, width } = kernel.memory;
  const featureCount = features.end - features.first;
  const compact = new Float32Array(featureCount * classCount);
  for (let row = 0; row < featureCount; row += 1) {
    compact.set(weights.subarray((row + 1) * width, (row + 1) * width + classCount), row * classCount);
  }
  const bias = weights.slice(0, classCount).map((weight) => BIAS_FACTOR * weight);
  return { classCount, firstFeature: features.first, weights: compact, bias };
}

/** Lists the features that are shown, and the bias, as entries of the kernel. */
function showExample(fit: Fit, matrix: FeatureMatrix, lesson: Lesson, random: Random): number {
  const { rows, factors, weights, width } = fit.kernel.memory;
  const { dropout } = fit.settings;
  const rowLength = 4 * width;
  const firstAddress = weights.byteOffset + (1 - fit.features.first) * rowLength;
  rows[0] = weights.byteOffset;
  factors[0] = BIAS_FACTOR;
  let count = 1;
  const end = matrix.rowStarts[lesson.row + 1] ?? 0;
  for (let at = matrix.rowStarts[lesson.row] ?? 0; at < end; at += 1) {
    const needs = matrix.needs[at] ?? 0;
    if ((needs & ~lesson.visibleParts) !== 0) continue;
    if ((needs & DESCRIPTION_BIT) !== 0 && random.next() < dropout) continue;
    rows[count] = firstAddress + (matrix.ids[at] ?? 0) * rowLength;
    factors[count] = matrix.weights[at] ?? 0;
    count += 1;
  }
  return count;
}

/** Gradient of the log loss by each score: probability − 1 for the true class, probability for the others. */
function turnIntoGradients(scores: Float32Array, classCount: number, { trueClass, weight }: Lesson): void {
  let highest = -Infinity;
  for (let c = 0; c < classCount; c += 1) highest = Math.max(highest, scores[c] ?? 0);
  let sum = 0;
  for (let c = 0; c < classCount; c += 1) {
    const share = Math.exp((scores[c] ?? 0) - highest);
    scores[c] = share;
    sum += share;
  }
  for (let c = 0; c < classCount; c += 1) {
    scores[c] = weight * ((scores[c] ?? 0) / sum - (c === trueClass ? 1 : 0));
  }
}

/** Makes gradients that are next to nothing nothing, and lists the groups of four classes that have others. */
function listMovingGroups(fit: Fit): number {
  const { scores, groups, width } = fit.kernel.memory;
  const { smallestGradient } = fit.settings;
  let count = 0;
  for (let first = 0; first < width; first += 4) {
    let moves = false;
    for (let c = first; c < first + 4; c += 1) {
      if (c < fit.classCount && Math.abs(scores[c] ?? 0) >= smallestGradient) moves = true;
      else scores[c] = 0;
    }
    if (!moves) continue;
    groups[count] = 4 * first;
    count += 1;
  }
  return count;
}
