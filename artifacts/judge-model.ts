import { createMatrixBuilder } from '../classifier/features/matrix.ts';
import type { FeatureMatrix } from '../classifier/features/matrix.ts';
import { type Judgement, judgeExamples } from '../classifier/judge/evaluate.ts';
import type { Example } from '../classifier/features/example.ts';
import { scoreInBlocks } from '../classifier/answer/score-blocks.ts';
import { type Regime, visibleFields } from '../classifier/features/visibility.ts';
import type { Target, Wine } from '../contract/wine.ts';
import type { ModelParts } from './open.ts';

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
  { manifest, vocabulary, scorer }: ModelParts,
  target: Target,
  regime: Regime,
  questions: readonly Question[],
): Promise<Judgement[]> {
  const { classes, temperatures } = manifest.targets[target];
  const buildMatrix = createMatrixBuilder(vocabulary, manifest.features);
  const matrix = hideParts(buildMatrix(questions.map(({ wine }) => wine)), visibleFields(regime, target));
  const rows = await scoreInBlocks(matrix, scorer, manifest.featureCount);
  const scores = new Float32Array(rows.length * classes.length);
  for (const [row, scored] of rows.entries()) scores.set(scored[target].scores, row * classes.length);
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const trueClasses = Int32Array.from(questions, ({ truth }) => numbers.get(truth) ?? -1);
  return judgeExamples({ scores, classCount: classes.length, trueClasses }, temperatures[regime]);
}

/** The same matrix with those entries only that need no other parts of the wine than these. */
function hideParts(matrix: FeatureMatrix, visible: number): FeatureMatrix {
  const rowStarts = new Int32Array(matrix.rowCount + 1);
  const kept: number[] = [];
  for (let row = 0; row < matrix.rowCount; row += 1) {
    for (let entry = matrix.rowStarts[row] ?? 0; entry < (matrix.rowStarts[row + 1] ?? 0); entry += 1) {
      if (((matrix.needs[entry] ?? 0) & ~visible) === 0) kept.push(entry);
    }
    rowStarts[row + 1] = kept.length;
  }
  return {
    rowCount: matrix.rowCount,
    rowStarts,
    ids: Int32Array.from(kept, (entry) => matrix.ids[entry] ?? 0),
    weights: Float32Array.from(kept, (entry) => matrix.weights[entry] ?? 0),
    needs: Uint8Array.from(kept, (entry) => matrix.needs[entry] ?? 0),
  };
}
