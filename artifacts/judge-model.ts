import { createCalibrate } from '../classifier/answer/calibration.ts';
import { createMatrixBuilder, hideFields, tellingFields } from '../classifier/features/matrix.ts';
import { type Judgement, judgeExamples } from '../classifier/judge/evaluate.ts';
import type { Example } from '../classifier/features/example.ts';
import { scoreInBlocks } from '../classifier/answer/score-blocks.ts';
import { type Regime, visibleFields } from '../classifier/features/visibility.ts';
import type { Target, Wine } from '../contract/wine.ts';
import type { Artifact } from './open.ts';

/** A wine, and the true class of the target in question. */
export interface Question {
  wine: Wine & Pick<Example, 'terms'>;
  truth: string;
}

/**
 * Judges a model version by the very files that would be served. Answers in the order of the questions; the probability
 * of a class that the version does not know is 0.
 */
export async function judgeModel(
  { manifest, vocabulary, scorer }: Artifact,
  target: Target,
  regime: Regime,
  questions: readonly Question[],
): Promise<Judgement[]> {
  const { classes } = manifest.targets[target];
  const calibrate = createCalibrate(target, manifest.targets[target]);
  const buildMatrix = createMatrixBuilder(vocabulary, manifest.features);
  const matrix = hideFields(buildMatrix(questions.map(({ wine }) => wine)), visibleFields(regime, target));
  const rows = await scoreInBlocks(matrix, scorer, manifest.featureCount);
  const scores = new Float32Array(rows.length * classes.length);
  for (const [row, scored] of rows.entries()) scores.set(scored[target].scores, row * classes.length);
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const trueClasses = Int32Array.from(questions, ({ truth }) => numbers.get(truth) ?? -1);
  return judgeExamples({ scores, classCount: classes.length, trueClasses }, (row, at) =>
    calibrate(row, tellingFields(matrix, at, target)),
  );
}
