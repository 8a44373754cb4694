import type { LinearModel } from '../answer/linear-model.ts';
import { DESCRIPTION_BIT } from '../features/list.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import type { FeatureRange } from '../features/vocabulary.ts';
import { createTable, createTwins, twinNumbers } from './kernel/kernel.ts';
import type { CreateKernelMemory, Entries, KernelMemory, Table } from './kernel/kernel.ts';
import { joinHashes } from '../text/hash.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import type { FitSettings } from './training-settings.ts';

/*
 * Multinomial logistic regression on sparse features. While it is fitted, the weights of a feature are the sum of a row
 * of their own (wide) and of an embedding, a short row that goes through a matrix which all features share (low rank):
 * so a feature that is seldom seen learns from those that are seen in like company. In the end both are folded into one
 * table. Fitted one example at a time with AdaGrad (Duchi, Hazan and Singer 2011): each weight, and each embedding as a
 * whole, has a learning rate of its own, which falls with the squares of its gradients.
 */

/**
 * A model that is being fitted. The first row of `wide` and `embeddings` is the bias, row 1 + i is feature `first` + i.
 */
export interface Fit {
  features: FeatureRange;
  classCount: number;
  settings: FitSettings;
  memory: KernelMemory;
  /** features × classes. */
  wide: Table;
  /** features × rank. */
  embeddings: Table;
  /** The weights of both, those of the embeddings first. */
  both: Table;
  /** rank × classes. */
  mixing: Table;
  /** The features of one example. */
  shown: Entries;
  /** How far the embedding of each moves against its gradient. */
  steps: Float32Array;
  /** What the shown features add up to in `both`: `hidden.factors`, then `scores`. */
  sums: Float32Array;
  /** One a class: first its score, then its gradient. */
  scores: Float32Array;
  /** The sum of the shown features' embeddings, as entries of `mixing`. */
  hidden: Entries;
  hiddenGradients: Float32Array;
  /** Places in a row of the groups of four classes that move. */
  movingGroups: Int32Array;
}

/** An example for learnExample() to learn from. */
export interface Lesson {
  /** The example's row in the matrix. */
  row: number;
  /** The fields of the wine that are shown, as bits. */
  visibleFields: number;
  trueClass: number;
  /** How much it counts. */
  weight: number;
}

/**
 * The bias is the row of a feature that every wine has, and that weighs this much: it learns slower than the others.
 */
const BIAS_FACTOR = 0.5;

/** So little a class is said to be probable at least, so that a log loss is a number. */
const SHARE_MIN = 1e-30;

/**
 * A model that has learnt nothing yet, about these features; `longestRow` is the most features that an example has.
 * What a class starts from is drawn by its key, whichever classes there are beside it.
 */
export function startFit(
  features: FeatureRange,
  classKeys: Int32Array,
  longestRow: number,
  settings: FitSettings,
  seed: number,
  createMemory: CreateKernelMemory,
): Fit {
  const rowCount = features.end - features.first + 1;
  const classCount = classKeys.length;
  const width = 4 * Math.ceil(classCount / 4);
  const { rank, squaresAtStart, lowRankSquaresAtStart } = settings;
  const numbers = rowCount * twinNumbers(rank, width) + 2 * rank * width + 3 * (width + rank) + 3 * longestRow + 64;
  const memory = createMemory(numbers);
  const wide = { width, squaresAtStart };
  const twins = createTwins(memory, rowCount, { width: rank, squaresAtStart: lowRankSquaresAtStart }, wide);
  const sums = memory.floats(rank + width);
  const fit: Fit = {
    features,
    classCount,
    settings,
    memory,
    wide: twins.right,
    embeddings: twins.left,
    both: twins.both,
    mixing: createTable(memory, rank, width, lowRankSquaresAtStart),
    shown: { rows: memory.integers(longestRow + 1), factors: memory.floats(longestRow + 1) },
    steps: memory.floats(longestRow + 1),
    sums,
    scores: sums.subarray(rank),
    hidden: { rows: countUp(memory.integers(rank), 1), factors: sums.subarray(0, rank) },
    hiddenGradients: memory.floats(rank),
    movingGroups: memory.integers(width / 4),
  };
  for (const [at, key] of classKeys.entries()) {
    scatter(fit.mixing, at, settings.mixingSpread, createRandom(joinHashes(seed, key)));
  }
  return fit;
}

/**
 * Learns from one example, without those features of the note that `random` leaves out. Returns the log loss of what
 * the model made of it before.
 */
export function learnExample(fit: Fit, matrix: FeatureMatrix, lesson: Lesson, rate: number, random: Random): number {
  const { settings, wide, embeddings, both, mixing, shown, hidden, sums, scores, hiddenGradients } = fit;
  const { kernel } = fit.memory;
  const count = showExample(fit, matrix, lesson, random);

  sums.fill(0);
  kernel.score(both, shown, count, sums);
  kernel.score(mixing, hidden, settings.rank, scores);

  const logLoss = turnIntoGradients(scores, fit.classCount, lesson);
  const groupCount = listMovingGroups(fit);
  const lowRankRate = rate * settings.lowRankRate;
  kernel.multiply(mixing, settings.rank, scores, hiddenGradients);
  kernel.move(wide, shown, count, scores, fit.movingGroups, groupCount, rate * settings.rate);
  kernel.move(mixing, hidden, settings.rank, scores, fit.movingGroups, groupCount, lowRankRate);
  findSteps(fit, count, lowRankRate);
  kernel.add(embeddings, { rows: shown.rows, factors: fit.steps }, count, hiddenGradients);
  return logLoss;
}

