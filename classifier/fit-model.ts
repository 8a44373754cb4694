import { buildVocabulary } from './build-vocabulary.ts';
import type { Example } from './example.ts';
import { buildMatrix } from './feature-matrix.ts';
import type { FitJob, FitTarget, LabelledRows, OnShareDone } from './fit-target.ts';
import { blendInto } from './linear-model.ts';
import type { LinearModel } from './linear-model.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { gatherFacts, pruneFeatures } from './prune.ts';
import type { Models } from './prune.ts';
import { quantizeModel } from './quantize.ts';
import type { FittingStage } from './training-watch.ts';
import type { TrainingSettings } from './training-settings.ts';
import { TARGETS } from './wine.ts';
import type { Target } from './wine.ts';

/** A model for one target, its confidence not calibrated yet. */
export interface ClassModel extends LinearModel {
  classes: string[];
  /** The share of each class among wines of which nothing is known. */
  prior: Float64Array;
}

/** Models for both targets over one vocabulary. */
export type FittedModel = Models<ClassModel>;

/** Fits models for both targets. Their weights are such that 8-bit integers with a scale a feature hold them exactly. */
export async function fitModel(
  examples: readonly Example[],
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  fit: FitTarget,
  report: (stage: FittingStage, shareDone: number) => Promise<void>,
): Promise<FittedModel> {
  await report('vocabulary', 0);
  const vocabulary = buildVocabulary(examples, settings);
  await report('vocabulary', 0.5);
  const matrix = buildMatrix(examples, vocabulary, settings.features);
  const natural = naturalExamples(examples, settings);
  const fitOne = async (target: Target): Promise<[Target, ClassModel]> => {
    const rows = labelRows(examples, target, classes[target], settings);
    const classCount = classes[target].length;
    const job = { target, matrix, examples: rows, features: vocabulary.ranges[target], classCount, settings };
    const model = await fitTogether(job, fit, (share) => report(target, share));
    const naturalRows = labelRows(natural, target, classes[target], settings);
    const prior = sharesOf(naturalRows, classCount);
    movePrior(model, sharesOf(rows, classCount), prior, settings.fit[target].priorTakenOff);
    centreOverClasses(model);
    return [target, { ...model, classes: classes[target], prior }];
  };
  const targets = Object.fromEntries(await Promise.all(TARGETS.map(fitOne))) as Record<Target, ClassModel>;
  const facts = gatherFacts(matrix, vocabulary.keys.count);
  for (const target of TARGETS) quantizeModel(targets[target], facts.energies, settings.coarseness[target]);
  return pruneFeatures({ vocabulary, targets }, facts);
}

/** Fits several models from different seeds, one after the other, and takes their mean: linear like each, and better. */
async function fitTogether(job: FitJob, fit: FitTarget, onShareDone: OnShareDone): Promise<LinearModel> {
  const { settings, target } = job;
  const count = settings.fit[target].models;
  const fitFrom = (number: number): Promise<LinearModel> =>
    fit({ ...job, settings: { ...settings, seed: settings.seed + number } }, (share) =>
      onShareDone((number + share) / count),
    );
  const mean = await fitFrom(0);
  for (let number = 1; number < count; number += 1) blendInto(mean, await fitFrom(number), 1 / (number + 1));
  return mean;
}

/** The examples that have one of the classes. */
export function labelRows(
  examples: readonly Example[],
  target: Target,
  classes: readonly string[],
  { sourceWeights }: TrainingSettings,
): LabelledRows {
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const found: { row: number; label: number; weight: number }[] = [];
  for (const [row, example] of examples.entries()) {
    const label = numbers.get(example[target] ?? '');
    if (label !== undefined) found.push({ row, label, weight: sourceWeights[example.source] ?? 1 });
  }
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    labels: Int32Array.from(found, ({ label }) => label),
    weights: Float64Array.from(found, ({ weight }) => weight),
  };
}

/** The examples whose mix of classes is that of the world. */
export function naturalExamples(examples: readonly Example[], settings: TrainingSettings): Example[] {
  const { naturalSources } = settings;
  return naturalSources.length === 0 ? [...examples] : examples.filter(({ source }) => naturalSources.includes(source));
}
