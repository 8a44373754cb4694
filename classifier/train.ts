import { fitTemperature } from './calibrate.ts';
import { checkExamples, chooseClasses } from './check-examples.ts';
import type { DroppedClass, RefusedExamples } from './check-examples.ts';
import type { Example } from './example.ts';
import { createMatrixBuilder } from './feature-matrix.ts';
import { fitInTurn, fitTarget } from './fit-target.ts';
import type { FitTarget } from './fit-target.ts';
import { fitModel, labelRows, naturalExamples } from './fit-model.ts';
import type { ClassModel, FittedModel } from './fit-model.ts';
import { scoreMatrix } from './score-matrix.ts';
import { splitExamples } from './split.ts';
import type { Part } from './split.ts';
import type { TrainingSettings } from './training-settings.ts';
import { reportProgress, TrainingStopped } from './training-watch.ts';
import type { FailureReason, TrainingWatch } from './training-watch.ts';
import { mapRegimes, visibleParts } from './visibility.ts';
import type { Regime } from './visibility.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Target } from './wine.ts';

/** A model for one target. */
export interface TargetModel extends ClassModel {
  /** What the scores are divided by before the softmax, by how much was told of the wine. */
  temperatures: Record<Regime, number>;
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
    const classes = settleClasses(parts.training, settings, report);
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
  { training, validation }: Record<Part, Example[]>,
  classes: Record<Target, string[]>,
  settings: TrainingSettings,
  watch: TrainingWatch,
  fit: FitTarget,
): Promise<TrainedModel> {
  const again = settings.fitAgainWithValidation;
  const trial = fitModel(training, classes, settings, fit, (stage, share) =>
    reportProgress(watch, again ? `trial ${stage}` : stage, share),
  );
  const final = again
    ? fitModel([...training, ...validation], classes, settings, fit, (stage, share) =>
        reportProgress(watch, stage, share),
      )
    : trial;
  const [tried, { vocabulary, targets }] = await Promise.all([trial, final]);
  await reportProgress(watch, 'calibration', 0);
  const temperatures = calibrate(tried, naturalExamples(validation, settings), settings);
  return {
    settings,
    vocabulary,
    targets: {
      country: { ...targets.country, temperatures: temperatures.country },
      variety: { ...targets.variety, temperatures: temperatures.variety },
    },
  };
}

function calibrate(
  { vocabulary, targets }: FittedModel,
  examples: readonly Example[],
  settings: TrainingSettings,
): Record<Target, Record<Regime, number>> {
  const matrix = createMatrixBuilder(vocabulary, settings.features)(examples);
  const calibrateTarget = (target: Target): Record<Regime, number> => {
    const model = targets[target];
    const { rows, labels } = labelRows(examples, target, model.classes, settings);
    return mapRegimes((regime) => {
      const scores = scoreMatrix(model, matrix, rows, visibleParts(regime, target));
      return fitTemperature({ scores, classCount: model.classCount, trueClasses: labels });
    });
  };
  return { country: calibrateTarget('country'), variety: calibrateTarget('variety') };
}
