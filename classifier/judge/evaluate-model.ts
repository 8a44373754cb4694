import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { createCalibrate } from '../answer/calibration.ts';
import { createRowScorer } from '../answer/row-scorer.ts';
import type { Example } from '../features/example.ts';
import { createMatrixBuilder } from '../features/matrix.ts';
import { listFieldSets, mapRegimes, nameFields, visibleFields } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { labelRows } from '../fit/labelled-rows.ts';
import type { TrainedModel } from '../fit/train.ts';
import { countConfusion } from './confusion.ts';
import type { Confusion } from './confusion.ts';
import { binByConfidence, evaluate, judgeExamples } from './evaluate.ts';
import type { ConfidenceBin, Evaluation, Judgement } from './evaluate.ts';
import { evaluateSlices } from './slices.ts';
import type { SliceEvaluation } from './slices.ts';

/** How good a model is for one target on examples that it was not trained with, in each regime and by slice. */
export interface TargetEvaluation {
  regimes: Record<Regime, Evaluation>;
  slices: SliceEvaluation[];
  /** For each set of fields that a caller may tell; versions made before it was measured have none. */
  byFields?: FieldsEvaluation[];
  /** Given note, price, points and the other target, as slices are; absent in versions from before they were kept. */
  byConfidence?: ConfidenceBin[];
  confusion?: Confusion;
}

/** How good a model is on the examples in which all of these fields, and only these, tell something. */
export interface FieldsEvaluation extends Pick<Evaluation, 'exampleCount' | 'accuracy' | 'calibrationError'> {
  /** As nameFields() names them. */
  fields: string;
}

/** In each regime, the judgements on examples that the model was not trained with: those whose class it knows. */
export type JudgementsByRegime = Record<Regime, Judgement[]>;

/** How a model does on one target: the figures, and each judgement that they come from. */
export interface JudgedTarget {
  evaluation: TargetEvaluation;
  judgements: JudgementsByRegime;
  /**
   * By set of fields, as nameFields() names them: the judgements on the examples in which all of these tell
   * something.
   */
  judgementsByFields: Record<string, Judgement[]>;
}

/** Sums up judgements by the fields that were told. */
export function evaluateByFields(judgements: Record<string, readonly Judgement[]>): FieldsEvaluation[] {
  return Object.entries(judgements).map(([fields, judged]) => {
    const { exampleCount, accuracy, calibrationError } = evaluate(judged);
    return { fields, exampleCount, accuracy, calibrationError };
  });
}

/** Judges a model by examples that it was not trained with. Examples of classes that it does not know are left out. */
export function evaluateModel(model: TrainedModel, examples: readonly Example[]): Record<Target, JudgedTarget> {
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(examples);
  const evaluateTarget = (target: Target): JudgedTarget => {
    const { classes, classCount, calibration, prior } = model.targets[target];
    const calibrate = createCalibrate(target, { calibration, prior });
    const { rows, labels } = labelRows(examples, target, classes, model.settings);
    const scorer = createRowScorer(model.targets[target], matrix, rows);
    const all = Int32Array.from(rows.keys());
    const judge = (places: Int32Array, fields: number): Judgement[] => {
      const scored = {
        scores: scorer.score(places, fields),
        classCount,
        trueClasses: places.map((at) => labels[at] ?? 0),
      };
      return judgeExamples(scored, (row, at) => calibrate(row, scorer.told(places[at] ?? 0, fields)));
    };
    const judgements = mapRegimes((regime) => judge(all, visibleFields(regime, target)));
    const judgementsByFields: Record<string, Judgement[]> = {};
    for (const fields of listFieldSets(target)) {
      const telling = all.filter((place) => scorer.told(place, fields) === fields);
      judgementsByFields[nameFields(fields)] = judge(telling, fields);
    }
    const labelled = Array.from(rows, (row) => examples[row]).filter((example) => example !== undefined);
    const slices = evaluateSlices(labelled, judgements);
    const regimes = mapRegimes((regime) => evaluate(judgements[regime]));
    const evaluation = {
      regimes,
      slices,
      byFields: evaluateByFields(judgementsByFields),
      byConfidence: binByConfidence(judgements.noteAndNumbers),
      confusion: countConfusion(judgements.noteAndNumbers, classes),
    };
    return { evaluation, judgements, judgementsByFields };
  };
  const evaluated = TARGETS.map((target) => [target, evaluateTarget(target)]);
  return Object.fromEntries(evaluated) as Record<Target, JudgedTarget>;
}
