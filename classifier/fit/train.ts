import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { BlockLimits } from '../features/blocks.ts';
import type { CountLimits } from '../features/count-features.ts';
import type { Example } from '../features/example.ts';
import { joinSources, keepInArray, sourceOf } from '../features/example-source.ts';
import type { ExampleSource, KeepExamples } from '../features/example-source.ts';
import { MEMORY } from '../features/pieces.ts';
import type { PieceStore } from '../features/pieces.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { chooseClasses, countName, inspectExamples } from './check-examples.ts';
import type { DroppedClass, NameCounts, RefusedExamples } from './check-examples.ts';
import { drawSome } from './draw.ts';
import { isNatural } from './labelled-rows.ts';
import { fitModel, JUDGED_EXAMPLES_MAX } from './model.ts';
import type { FittingSets, FittingStage, TargetModel } from './model.ts';
import { createRetelling } from './retelling/retell.ts';
import { subsetOf } from './split.ts';
import type { Subset } from './split.ts';
import { createFitTarget, fitInTurn } from './target.ts';
import type { FitLoss, FitTarget } from './target.ts';
import type { TrainingSettings } from './training-settings.ts';
import type { RecentScores } from './unseen.ts';

/** A trained model for both targets, and the settings that it was trained with. */
export interface TrainedModel {
  settings: TrainingSettings;
  vocabulary: Vocabulary;
  targets: Record<Target, TargetModel>;
}

/** What became of the examples that a training was given. Manifests hold it under these names. */
export interface TrainingReport {
  given: number;
  /** How many examples each subset has. */
  parts: Record<Subset, number>;
  refused: RefusedExamples[];
  droppedClasses: DroppedClass[];
  /** How many examples each class has to train with, by its number; absent in manifests from before it was counted. */
  classExamples?: Record<Target, number[]>;
  notices: string[];
}

/**
 * What a training ends with: a model and the examples to judge it by, or why there is no model; a report either way.
 */
export type TrainingOutcome =
  | {
      model: TrainedModel;
      /** Of the hold-out set the natural examples; where there are very many, some that are drawn by their texts. */
      holdout: Example[];
      /** What the halves that have not seen the recent examples say of them. */
      recent: Record<Target, RecentScores>;
      report: TrainingReport;
    }
  | { model: undefined; failure: { reason: FailureReason; message: string }; report: TrainingReport };

/** A stage of train(); those of the two targets may overlap. */
export type TrainingStage = FittingStage;

/** How a caller of train() may follow it, and end it. */
export interface TrainingWatch {
  /**
   * Called now and then with a share from 0 to 1 of the stage, and while a target is fitted with the log loss; waited
   * for, so the caller may let other work go first.
   */
  onProgress?(stage: TrainingStage, shareDone: number, loss?: FitLoss): void | Promise<void>;
  /** Training ends soon after `aborted` has become true: an AbortSignal will do. */
  signal?: { readonly aborted: boolean };
}

/** Why a training has given no model. */
export type FailureReason = 'cancelled' | 'no examples' | 'missing column' | 'one class';

/** Where a training keeps what there is no room for in memory; in memory, where it is not told. */
export interface TrainingRoom {
  keepExamples?: KeepExamples | undefined;
  /** For the features of the examples. */
  store?: PieceStore | undefined;
  /** For tests: with other limits the order in which examples are learnt from is another. */
  limits?: BlockLimits | undefined;
  /** For tests. */
  count?: CountLimits | undefined;
}

/**
 * Trains a model: the whole job, from examples to calibrated weights. The same examples in the same order, with the
 * same settings, give the same bits, however many jobs `fit` does at once and whatever room there is; `fit` must read
 * what the room's store puts away. The hold-out set is not looked at, but handed back. `recent` are fingerprints of
 * examples that each half of the models shall have seen one half of, so that the other half can judge them; there must
 * be room for all of those in memory.
 */
export async function train(
  given: readonly Example[] | ExampleSource,
  settings: TrainingSettings,
  watch: TrainingWatch = {},
  fit: FitTarget = fitInTurn(createFitTarget(MEMORY.read)),
  recent: ReadonlySet<string> = new Set(),
  { keepExamples = keepInArray, store = MEMORY, limits, count }: TrainingRoom = {},
): Promise<TrainingOutcome> {
  const source = 'read' in given ? given : sourceOf(given);
  const { sets, report, names, holdout } = sortExamples(source, settings, recent, keepExamples);
  try {
    const classes = settleClasses(names, report, settings);
    const training = withRetold(sets, settings, keepExamples);
    const fitted = await fitModel({ ...sets, training }, classes, settings, {
      fit,
      store,
      limits,
      count,
      report: (stage, share, loss) => reportProgress(watch, stage, share, loss),
    });
    const { vocabulary, targets } = fitted;
    return { model: { settings, vocabulary, targets }, holdout, recent: fitted.recent, report };
  } catch (error) {
    if (!(error instanceof TrainingStopped)) throw error;
    return { model: undefined, failure: { reason: error.reason, message: error.message }, report };
  }
}

