import type { Target } from '../../contract/wine.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { buildVocabulary } from '../features/build-vocabulary.ts';
import type { Example } from '../features/example.ts';
import { buildMatrix } from '../features/matrix.ts';
import { hashText } from '../text/hash.ts';
import { crossFit } from './cross-fit.ts';
import { isNatural, labelRows, pickRows } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { gatherFacts, pruneFeatures } from './prune.ts';
import type { Models } from './prune.ts';
import { quantizeModel } from './quantize.ts';
import { RETOLD } from './retelling/retell.ts';
import type { FitLoss, FitTarget } from './target.ts';
import type { TrainingSettings } from './training-settings.ts';
import { judgeUnseen, scoreRecent } from './unseen.ts';
import type { Findings, RecentScores } from './unseen.ts';

/** A stage of fitModel(); those of the two targets may overlap. */
export type FittingStage = 'vocabulary' | Target | 'calibration';

/** A trained model for one target. */
export interface TargetModel extends LinearModel, Findings {
  classes: string[];
  /** The share of each class among wines of which nothing is known. */
  prior: Float64Array;
}

/** Models for both targets over one vocabulary, and what to judge them by as well. */
export interface FittedModel extends Models<TargetModel> {
  recent: Record<Target, RecentScores>;
}

/** What a model is fitted with. The models of either half have not seen half of the validation set and the recent. */
export interface FittingSets {
  training: readonly Example[];
  validation: readonly Example[];
  /** Examples by which the model is to be judged as well, if they are not natural. */
  recent: readonly Example[];
}

/**
 * Fits and calibrates models for both targets with the training and the validation set and the recent examples. Their
 * weights are such that 8-bit integers with a scale a feature hold them exactly.
 */
export async function fitModel(
  { training, validation, recent }: FittingSets,
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  fit: FitTarget,
  report: (stage: FittingStage, shareDone: number, loss?: FitLoss) => Promise<void>,
): Promise<FittedModel> {
  await report('vocabulary', 0);
  const examples = [...training, ...validation, ...recent];
  const firstRecentRow = training.length + validation.length;
  const vocabulary = buildVocabulary(examples, settings);
  await report('vocabulary', 0.5);
  const matrix = buildMatrix(examples, vocabulary, settings.features);
  const facts = gatherFacts(matrix, vocabulary.keys.count);
  const natural = examples.map((example) => isNatural(example, settings));
  const pickNatural = (rows: LabelledRows): LabelledRows => pickRows(rows, (row) => natural[row] ?? false);
  const fitOne = async (target: Target): Promise<{ model: TargetModel; recent: RecentScores }> => {
    const rows = labelRows(examples, target, classes[target], settings);
    const classCount = classes[target].length;
    const classKeys = Int32Array.from(classes[target], (name) => hashText(name, 0));
    const job = {
      target,
      matrix,
      examples: countTwice(rows, firstRecentRow),
      features: vocabulary.ranges[target],
      classKeys,
      settings,
    };
    const { model, halves } = await crossFit(job, training.length, fit, (share, loss) => report(target, share, loss));
    const prior = sharesOf(pickForPrior(rows, examples, natural), classCount);
    for (const one of [model, ...halves.map((half) => half.model)]) {
      movePrior(one, sharesOf(rows, classCount), prior, settings.fit[target].priorTakenOff);
      centreOverClasses(one);
    }
    const round = (one: LinearModel): void => quantizeModel(one, facts.energies, settings.coarseness[target]);
    const judges = halves.map((half) => ({ ...half, unseen: pickNatural(half.unseen) }));
    await report('calibration', target === 'variety' ? 0 : 0.5);
    const findings = judgeUnseen(target, matrix, judges, prior, round);
    round(model);
    const witnesses = halves.map((half) => ({
      ...half,
      unseen: pickRows(half.unseen, (row) => row >= firstRecentRow),
    }));
    return {
      model: { ...model, classes: classes[target], prior, ...findings },
      recent: scoreRecent(target, matrix, witnesses, examples),
    };
  };
  // The variety takes longer to fit and to calibrate: begun first, it is calibrated while the country is still fitted.
  const [variety, country] = await Promise.all([fitOne('variety'), fitOne('country')]);
  const targets = { country: country.model, variety: variety.model };
  return {
    ...pruneFeatures({ vocabulary, targets }, facts),
    recent: { country: country.recent, variety: variety.recent },
  };
}

/** Only half of the models learn from a recent example: so that it counts in their mean as others do, twice as much. */
function countTwice(rows: LabelledRows, firstRecentRow: number): LabelledRows {
  const factorOf = (at: number): number => ((rows.rows[at] ?? 0) >= firstRecentRow ? 2 : 1);
  return { ...rows, weights: rows.weights.map((weight, at) => factorOf(at) * weight) };
}

/**
 * The natural examples, and all of a class that none of these is of: a class that people have brought is as frequent as
 * they say, until there are natural examples of it.
 */
function pickForPrior(rows: LabelledRows, examples: readonly Example[], natural: readonly boolean[]): LabelledRows {
  const known = new Set(rows.labels.filter((_, at) => natural[rows.rows[at] ?? 0]));
  const classes = new Map([...rows.rows].map((row, at) => [row, rows.labels[at] ?? 0]));
  const isBrought = (row: number): boolean => !known.has(classes.get(row) ?? 0) && examples[row]?.source !== RETOLD;
  return pickRows(rows, (row) => natural[row] === true || isBrought(row));
}
