import type { Target } from '../../contract/wine.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { blockOfKey, createBlockReader } from '../features/blocks.ts';
import type { FeatureBlocks } from '../features/blocks.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import type { ReadPiece } from '../features/pieces.ts';
import type { FeatureRange } from '../features/vocabulary.ts';
import { drawVisibleFields } from './hiding.ts';
import { createKernelMemory } from './kernel/web-assembly.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { finishFit, learnExample, startFit } from './logistic-regression.ts';
import { createRandom } from './random.ts';
import { joinHashes } from '../text/hash.ts';
import type { TrainingSettings } from './training-settings.ts';

/** What a model made of the examples that came last, just before it learnt from them. */
export interface FitLoss {
  /** How far the fit of that model was: 0 to 1. */
  share: number;
  /** Mean of −ln(probability of the true class), with the fields hidden that are hidden from it. */
  logLoss: number;
}

/**
 * Called now and then during a fit with the share that is done, 0 to 1, and how the log loss stands; the fit waits for
 * it, and stops where it throws.
 */
export type OnShareDone = (shareDone: number, loss?: FitLoss) => Promise<void>;

/** All that a fit for one target depends on. */
export interface FitJob {
  target: Target;
  blocks: FeatureBlocks;
  examples: LabelledRows;
  features: FeatureRange;
  /** A number for each class, made of its name. */
  classKeys: Int32Array;
  settings: TrainingSettings;
}

/** Fits the weights for one target, in this thread or another. A job always gives the same bits. */
export type FitTarget = (job: FitJob, onShareDone: OnShareDone) => Promise<LinearModel>;

const EXAMPLES_BETWEEN_REPORTS = 512;

/**
 * Fits the weights for one target in this thread; see FitTarget. What is left to chance (the order, what an example
 * hides) is drawn for each example by its key, so that two trainings with nearly the same examples give nearly the same
 * model: they differ by what was learnt, and hardly by luck. In each epoch one block comes after the other, in an order
 * by chance, and in each block one example after the other. `read` gets blocks that are not in memory.
 */
export function createFitTarget(read: ReadPiece): FitTarget {
  return async (job, onShareDone) => {
    const { target, blocks, examples, settings } = job;
    const { epochs } = settings.fit[target];
    const { seed, fit: rates } = settings;
    const fit = startFit(job.features, job.classKeys, blocks.longestRow, rates[target], seed, createKernelMemory);
    const reader = createBlockReader(blocks, read);
    const members = groupByBlock(examples, blocks);
    const steps = epochs * examples.rows.length;
    let step = 0;
    let losses = 0;
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      const drawn = joinHashes(seed, epoch);
      for (const block of orderBy(Int32Array.from(members.keys(), (number) => joinHashes(drawn, number)))) {
        const places = members[block] ?? new Int32Array();
        const matrices = reader.load(block);
        const draws = places.map((place) => joinHashes(drawn, examples.keys[place] ?? 0));
        for (const at of orderBy(draws)) {
          const random = createRandom(draws[at] ?? 0);
          const place = places[at] ?? 0;
          const row = examples.rows[place] ?? 0;
          const lesson = {
            row: blocks.placeOfRow[row] ?? 0,
            visibleFields: drawVisibleFields(target, settings.hiding, random),
            trueClass: examples.labels[place] ?? 0,
            weight: examples.weights[place] ?? 0,
          };
          const matrix = matrices[blocks.pieceOfRow[row] ?? 0] as FeatureMatrix;
          losses += learnExample(fit, matrix, lesson, 1 - step / steps, random);
          step += 1;
          if (step % EXAMPLES_BETWEEN_REPORTS !== 0) continue;
          const share = step / steps;
          await onShareDone(share, { share, logLoss: losses / EXAMPLES_BETWEEN_REPORTS });
          losses = 0;
        }
      }
    }
    return finishFit(fit);
  };
}

/** Of each block the places of its rows among the examples, in rising order. */
function groupByBlock({ keys }: LabelledRows, { blockCount }: FeatureBlocks): Int32Array[] {
  const counts = new Int32Array(blockCount);
  for (const key of keys) counts[blockOfKey(key, blockCount)] = (counts[blockOfKey(key, blockCount)] ?? 0) + 1;
  const groups = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let place = 0; place < keys.length; place += 1) {
    const block = blockOfKey(keys[place] ?? 0, blockCount);
    const end = counts[block] ?? 0;
    (groups[block] as Int32Array)[end] = place;
    counts[block] = end + 1;
  }
  return groups;
}

/** A FitTarget that does one job at a time: a job waits for the one before it, whether that succeeds or fails. */
export function fitInTurn(fit: FitTarget): FitTarget {
  let last: Promise<unknown> = Promise.resolve();
  return (job, onShareDone) => {
    const model = last.then(() => fit(job, onShareDone));
    last = model.catch(() => undefined);
    return model;
  };
}

/** The places of the numbers, in the order of the numbers. */
function orderBy(numbers: Int32Array): Int32Array {
  const order = Int32Array.from(numbers.keys());
  return order.sort((one, other) => (numbers[one] ?? 0) - (numbers[other] ?? 0) || one - other);
}
