import type { Target } from '../../contract/wine.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
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
  matrix: FeatureMatrix;
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
 * model: they differ by what was learnt, and hardly by luck.
 */
export const fitTarget: FitTarget = async (job, onShareDone) => {
  const { target, matrix, examples, settings } = job;
  const { epochs } = settings.fit[target];
  const { seed, fit: rates } = settings;
  const fit = startFit(job.features, job.classKeys, longestRow(matrix), rates[target], seed, createKernelMemory);
  const steps = epochs * examples.rows.length;
  let step = 0;
  let losses = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const draws = examples.keys.map((key) => joinHashes(joinHashes(seed, epoch), key));
    for (const at of orderBy(draws)) {
      const random = createRandom(draws[at] ?? 0);
      const lesson = {
        row: examples.rows[at] ?? 0,
        visibleFields: drawVisibleFields(target, settings.hiding, random),
        trueClass: examples.labels[at] ?? 0,
        weight: examples.weights[at] ?? 0,
      };
      losses += learnExample(fit, matrix, lesson, 1 - step / steps, random);
      step += 1;
      if (step % EXAMPLES_BETWEEN_REPORTS !== 0) continue;
      const share = step / steps;
      await onShareDone(share, { share, logLoss: losses / EXAMPLES_BETWEEN_REPORTS });
      losses = 0;
    }
  }
  return finishFit(fit);
};

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

function longestRow({ rowCount, rowStarts }: FeatureMatrix): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row += 1) {
    longest = Math.max(longest, (rowStarts[row + 1] ?? 0) - (rowStarts[row] ?? 0));
  }
  return longest;
}
