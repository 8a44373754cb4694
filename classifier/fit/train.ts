import type { Target } from '../../contract/wine.ts';
import type { Example } from '../features/example.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { checkExamples, chooseClasses } from './check-examples.ts';
import type { DroppedClass, RefusedExamples } from './check-examples.ts';
import { fitModel } from './model.ts';
import type { FittingSets, FittingStage, TargetModel } from './model.ts';
import { retellExamples } from './retelling/retell.ts';
import { splitExamples } from './split.ts';
import type { Subset } from './split.ts';
import { fitInTurn, fitTarget } from './target.ts';
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

/**
 * Trains a model: the whole job, from examples to calibrated weights. The same examples in the same order, with the
 * same settings, give the same bits, however many jobs `fit` does at once. The hold-out set is not looked at, but
 * handed back. `recent` are fingerprints of examples that each half of the models shall have seen one half of, so that
 * the other half can judge them.
 */
export async function train(
  given: readonly Example[],
  settings: TrainingSettings,
  watch: TrainingWatch = {},
  fit: FitTarget = fitInTurn(fitTarget),
  recent: ReadonlySet<string> = new Set(),
): Promise<TrainingOutcome> {
  const { examples, refused, notices } = checkExamples(given);
  const subsets = splitExamples(examples, settings.split);
  const counts = {
    training: subsets.training.length,
    validation: subsets.validation.length,
    holdout: subsets.holdout.length,
  };
  const report: TrainingReport = { given: given.length, parts: counts, refused, droppedClasses: [], notices };
  try {
    const classes = settleClasses([...subsets.training, ...subsets.validation], settings, report);
    const sets = setRecentApart(subsets, recent);
    const training = [...sets.training, ...retellExamples(sets.training, settings.retelling)];
    const fitted = await fitModel({ ...sets, training }, classes, settings, fit, (stage, share, loss) =>
      reportProgress(watch, stage, share, loss),
    );
    const { vocabulary, targets } = fitted;
    return { model: { settings, vocabulary, targets }, holdout: subsets.holdout, recent: fitted.recent, report };
  } catch (error) {
    if (!(error instanceof TrainingStopped)) throw error;
    return { model: undefined, failure: { reason: error.reason, message: error.message }, report };
  }
}

/**
 * The classes of each target.
 *
 * Errors: TrainingStopped where there are too few to train with.
 */
function settleClasses(
  training: readonly Example[],
  settings: TrainingSettings,
  report: TrainingReport,
): Record<Target, string[]> {
  if (training.length === 0) throw new TrainingStopped('no examples', 'There are no examples to train with.');
  report.classExamples = { country: [], variety: [] };
  const { classExamples } = report;
  const settle = (target: Target): string[] => {
    const { classes, exampleCounts, dropped } = chooseClasses(training, target, settings.fewestExamples);
    report.droppedClasses.push(...dropped);
    classExamples[target] = exampleCounts;
    if (classes.length + dropped.length === 0) {
      throw new TrainingStopped('missing column', `No example has a ${target}.`);
    }
    if (classes.length < 2) {
      const needed = `two classes of the ${target} with ${settings.fewestExamples} examples or more each`;
      const message = `Training needs ${needed}; the examples have ${classes.length || 'none'}.`;
      throw new TrainingStopped('one class', message);
    }
    return classes;
  };
  return { country: settle('country'), variety: settle('variety') };
}

function setRecentApart({ training, validation }: Record<Subset, Example[]>, recent: ReadonlySet<string>): FittingSets {
  const isRecent = ({ fingerprint }: Example): boolean => recent.has(fingerprint);
  const isOlder = (example: Example): boolean => !isRecent(example);
  return {
    training: training.filter(isOlder),
    validation: validation.filter(isOlder),
    recent: [...training, ...validation].filter(isRecent),
  };
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
