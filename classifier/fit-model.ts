import { buildVocabulary } from './build-vocabulary.ts';
import type { Example } from './example.ts';
import { buildMatrix } from './feature-matrix.ts';
import type { FitTarget, LabelledRows } from './fit-target.ts';
import type { LinearModel } from './linear-model.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { pruneFeatures } from './prune.ts';
import type { Models } from './prune.ts';
import { quantizeRows, restoreRows } from './quantize.ts';
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
    const model = await fit(job, (share) => report(target, share));
    const naturalRows = labelRows(natural, target, classes[target], settings);
    const prior = sharesOf(naturalRows, classCount);
    movePrior(model, sharesOf(rows, classCount), prior, settings.fit[target].priorTakenOff);
    centreOverClasses(model);
    return [target, { ...model, classes: classes[target], prior }];
  };
  const targets = Object.fromEntries(await Promise.all(TARGETS.map(fitOne))) as Record<Target, ClassModel>;
  const pruned = pruneFeatures({ vocabulary, targets }, matrix, settings.mostFeatures);
  for (const model of Object.values(pruned.targets)) {
    model.weights = restoreRows(quantizeRows(model.weights, model.classCount));
  }
  return pruned;
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
