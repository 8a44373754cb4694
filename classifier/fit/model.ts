import type { Target } from '../../contract/wine.ts';
import { scoreMatrix } from '../answer/linear-model.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { buildVocabulary } from '../features/build-vocabulary.ts';
import type { Example } from '../features/example.ts';
import { buildMatrix } from '../features/matrix.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import { mapRegimes, visibleFields } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { hashText } from '../text/hash.ts';
import { crossFit } from './cross-fit.ts';
import type { FittedHalf } from './cross-fit.ts';
import { isNatural, labelRows, pickRows } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { gatherFacts, pruneFeatures } from './prune.ts';
import type { Models } from './prune.ts';
import { quantizeModel } from './quantize.ts';
import type { FitTarget } from './target.ts';
import type { TrainingSettings } from './training-settings.ts';

/** A stage of fitModel(); those of the two targets may overlap. */
export type FittingStage = 'vocabulary' | Target;

/** A model for one target, its confidence not calibrated yet. */
export interface ClassModel extends LinearModel {
  classes: string[];
  /** The share of each class among wines of which nothing is known. */
  prior: Float64Array;
}

/**
 * Scores of natural examples, examples × classes, by models that were not fitted with them, before and after rounding.
 */
export interface UnseenScores {
  trueClasses: Int32Array;
  classCount: number;
  exact: Record<Regime, Float32Array>;
  rounded: Record<Regime, Float32Array>;
}

/**
 * Scores of recent examples whose class is known, examples × classes, by models that were not fitted with them, after
 * rounding.
 */
export interface RecentScores {
  examples: Example[];
  trueClasses: Int32Array;
  classCount: number;
  scores: Record<Regime, Float32Array>;
}

/** Models for both targets over one vocabulary, and what to calibrate and to judge them by. */
export interface FittedModel extends Models<ClassModel> {
  unseen: Record<Target, UnseenScores>;
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
 * Fits models for both targets with the training and the validation set and the recent examples. Their weights are such
 * that 8-bit integers with a scale a feature hold them exactly.
 */
export async function fitModel(
  { training, validation, recent }: FittingSets,
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  fit: FitTarget,
  report: (stage: FittingStage, shareDone: number) => Promise<void>,
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
  const fitOne = async (target: Target) => {
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
    const { model, halves } = await crossFit(job, training.length, fit, (share) => report(target, share));
    const prior = sharesOf(pickForPrior(rows, natural), classCount);
    for (const one of [model, ...halves.map((half) => half.model)]) {
      movePrior(one, sharesOf(rows, classCount), prior, settings.fit[target].priorTakenOff);
      centreOverClasses(one);
    }
    const round = (one: LinearModel): void => quantizeModel(one, facts.energies, settings.coarseness[target]);
    const judges = halves.map((half) => ({ ...half, unseen: pickNatural(half.unseen) }));
    const unseen = scoreUnseen(target, matrix, judges, round);
    round(model);
    const witnesses = halves.map((half) => ({
      ...half,
      unseen: pickRows(half.unseen, (row) => row >= firstRecentRow),
    }));
    const scored = scoreRecent(target, matrix, witnesses, examples);
    return { model: { ...model, classes: classes[target], prior }, unseen, recent: scored };
  };
  const [country, variety] = await Promise.all([fitOne('country'), fitOne('variety')]);
  const targets = { country: country.model, variety: variety.model };
  return {
    ...pruneFeatures({ vocabulary, targets }, facts),
    unseen: { country: country.unseen, variety: variety.unseen },
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
function pickForPrior(rows: LabelledRows, natural: readonly boolean[]): LabelledRows {
  const known = new Set(rows.labels.filter((_, at) => natural[rows.rows[at] ?? 0]));
  const classes = new Map([...rows.rows].map((row, at) => [row, rows.labels[at] ?? 0]));
  return pickRows(rows, (row) => natural[row] === true || !known.has(classes.get(row) ?? 0));
}

/** Scores what each half has not seen, in each regime; the weights of the halves are rounded already. */
function scoreRecent(
  target: Target,
  matrix: FeatureMatrix,
  halves: readonly FittedHalf[],
  examples: readonly Example[],
): RecentScores {
  return {
    examples: halves.flatMap(({ unseen }) => [...unseen.rows].flatMap((row) => examples[row] ?? [])),
    trueClasses: Int32Array.from(halves.flatMap(({ unseen }) => [...unseen.labels])),
    classCount: halves[0]?.model.classCount ?? 0,
    scores: mapRegimes((regime) => scoreHalves(target, matrix, halves, regime)),
  };
}

function scoreHalves(
  target: Target,
  matrix: FeatureMatrix,
  halves: readonly FittedHalf[],
  regime: Regime,
): Float32Array {
  const visible = visibleFields(regime, target);
  return concatenate(halves.map(({ model, unseen }) => scoreMatrix(model, matrix, unseen.rows, visible)));
}

/** Scores what each half has not seen, in each regime, before and after `round` has rounded the half's weights. */
function scoreUnseen(
  target: Target,
  matrix: FeatureMatrix,
  halves: readonly FittedHalf[],
  round: (model: LinearModel) => void,
): UnseenScores {
  const score = (): Record<Regime, Float32Array> => mapRegimes((regime) => scoreHalves(target, matrix, halves, regime));
  const exact = score();
  for (const { model } of halves) round(model);
  return {
    trueClasses: Int32Array.from(halves.flatMap(({ unseen }) => [...unseen.labels])),
    classCount: halves[0]?.model.classCount ?? 0,
    exact,
    rounded: score(),
  };
}

function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let end = 0;
  for (const array of arrays) {
    all.set(array, end);
    end += array.length;
  }
  return all;
}
