import type { Target } from '../../contract/wine.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { buildVocabulary } from '../features/build-vocabulary.ts';
import type { Example } from '../features/example.ts';
import { buildMatrix } from '../features/matrix.ts';
import { crossFit } from './cross-fit.ts';
import { isNatural, labelRows, pickRows } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { gatherFacts, pruneFeatures } from './prune.ts';
import type { Models } from './prune.ts';
import { quantizeModel } from './quantize.ts';
import type { FitTarget } from './target.ts';
import type { TrainingSettings } from './training-settings.ts';
import { judgeUnseen } from './unseen.ts';
import type { Findings } from './unseen.ts';

/** A stage of fitModel(); those of the two targets may overlap. */
export type FittingStage = 'vocabulary' | Target | 'calibration';

/** A trained model for one target. */
export interface TargetModel extends LinearModel, Findings {
  classes: string[];
  /** The share of each class among wines of which nothing is known. */
  prior: Float64Array;
}

/**
 * Fits and calibrates models for both targets with the training and the validation set. Their weights are such that 8-bit integers
 * with a scale a feature hold them exactly.
 */
export async function fitModel(
  { training, validation }: { training: readonly Example[]; validation: readonly Example[] },
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  fit: FitTarget,
  report: (stage: FittingStage, shareDone: number) => Promise<void>,
): Promise<Models<TargetModel>> {
  await report('vocabulary', 0);
  const examples = [...training, ...validation];
  const vocabulary = buildVocabulary(examples, settings);
  await report('vocabulary', 0.5);
  const matrix = buildMatrix(examples, vocabulary, settings.features);
  const facts = gatherFacts(matrix, vocabulary.keys.count);
  const natural = examples.map((example) => isNatural(example, settings));
  const pickNatural = (rows: LabelledRows): LabelledRows => pickRows(rows, (row) => natural[row] ?? false);
  const fitOne = async (target: Target): Promise<TargetModel> => {
    const rows = labelRows(examples, target, classes[target], settings);
    const classCount = classes[target].length;
    const job = { target, matrix, examples: rows, features: vocabulary.ranges[target], classCount, settings };
    const { model, halves } = await crossFit(job, training.length, fit, (share) => report(target, share));
    const prior = sharesOf(pickNatural(rows), classCount);
    for (const one of [model, ...halves.map((half) => half.model)]) {
      movePrior(one, sharesOf(rows, classCount), prior, settings.fit[target].priorTakenOff);
      centreOverClasses(one);
    }
    const round = (one: LinearModel): void => quantizeModel(one, facts.energies, settings.coarseness[target]);
    const judges = halves.map((half) => ({ ...half, unseen: pickNatural(half.unseen) }));
    await report('calibration', target === 'country' ? 0 : 0.5);
    const findings = judgeUnseen(target, matrix, judges, prior, round);
    round(model);
    return { ...model, classes: classes[target], prior, ...findings };
  };
  const [country, variety] = await Promise.all([fitOne('country'), fitOne('variety')]);
  return pruneFeatures({ vocabulary, targets: { country, variety } }, facts);
}
