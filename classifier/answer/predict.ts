import { EVIDENCE_PIECES_MAX, RANKING_CLASSES } from '../../contract/limits.ts';
import { type Evidence, type ScoredClass, type Target, TARGETS, type Wine } from '../../contract/wine.ts';
import type { FeatureSettings } from '../features/features.ts';
import { createMatrixBuilder, tellingFields } from '../features/matrix.ts';
import type { FeatureMatrix, FeatureOrigins } from '../features/matrix.ts';
import { createClassFinder, isUnknownName } from '../text/names.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { createCalibrate } from './calibration.ts';
import type { Calibrate, Calibration } from './calibration.ts';
import { explain } from './evidence.ts';
import { scoreInBlocks } from './score-blocks.ts';
import type { RowScores } from './score-blocks.ts';
import type { Scorer } from './scorer.ts';
import { warnAbout } from './warnings.ts';

/** What a model says of one wine. */
export interface ClassifiedWine {
  country: Classification;
  variety: Classification;
  /** What a caller must know before relying on it, in sentences. */
  warnings: string[];
}

/** What a model says of one wine about one target. */
export interface Classification {
  /** The five most probable classes, best first. */
  ranking: ScoredClass[];
  /** What speaks for or against the most probable class: up to eight pieces, strongest first. */
  evidence: Evidence[];
}

/** What a caller of classify() wants. */
export interface ClassifyOptions {
  /** false saves the time that evidence takes; it is empty then. */
  evidence?: boolean;
}

/** A model that is ready to classify wines. */
export interface Classifier {
  /** Classifies wines, in their order. What is said of a wine does not depend on the others, to the last bit. */
  classify(wines: readonly Wine[], options?: ClassifyOptions): Promise<ClassifiedWine[]>;
}

/** What must be known of a model, beside its vocabulary and its weights, to classify by it. */
export interface ModelFacts {
  targets: Record<Target, TargetFacts>;
  /** How many features the vocabulary has; also the id that fills up short rows. */
  featureCount: number;
  features: FeatureSettings;
}

/** What must be known of a model for one target, beside its weights, to classify by it. */
export interface TargetFacts {
  /** By number, as in the scores. */
  classes: string[];
  /** The probability of each class where nothing is known of a wine. */
  prior: number[];
  /** How scores become probabilities, by the fields that were told, as nameFields() names them. */
  calibration: Record<string, Calibration>;
}

/** Makes a classifier of what a model version consists of; a Manifest is ModelFacts. */
export function createClassifier({
  manifest,
  vocabulary,
  scorer,
}: {
  manifest: ModelFacts;
  vocabulary: Vocabulary;
  scorer: Scorer;
}): Classifier {
  const buildMatrix = createMatrixBuilder(vocabulary, manifest.features);
  const settle = createSettler(manifest.targets);
  const calibrate = {
    country: createCalibrate('country', manifest.targets.country),
    variety: createCalibrate('variety', manifest.targets.variety),
  };
  return {
    async classify(given, { evidence = true } = {}) {
      const wines = given.map(settle);
      const matrix = buildMatrix(wines);
      const scored = await scoreInBlocks(matrix, scorer, manifest.featureCount, evidence);
      const classifyRow = (target: Target, wine: Wine, row: number): Classification =>
        classifyTarget(
          target,
          manifest.targets[target],
          calibrate[target],
          wine,
          matrix,
          row,
          scored[row]?.[target],
          evidence,
        );
      return wines.map((wine, row) => ({
        country: classifyRow('country', wine, row),
        variety: classifyRow('variety', wine, row),
        warnings: warnAbout(wine, vocabulary, matrix, row),
      }));
    },
  };
}

/**
 * Spells the country and the variety of a wine as the model does, where it knows them by another spelling or name;
 * leaves out a name that says that nobody knows.
 */
function createSettler({ country, variety }: Record<Target, TargetFacts>): (wine: Wine) => Wine {
  const find = {
    country: createClassFinder('country', country.classes),
    variety: createClassFinder('variety', variety.classes),
  };
  return (wine) => {
    const settled = { ...wine };
    for (const target of TARGETS) {
      const name = wine[target];
      if (name === undefined) continue;
      if (isUnknownName(name)) delete settled[target];
      else settled[target] = find[target](name) ?? name;
    }
    return settled;
  };
}

function classifyTarget(
  target: Target,
  model: TargetFacts,
  calibrate: Calibrate,
  wine: Wine,
  matrix: FeatureMatrix & FeatureOrigins,
  row: number,
  scored: RowScores[Target] | undefined,
  evidence: boolean,
): Classification {
  const fields = tellingFields(matrix, row, target);
  if (!scored || fields === 0) {
    return { ranking: rankClasses(model.classes, Float64Array.from(model.prior), RANKING_CLASSES), evidence: [] };
  }
  const probabilities = new Float64Array(scored.scores);
  calibrate(probabilities, fields);
  return {
    ranking: rankClasses(model.classes, probabilities, RANKING_CLASSES),
    evidence: evidence ? explain(wine, matrix, row, scored.effects, EVIDENCE_PIECES_MAX) : [],
  };
}

/** The `length` most probable classes, best first; of equal ones the first. Faster than sorting all of them. */
function rankClasses(classes: readonly string[], probabilities: Float64Array, length: number): ScoredClass[] {
  const best: number[] = [];
  let least = -Infinity;
  for (let candidate = 0; candidate < probabilities.length; candidate += 1) {
    const probability = probabilities[candidate] ?? 0;
    if (best.length === length && probability <= least) continue;
    let place = best.length < length ? best.length : length - 1;
    for (; place > 0 && probability > (probabilities[best[place - 1] ?? 0] ?? 0); place -= 1) {
      best[place] = best[place - 1] ?? 0;
    }
    best[place] = candidate;
    least = probabilities[best[best.length - 1] ?? 0] ?? 0;
  }
  return best.map((winner) => ({ name: classes[winner] ?? '', confidence: probabilities[winner] ?? 0 }));
}
