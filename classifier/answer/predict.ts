import { explain } from './evidence.ts';
import { createMatrixBuilder } from '../features/matrix.ts';
import type { FeatureMatrix, FeatureOrigins } from '../features/matrix.ts';
import { turnIntoProbabilities } from './linear-model.ts';
import type { Manifest, ManifestTarget } from '../files/manifest.ts';
import { rankClasses } from './rank-classes.ts';
import { scoreInBlocks } from './score-blocks.ts';
import type { RowScores } from './score-blocks.ts';
import type { Scorer } from './scorer.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { ownBit, regimeOf } from '../features/visibility.ts';
import { warnAbout } from './warnings.ts';
import type { Evidence, ScoredClass, Target, Wine } from '../../contract/wine.ts';

/** What the classifier says of a wine. */
export interface Answer {
  country: AnsweredTarget;
  variety: AnsweredTarget;
  /** What to know before relying on the answer. */
  warnings: string[];
}

/** What it says about one target. */
export interface AnsweredTarget {
  /** The five most probable classes, best first. */
  ranking: ScoredClass[];
  /** What moved the answer: up to eight pieces, strongest first. */
  evidence: Evidence[];
}

/** What a caller wants. */
export interface ClassifyOptions {
  /** false saves the time that evidence takes; it is empty then. */
  evidence?: boolean;
}

/** A model that is ready to answer. */
export interface Classifier {
  /** Answers in the order of the wines. What is said of a wine does not depend on the others, to the last bit. */
  classify(wines: readonly Wine[], options?: ClassifyOptions): Promise<Answer[]>;
}

const RANKING_LENGTH = 5;
const MOST_EVIDENCE = 8;

/** Makes a classifier of a model version's parts. */
export function createClassifier({
  manifest,
  vocabulary,
  scorer,
}: {
  manifest: Manifest;
  vocabulary: Vocabulary;
  scorer: Scorer;
}): Classifier {
  const buildMatrix = createMatrixBuilder(vocabulary, manifest.features);
  return {
    async classify(wines, { evidence = true } = {}) {
      const matrix = buildMatrix(wines);
      const scored = await scoreInBlocks(matrix, scorer, manifest.featureCount);
      const answer = (target: Target, wine: Wine, row: number): AnsweredTarget =>
        answerTarget(target, manifest.targets[target], wine, matrix, row, scored[row]?.[target], evidence);
      return wines.map((wine, row) => ({
        country: answer('country', wine, row),
        variety: answer('variety', wine, row),
        warnings: warnAbout(wine, vocabulary, matrix, row),
      }));
    },
  };
}

function answerTarget(
  target: Target,
  model: ManifestTarget,
  wine: Wine,
  matrix: FeatureMatrix & FeatureOrigins,
  row: number,
  scored: RowScores[Target] | undefined,
  evidence: boolean,
): AnsweredTarget {
  const parts = partsFor(target, matrix, row);
  if (!scored || parts === 0) {
    return { ranking: rankClasses(model.classes, Float64Array.from(model.prior), RANKING_LENGTH), evidence: [] };
  }
  const probabilities = new Float64Array(scored.scores);
  turnIntoProbabilities(probabilities, model.temperatures[regimeOf(parts)]);
  return {
    ranking: rankClasses(model.classes, probabilities, RANKING_LENGTH),
    evidence: evidence ? explain(wine, matrix, row, scored.effects, MOST_EVIDENCE) : [],
  };
}

/** The parts of the wine of which the model knows something and which count for the target: its own field does not. */
function partsFor(target: Target, matrix: FeatureMatrix, row: number): number {
  let parts = 0;
  for (let at = matrix.rowStarts[row] ?? 0; at < (matrix.rowStarts[row + 1] ?? 0); at += 1) {
    const needs = matrix.needs[at] ?? 0;
    if ((needs & ownBit(target)) === 0) parts |= needs;
  }
  return parts;
}
