import { dropModel } from '../answer/linear-model.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { pickRows } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import type { FitJob, FitTarget, OnShareDone } from './target.ts';

/** A target's model, and the two halves that it was fitted in. */
export interface CrossFit {
  /** The mean of all models: linear like each, and better. */
  model: LinearModel;
  halves: FittedHalf[];
}

/** The mean of one half of the models, and the examples that none of these was fitted with. */
export interface FittedHalf {
  model: LinearModel;
  unseen: LabelledRows;
}

/**
 * Fits a target's models, from different seeds, in two halves: each half is fitted without one half of the validation
 * set, which are the rows of the matrix from `firstValidationRow` on. So each example of that set has models that never
 * saw it, by which the confidence can be calibrated, and no model has to be fitted for that alone. Which half an
 * example is in is told by its key, so that it is in the same one in every version.
 */
export async function crossFit(
  job: FitJob,
  firstValidationRow: number,
  fit: FitTarget,
  onShareDone: OnShareDone,
): Promise<CrossFit> {
  const shares = [0, 0];
  const fitHalf = async (half: number): Promise<FittedHalf> => {
    const isUnseen = (row: number, key: number): boolean => row >= firstValidationRow && (key & 1) === half;
    const seen = { ...job, examples: pickRows(job.examples, (row, key) => !isUnseen(row, key)) };
    const model = await fitTogether(seen, half, fit, (share, loss) => {
      shares[half] = share;
      return onShareDone(shares.reduce((sum, one) => sum + one) / shares.length, loss);
    });
    return { model, unseen: pickRows(job.examples, isUnseen) };
  };
  const [one, other] = await Promise.all([fitHalf(0), fitHalf(1)]);
  const model = { ...one.model, weights: one.model.weights.slice(), bias: one.model.bias.slice() };
  blendInto(model, other.model, 0.5);
  return { model, halves: [one, other] };
}

/**
 * Fits the models of one half, and takes their mean: as many at once as `fit` takes on, each of them into the mean when
 * it is its turn.
 */
async function fitTogether(job: FitJob, half: number, fit: FitTarget, onShareDone: OnShareDone): Promise<LinearModel> {
  const { settings, target } = job;
  const shares = new Float64Array(settings.fit[target].modelsPerHalf);
  const models = Array.from(shares, (_, number) =>
    fit({ ...job, settings: { ...settings, seed: settings.seed + 2 * number + half } }, (share, loss) => {
      shares[number] = share;
      return onShareDone(shares.reduce((sum, one) => sum + one) / shares.length, loss);
    }),
  );
  // The first one that fails is awaited; nobody must take the others' failures for ones that nobody handles.
  for (const model of models) model.catch(() => undefined);
  const [first, ...others] = models as [Promise<LinearModel>, ...Promise<LinearModel>[]];
  const mean = await first;
  for (const [at, fitted] of others.entries()) {
    const other = await fitted;
    blendInto(mean, other, 1 / (at + 2));
    dropModel(other);
  }
  return mean;
}

/**
 * Moves a model towards another one over its classes and features: by a share of 1/n, the mean of n - 1 becomes that of
 * n.
 */
function blendInto(model: LinearModel, other: LinearModel, share: number): void {
  blendNumbers(model.weights, other.weights, share);
  blendNumbers(model.bias, other.bias, share);
}

function blendNumbers(numbers: Float32Array, others: Float32Array, share: number): void {
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    numbers[at] = number + share * ((others[at] ?? 0) - number);
  }
}
