import { buildVocabulary } from './build-vocabulary.ts';
import type { Example } from './example.ts';
import { createMatrixBuilder } from './feature-matrix.ts';
import { fitTarget } from './fit-target.ts';
import type { LabelledRows } from './fit-target.ts';
import type { LinearModel } from './logistic-regression.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { quantizeRows, restoreRows } from './quantize.ts';
import { reportProgress } from './training-watch.ts';
import type { TrainingWatch } from './training-watch.ts';
import type { TrainingSettings } from './training-settings.ts';
import type { Vocabulary } from './vocabulary.ts';
import { TARGETS } from './wine.ts';
import type { Target } from './wine.ts';

/** A model for one target, its confidence not calibrated yet. */
export interface ClassModel extends LinearModel {
  classes: string[];
  /** The share of each class among wines of which nothing is known. */
  prior: Float64Array;
}

/** Models for both targets over one vocabulary. */
export interface FittedModel {
  vocabulary: Vocabulary;
  targets: Record<Target, ClassModel>;
}

/** Fits models for both targets. Their weights are such that 8-bit integers with a scale a feature hold them exactly. */
export async function fitModel(
  examples: readonly Example[],
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  watch: TrainingWatch,
  prefix: '' | 'trial ',
): Promise<FittedModel> {
  await reportProgress(watch, `${prefix}vocabulary`, 0);
  const vocabulary = buildVocabulary(examples, settings);
  await reportProgress(watch, `${prefix}vocabulary`, 0.5);
  const matrix = createMatrixBuilder(vocabulary, settings.features)(examples);
  const fitted: [Target, ClassModel][] = [];
  for (const target of TARGETS) {
    const rows = labelRows(examples, target, classes[target]);
    const size = { featureCount: vocabulary.keys.count, classCount: classes[target].length };
    const model = await fitTarget(target, matrix, rows, size, settings, (share) =>
      reportProgress(watch, `${prefix}${target}`, share),
    );
    const natural = labelRows(naturalExamples(examples, settings), target, classes[target]);
    const prior = sharesOf(natural.labels, size.classCount);
    movePrior(model, sharesOf(rows.labels, size.classCount), prior, settings.fit[target].priorTakenOff);
    centreOverClasses(model);
    model.weights = restoreRows(quantizeRows(model.weights, size.featureCount, size.classCount));
    fitted.push([target, { ...model, classes: classes[target], prior }]);
  }
  return { vocabulary, targets: Object.fromEntries(fitted) as Record<Target, ClassModel> };
}

/** The examples that have one of the classes. */
export function labelRows(examples: readonly Example[], target: Target, classes: readonly string[]): LabelledRows {
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const rows: number[] = [];
  const labels: number[] = [];
  for (const [row, example] of examples.entries()) {
    const label = numbers.get(example[target] ?? '');
    if (label === undefined) continue;
    rows.push(row);
    labels.push(label);
  }
  return { rows: Int32Array.from(rows), labels: Int32Array.from(labels) };
}

/** The examples whose mix of classes is that of the world. */
export function naturalExamples(examples: readonly Example[], settings: TrainingSettings): Example[] {
  const { naturalSources } = settings;
  return naturalSources.length === 0 ? [...examples] : examples.filter(({ source }) => naturalSources.includes(source));
}
