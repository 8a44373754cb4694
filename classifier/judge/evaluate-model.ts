import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { scoreMatrix } from '../answer/linear-model.ts';
import type { Example } from '../features/example.ts';
import { createMatrixBuilder } from '../features/matrix.ts';
import { mapRegimes, visibleFields } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { labelRows } from '../fit/labelled-rows.ts';
import type { TrainedModel } from '../fit/train.ts';
import { evaluate, judgeExamples } from './evaluate.ts';
import type { Evaluation, Judgement } from './evaluate.ts';
import { evaluateSlices } from './slices.ts';
import type { SliceEvaluation } from './slices.ts';

/** How good a model is for one target on examples that it was not trained with, in each regime and by slice. */
export interface TargetEvaluation {
  regimes: Record<Regime, Evaluation>;
  slices: SliceEvaluation[];
}

/** In each regime, the judgements on examples that the model was not trained with: those whose class it knows. */
export type JudgementsByRegime = Record<Regime, Judgement[]>;

/** How a model does on one target: the figures, and each judgement that they come from. */
export interface JudgedTarget {
  evaluation: TargetEvaluation;
  judgements: JudgementsByRegime;
}

/** Judges a model by examples that it was not trained with. Examples of classes that it does not know are left out. */
export function evaluateModel(model: TrainedModel, examples: readonly Example[]): Record<Target, JudgedTarget> {
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(examples);
  const evaluateTarget = (target: Target): JudgedTarget => {
    const { classes, classCount, temperatures } = model.targets[target];
    const { rows, labels } = labelRows(examples, target, classes, model.settings);
    const judge = (regime: Regime): Judgement[] => {
      const scores = scoreMatrix(model.targets[target], matrix, rows, visibleFields(regime, target));
      return judgeExamples({ scores, classCount, trueClasses: labels }, temperatures[regime]);
    };
    const judgements = mapRegimes(judge);
    const labelled = Array.from(rows, (row) => examples[row]).filter((example) => example !== undefined);
    const slices = evaluateSlices(labelled, judgements);
    return { evaluation: { regimes: mapRegimes((regime) => evaluate(judgements[regime])), slices }, judgements };
  };
  const evaluated = TARGETS.map((target) => [target, evaluateTarget(target)]);
  return Object.fromEntries(evaluated) as Record<Target, JudgedTarget>;
}