/** The model that has been learnt, folded into one table. The fit must not be used any more. */
export function finishFit({
  features,
  classCount,
  settings,
  memory,
  wide,
  embeddings,
  mixing,
  hidden,
}: Fit): LinearModel {
  const { stride, width } = wide;
  const rowCount = features.end - features.first + 1;
  for (let row = 0; row < rowCount; row += 1) {
    const factors = embeddings.values.subarray(row * stride, row * stride + settings.rank);
    const sums = wide.values.subarray(row * stride, row * stride + width);
    memory.kernel.score(mixing, { rows: hidden.rows, factors }, settings.rank, sums);
  }
  const weights = new Float32Array((rowCount - 1) * classCount);
  for (let row = 1; row < rowCount; row += 1) {
    weights.set(wide.values.subarray(row * stride, row * stride + classCount), (row - 1) * classCount);
  }
  const bias = wide.values.slice(0, classCount).map((weight) => BIAS_FACTOR * weight);
  memory.giveBack();
  return { classCount, firstFeature: features.first, weights, bias };
}

/**
 * Lists the features that are shown, and the bias, as entries; those of the note that are not left out are made up for
 * it.
 */
function showExample(fit: Fit, matrix: FeatureMatrix, lesson: Lesson, random: Random): number {
  const { rows, factors } = fit.shown;
  const { ids, weights, needs } = matrix;
  const { dropout } = fit.settings;
  const boost = 1 / Math.sqrt(1 - dropout);
  const firstRow = 1 - fit.features.first;
  const hidden = ~lesson.visibleFields;
  rows[0] = 0;
  factors[0] = BIAS_FACTOR;
  let count = 1;
  const end = matrix.rowStarts[lesson.row + 1] ?? 0;
  for (let at = matrix.rowStarts[lesson.row] ?? 0; at < end; at += 1) {
    const need = needs[at] ?? 0;
    if ((need & hidden) !== 0) continue;
    rows[count] = (ids[at] ?? 0) + firstRow;
    if ((need & DESCRIPTION_BIT) === 0) {
      factors[count] = weights[at] ?? 0;
      count += 1;
    } else {
      factors[count] = (weights[at] ?? 0) * boost;
      // 1, or 0 where it is left out: a branch that goes by chance would be foreseen wrongly half of the time.
      count += 1 + Math.floor(random.next() - dropout);
    }
  }
  return count;
}

/**
 * Gradient of the log loss by each score: probability − 1 for the true class, probability for the others. Returns the
 * log loss.
 */
function turnIntoGradients(scores: Float32Array, classCount: number, { trueClass, weight }: Lesson): number {
  let highest = -Infinity;
  for (let c = 0; c < classCount; c += 1) highest = Math.max(highest, scores[c] ?? 0);
  let sum = 0;
  for (let c = 0; c < classCount; c += 1) {
    const share = Math.exp((scores[c] ?? 0) - highest);
    scores[c] = share;
    sum += share;
  }
  const logLoss = Math.log(sum / Math.max(scores[trueClass] ?? 0, SHARE_MIN));
  for (let c = 0; c < classCount; c += 1) {
    scores[c] = weight * ((scores[c] ?? 0) / sum - (c === trueClass ? 1 : 0));
  }
  scores.fill(0, classCount);
  return logLoss;
}

/** Makes gradients that are next to nothing nothing, and lists the groups of four classes that have others. */
function listMovingGroups({ scores, movingGroups, settings }: Fit): number {
  let count = 0;
  for (let first = 0; first < scores.length; first += 4) {
    let moves = false;
    for (let c = first; c < first + 4; c += 1) {
      if (Math.abs(scores[c] ?? 0) >= settings.smallestGradient) moves = true;
      else scores[c] = 0;
    }
    if (!moves) continue;
    movingGroups[count] = 4 * first;
    count += 1;
  }
  return count;
}

/** A step of AdaGrad for each embedding as a whole: its sum of squares is that of the mean over its numbers. */
function findSteps({ embeddings, shown, steps, hiddenGradients }: Fit, count: number, rate: number): void {
  const { squares, stride, width } = embeddings;
  let square = 0;
  for (let at = 0; at < width; at += 1) square += (hiddenGradients[at] ?? 0) ** 2 / width;
  for (let entry = 0; entry < count; entry += 1) {
    const row = shown.rows[entry] ?? 0;
    const factor = shown.factors[entry] ?? 0;
    const sum = (squares[row * stride] ?? 0) + factor * factor * square;
    squares[row * stride] = sum;
    steps[entry] = (-rate * factor) / Math.sqrt(sum);
  }
}

/** Fills an array with 0, step, 2 × step… */
function countUp(numbers: Int32Array, step: number): Int32Array {
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = at * step;
  return numbers;
}

/** Fills a column of a table with random numbers whose standard deviation is `spread`. */
function scatter({ values, stride }: Table, column: number, spread: number, random: Random): void {
  const range = 2 * Math.sqrt(3) * spread;
  for (let at = column; at < values.length; at += stride) values[at] = range * (random.next() - 0.5);
}
