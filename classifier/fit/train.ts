import { fitTemperature } from './calibrate.ts';
import { checkExamples, chooseClasses } from './check-examples.ts';
import type { DroppedClass, RefusedExamples } from './check-examples.ts';
import type { Example } from '../features/example.ts';
import { fitInTurn, fitTarget } from './target.ts';
import type { FitTarget } from './target.ts';
import { fitModel } from './model.ts';
import type { ClassModel } from './model.ts';
import { measureRounding } from './rounding-effect.ts';
import type { RoundingEffect } from './rounding-effect.ts';
import { splitExamples } from './split.ts';
import type { Part } from './split.ts';
import type { TrainingSettings } from './training-settings.ts';
import { reportProgress, TrainingStopped } from './training-watch.ts';
import type { FailureReason, TrainingWatch } from './training-watch.ts';
import { mapRegimes } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import type { Target } from '../../contract/wine.ts';

/** A model for one target. */
export interface TargetModel extends ClassModel {
  /** What the scores are divided by before the softmax, by how much was told of the wine. */
  temperatures: Record<Regime, number>;
  /** What rounding its weights has done to the answers to note, price, points and the other target. */
  rounding: RoundingEffect;
}

/** A model for both targets. */
export interface TrainedModel {
  settings: TrainingSettings;
  vocabulary: Vocabulary;
  targets: Record<Target, TargetModel>;
}

/** What became of the examples. */
export interface TrainingReport {
  given: number;
  parts: Record<Part, number>;
  refused: RefusedExamples[];
  droppedClasses: DroppedClass[];
  notices: string[];
}

/** A model, or why there is none; a report either way. */
export type TrainingOutcome =
  | { model: TrainedModel; holdout: Example[]; report: TrainingReport }
  | { model: undefined; failure: { reason: FailureReason; message: string }; report: TrainingReport };

/**
 * Trains a model: the whole job, from examples to calibrated weights. The same examples in the same order, with the same
 * settings, give the same bits, however many jobs `fit` does at once. The hold-out part of the examples is not looked at; it is handed back.
 */
export async function train(
  given: readonly Example[],
  settings: TrainingSettings,
  watch: TrainingWatch = {},
  fit: FitTarget = fitInTurn(fitTarget),
): Promise<TrainingOutcome> {
  const { examples, refused, notices } = checkExamples(given);
  const parts = splitExamples(examples, settings.split);
  const counts = {
    training: parts.training.length,
    validation: parts.validation.length,
    holdout: parts.holdout.length,
  };
  const report: TrainingReport = { given: given.length, parts: counts, refused, droppedClasses: [], notices };
  try {
    const classes = settleClasses([...parts.training, ...parts.validation], settings, report);
    const model = await fitAndCalibrate(parts, classes, settings, watch, fit);
    return { model, holdout: parts.holdout, report };
  } catch (error) {
    if (!(error instanceof TrainingStopped)) throw error;
    return { model: undefined, failure: { reason: error.reason, message: error.message }, report };
  }
}

/** The classes of each target; throws TrainingStopped if they are too few to train with. */
function settleClasses(
  training: readonly Example[],
  settings: TrainingSettings,
  report: TrainingReport,
): Record<Target, string[]> {
  if (training.length === 0) throw new TrainingStopped('no examples', 'There is no example to train with.');
  const settle = (target: Target): string[] => {
    const { classes, dropped } = chooseClasses(training, target, settings.fewestExamples);
    report.droppedClasses.push(...dropped);
    if (classes.length + dropped.length === 0) {
      throw new TrainingStopped('missing column', `No example has a ${target}.`);
    }
    if (classes.length < 2) {
      const message = `A choice takes two classes; of the ${target}, ${classes.length} has ${settings.fewestExamples} examples.`;
      throw new TrainingStopped('one class', message);
    }
    return classes;
  };
  return { country: settle('country'), variety: settle('variety') };
}

async function fitAndCalibrate(
  parts: Record<Part, Example[]>,
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  watch: TrainingWatch,
  fit: FitTarget,
): Promise<TrainedModel> {
  const { vocabulary, targets, unseen } = await fitModel(parts, classes, settings, fit, (stage, share) =>
    reportProgress(watch, stage, share),
  );
  await reportProgress(watch, 'calibration', 0);
  const calibrate = (target: Target): TargetModel => {
    const { trueClasses, classCount, exact, rounded } = unseen[target];
    const temperatures = mapRegimes((regime) => fitTemperature({ scores: rounded[regime], classCount, trueClasses }));
    const usual = 'noteAndNumbers';
    const scored = { scores: rounded[usual], classCount, trueClasses };
    const rounding = measureRounding(exact[usual], scored, temperatures[usual]);
    return { ...targets[target], temperatures, rounding };
  };
  return { settings, vocabulary, targets: { country: calibrate('country'), variety: calibrate('variety') } };
}
