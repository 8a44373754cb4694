import type { Target } from '../../contract/wine.ts';
import { dropModel } from '../answer/linear-model.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import type { BlockLimits } from '../features/blocks.ts';
import { buildVocabulary } from '../features/build-vocabulary.ts';
import type { CountLimits } from '../features/count-features.ts';
import type { Example } from '../features/example.ts';
import { joinSources, sourceOf } from '../features/example-source.ts';
import type { ExampleSource } from '../features/example-source.ts';
import type { PieceStore } from '../features/pieces.ts';
import { FEATURES_MAX } from '../features/vocabulary.ts';
import { MODEL_FILE_BYTES_MAX } from '../files/limits.ts';
import { hashText } from '../text/hash.ts';
import { crossFit } from './cross-fit.ts';
import type { FittedHalf } from './cross-fit.ts';
import { createDraw } from './draw.ts';
import { isNatural, pickRows } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { NATURAL, prepareRows, RETOLD_BIT } from './prepare-rows.ts';
import { centreOverClasses, movePrior, sharesOf } from './prior.ts';
import { pruneFeatures } from './prune.ts';
import type { Models } from './prune.ts';
import { quantizeModel } from './quantize.ts';
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
  training: ExampleSource;
  validation: ExampleSource;
  /** How many examples of the validation set are natural. */
  naturalValidation: number;
  /** Examples by which the model is to be judged as well, if they are not natural. */
  recent: readonly Example[];
}

/** With what a model is fitted. */
export interface Fitting {
  fit: FitTarget;
  store: PieceStore;
  limits?: BlockLimits | undefined;
  count?: CountLimits | undefined;
  report: (stage: FittingStage, shareDone: number, loss?: FitLoss) => Promise<void>;
}

/**
 * By so many natural examples of the validation set, and of the hold-out set, a model is judged at most: they are drawn
 * by their texts. Of a share of one half the standard error is then 0.004.
 */
export const JUDGED_EXAMPLES_MAX = 2 ** 14;

/**
 * Fits and calibrates models for both targets with the training and the validation set and the recent examples. Their
 * weights are such that 8-bit integers with a scale a feature hold them exactly.
 */
export async function fitModel(
  { training, validation, naturalValidation, recent }: FittingSets,
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  { fit, store, limits, count, report }: Fitting,
): Promise<FittedModel> {
  await report('vocabulary', 0);
  const examples = joinSources([training, validation, sourceOf(recent)]);
  const firstRecentRow = training.count + validation.count;
  const featuresMax = featuresServable(classes.country.length + classes.variety.length);
  const vocabulary = buildVocabulary(examples, settings, { featuresMax, ...(count && { count }) });
  await report('vocabulary', 0.5);
  const isDrawn = createDraw(naturalValidation, JUDGED_EXAMPLES_MAX);
  const isWitness = (example: Example, row: number): boolean =>
    row >= firstRecentRow || (row >= training.count && isNatural(example, settings) && isDrawn(example.fingerprint));
  const prepared = prepareRows(examples, { classes, settings, vocabulary, isWitness, store, limits });
  const { facts, witnesses, witnessOf } = prepared;
  const isNaturalRow = (row: number): boolean => ((prepared.flags[row] ?? 0) & NATURAL) !== 0;
  const fitOne = async (target: Target): Promise<{ model: TargetModel; recent: RecentScores }> => {
    const rows = prepared.rows[target];
    const classCount = classes[target].length;
    const job = {
      target,
      blocks: prepared.features,
      examples: countTwice(rows, firstRecentRow),
      features: vocabulary.ranges[target],
      classKeys: Int32Array.from(classes[target], (name) => hashText(name, 0)),
      settings,
    };
    const { model, halves } = await crossFit(job, training.count, fit, (share, loss) => report(target, share, loss));
    const prior = sharesOf(pickForPrior(rows, prepared.flags), classCount);
    for (const one of [model, ...halves.map((half) => half.model)]) {
      movePrior(one, sharesOf(rows, classCount), prior, settings.fit[target].priorTakenOff);
      centreOverClasses(one);
    }
    const round = (one: LinearModel): void => quantizeModel(one, facts.energies, settings.coarseness[target]);
    const halvesBy = (isWanted: (row: number) => boolean): FittedHalf[] =>
      halves.map((half) => ({ ...half, unseen: asWitnesses(half.unseen, witnessOf, isWanted) }));
    await report('calibration', target === 'variety' ? 0 : 0.5);
    const findings = judgeUnseen(target, witnesses, halvesBy(isNaturalRow), prior, round);
    round(model);
    const firstRecentWitness = witnesses.rowCount - recent.length;
    const judged = scoreRecent(
      target,
      witnesses,
      halvesBy((row) => row >= firstRecentRow),
      (witness) => recent[witness - firstRecentWitness],
    );
    for (const half of halves) dropModel(half.model);
    return { model: { ...model, classes: classes[target], prior, ...findings }, recent: judged };
  };
  // The variety takes longer to fit and to calibrate: begun first, it is calibrated while the country is still fitted.
  const [variety, country] = await Promise.all([fitOne('variety'), fitOne('country')]);
  const targets = { country: country.model, variety: variety.model };
  const pruned = pruneFeatures({ vocabulary, targets }, facts);
  dropModel(country.model);
  dropModel(variety.model);
  return { ...pruned, recent: { country: country.recent, variety: variety.recent } };
}

/** The rows that are wanted and are witnesses, by their rows among these. */
function asWitnesses(
  unseen: LabelledRows,
  witnessOf: ReadonlyMap<number, number>,
  isWanted: (row: number) => boolean,
): LabelledRows {
  const picked = pickRows(unseen, (row) => isWanted(row) && witnessOf.has(row));
  return { ...picked, rows: picked.rows.map((row) => witnessOf.get(row) ?? 0) };
}

/** So many features a version can be served with that has so many classes of both targets together. */
function featuresServable(classCount: number): number {
  return Math.min(
    FEATURES_MAX,
    Math.floor(MODEL_FILE_BYTES_MAX['model.onnx'] / (classCount + BYTES_BESIDE_WEIGHTS)) - 1_024,
  );
}

/** A graph has a byte for each weight, and for each feature two scales of four bytes. */
const BYTES_BESIDE_WEIGHTS = 8;

/** Only half of the models learn from a recent example: so that it counts in their mean as others do, twice as much. */
function countTwice(rows: LabelledRows, firstRecentRow: number): LabelledRows {
  const factorOf = (at: number): number => ((rows.rows[at] ?? 0) >= firstRecentRow ? 2 : 1);
  return { ...rows, weights: rows.weights.map((weight, at) => factorOf(at) * weight) };
}

/**
 * The natural examples, and all of a class that none of these is of: a class that people have brought is as frequent as
 * they say, until there are natural examples of it.
 */
function pickForPrior(rows: LabelledRows, flags: Uint8Array): LabelledRows {
  const known = new Set<number>();
  for (let at = 0; at < rows.rows.length; at += 1) {
    if ((flags[rows.rows[at] ?? 0] ?? 0) & NATURAL) known.add(rows.labels[at] ?? 0);
  }
  return pickRows(rows, (row, _, label) => {
    const flag = flags[row] ?? 0;
    return (flag & NATURAL) !== 0 || (!known.has(label) && (flag & RETOLD_BIT) === 0);
  });
}