/** The examples of a source, sorted by what they are for. */
interface SortedExamples {
  sets: FittingSets & { counts: Record<Target, NameCounts> };
  report: TrainingReport;
  /** How many examples there are of each name, without those of the hold-out set. */
  names: Record<Target, NameCounts>;
  holdout: Example[];
}

/** Sorts the examples: reads them twice, and keeps in memory of the hold-out set what is natural and drawn. */
function sortExamples(
  source: ExampleSource,
  settings: TrainingSettings,
  recent: ReadonlySet<string>,
  keepExamples: KeepExamples,
): SortedExamples {
  const inspection = inspectExamples(source);
  const kept = { training: keepExamples(), validation: keepExamples() };
  const recents: Record<'training' | 'validation', Example[]> = { training: [], validation: [] };
  const parts: Record<Subset, number> = { training: 0, validation: 0, holdout: 0 };
  const names: Record<Target, NameCounts> = { country: new Map(), variety: new Map() };
  const counts: Record<Target, NameCounts> = { country: new Map(), variety: new Map() };
  const holdout = drawSome<Example>(JUDGED_EXAMPLES_MAX);
  let naturalValidation = 0;
  for (const example of source.read()) {
    if (!inspection.admits(example)) continue;
    const subset = subsetOf(example, settings.split);
    parts[subset] += 1;
    if (subset === 'holdout') {
      if (isNatural(example, settings)) holdout.add(example);
      continue;
    }
    for (const target of TARGETS) countName(names[target], example[target]);
    if (recent.has(example.fingerprint)) {
      recents[subset].push(example);
      continue;
    }
    kept[subset].add(example);
    if (subset === 'training') for (const target of TARGETS) countName(counts[target], example[target]);
    else if (isNatural(example, settings)) naturalValidation += 1;
  }
  const [refused, notices] = [inspection.listRefused(), inspection.listNotices()];
  const report: TrainingReport = { given: source.count, parts, refused, droppedClasses: [], notices };
  const sets = {
    training: kept.training.end(),
    validation: kept.validation.end(),
    naturalValidation,
    recent: [...recents.training, ...recents.validation],
    counts,
  };
  return { sets, report, names, holdout: holdout.list() };
}

/** The examples to train with, and behind them what is told again of them. */
function withRetold(
  { training, counts }: SortedExamples['sets'],
  { retelling }: TrainingSettings,
  keepExamples: KeepExamples,
): ExampleSource {
  const retell = createRetelling(counts, retelling);
  const retold = keepExamples();
  for (const example of training.read()) for (const one of retell(example)) retold.add(one);
  return joinSources([training, retold.end()]);
}

/**
 * The classes of each target.
 *
 * Errors: TrainingStopped where there are too few to train with.
 */
function settleClasses(
  names: Record<Target, NameCounts>,
  report: TrainingReport,
  { fewestExamples }: TrainingSettings,
): Record<Target, string[]> {
  const { training, validation } = report.parts;
  if (training + validation === 0) throw new TrainingStopped('no examples', 'There are no examples to train with.');
  report.classExamples = { country: [], variety: [] };
  const { classExamples } = report;
  const settle = (target: Target): string[] => {
    const { classes, exampleCounts, dropped } = chooseClasses(names[target], target, fewestExamples);
    report.droppedClasses.push(...dropped);
    classExamples[target] = exampleCounts;
    if (classes.length + dropped.length === 0) {
      throw new TrainingStopped('missing column', `No example has a ${target}.`);
    }
    if (classes.length < 2) {
      const needed = `two classes of the ${target} with ${fewestExamples} examples or more each`;
      const message = `Training needs ${needed}; the examples have ${classes.length || 'none'}.`;
      throw new TrainingStopped('one class', message);
    }
    return classes;
  };
  return { country: settle('country'), variety: settle('variety') };
}

/** Thrown within train() where it cannot go on; train() returns it as a failure. */
class TrainingStopped extends Error {
  override name = 'TrainingStopped';
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Tells the caller how far training is.
 *
 * Errors: TrainingStopped where the caller has had enough.
 */
async function reportProgress(
  watch: TrainingWatch,
  stage: TrainingStage,
  shareDone: number,
  loss?: FitLoss,
): Promise<void> {
  await watch.onProgress?.(stage, shareDone, loss);
  if (watch.signal?.aborted) throw new TrainingStopped('cancelled', 'The training was cancelled.');
}
