import { evaluate, judgeExamples } from './evaluate.ts';
import type { Judgement } from './evaluate.ts';
import type { Example } from '../features/example.ts';
import { createMatrixBuilder } from '../features/matrix.ts';
import { labelRows } from '../fit/labelled-rows.ts';
import type { TargetEvaluation } from '../files/manifest.ts';
import { scoreMatrix } from './score-matrix.ts';
import { evaluateSlices } from './slices.ts';
import type { TrainedModel } from '../fit/train.ts';
import { mapRegimes, visibleParts } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';

/** The judgements on examples that the model was not trained with: those whose class it knows. */
export type JudgementsByRegime = Record<Regime, Judgement[]>;

/** Judges a model by examples that it was not trained with. Examples of classes that it does not know are left out. */
export function evaluateModel(
  model: TrainedModel,
  examples: readonly Example[],
): Record<Target, { evaluation: TargetEvaluation; judgements: JudgementsByRegime }> {
  const matrix = createMatrixBuilder(model.vocabulary, model.settings.features)(examples);
  const evaluateTarget = (target: Target): { evaluation: TargetEvaluation; judgements: JudgementsByRegime } => {
    const { classes, classCount, temperatures } = model.targets[target];
    const { rows, labels } = labelRows(examples, target, classes, model.settings);
    const judge = (regime: Regime): Judgement[] => {
      const scores = scoreMatrix(model.targets[target], matrix, rows, visibleParts(regime, target));
      return judgeExamples({ scores, classCount, trueClasses: labels }, temperatures[regime]);
    };
    const judgements = mapRegimes(judge);
    const labelled = Array.from(rows, (row) => examples[row]).filter((example) => example !== undefined);
    const slices = evaluateSlices(labelled, judgements);
    return { evaluation: { regimes: mapRegimes((regime) => evaluate(judgements[regime])), slices }, judgements };
  };
  const evaluated = TARGETS.map((target) => [target, evaluateTarget(target)]);
  return Object.fromEntries(evaluated) as ReturnType<typeof evaluateModel>;
}
