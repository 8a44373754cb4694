import { DESCRIPTION_BIT } from './feature-list.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import type { LinearModel } from './linear-model.ts';
import { listKeys } from './key-table.ts';
import { createVocabulary, listWeights } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { TARGETS } from './wine.ts';
import type { Target } from './wine.ts';

/** Models for both targets over one vocabulary. */
export interface Models<Model extends LinearModel> {
  vocabulary: Vocabulary;
  targets: Record<Target, Model>;
}

/** What a matrix tells of each feature. */
interface FeatureFacts {
  /** Sum of the squares of what the feature weighs in each wine. */
  energies: Float64Array;
  /** The parts of a wine that it is made of, as bits. */
  needs: Uint8Array;
}

/**
 * Makes models smaller: each target keeps the `most` features that move its scores most in the wines of the matrix. What
 * neither keeps stays in the vocabulary, because the length of notes depends on it; but for crosses, on which nothing does.
 */
export function pruneFeatures<Model extends LinearModel>(
  { vocabulary, targets }: Models<Model>,
  matrix: FeatureMatrix,
  most: Record<Target, number>,
): Models<Model> {
  const facts = gatherFacts(matrix, vocabulary.keys.count);
  const kept = {
    country: keepStrongest(targets.country, facts.energies, most.country),
    variety: keepStrongest(targets.variety, facts.energies, most.variety),
  };
  const placed = placeFeatures(kept, facts.needs);
  const { first, second } = listKeys(vocabulary.keys);
  const weights = listWeights(vocabulary);
  const pick = (numbers: Int32Array): Int32Array => placed.features.map((feature) => numbers[feature] ?? 0);
  const pruned = createVocabulary(
    pick(first),
    pick(second),
    Float32Array.from(placed.features, (feature) => weights[feature] ?? 0),
    placed.ranges,
  );
  const models = TARGETS.map((target) => {
    const { first: start, end } = placed.ranges[target];
    return [target, { ...targets[target], ...pickRows(targets[target], placed.features.subarray(start, end), start) }];
  });
  return { vocabulary: pruned, targets: Object.fromEntries(models) as Record<Target, Model> };
}

function gatherFacts({ ids, weights, needs }: FeatureMatrix, featureCount: number): FeatureFacts {
  const facts = { energies: new Float64Array(featureCount), needs: new Uint8Array(featureCount) };
  for (let at = 0; at < ids.length; at += 1) {
    const feature = ids[at] ?? 0;
    const weight = weights[at] ?? 0;
    facts.energies[feature] = (facts.energies[feature] ?? 0) + weight * weight;
    facts.needs[feature] = needs[at] ?? 0;
  }
  return facts;
}

/** 1 for each of the `most` features of the model that move its scores most. */
function keepStrongest(
  { weights, classCount, firstFeature }: LinearModel,
  energies: Float64Array,
  most: number,
): Uint8Array {
  const strengths = Float64Array.from({ length: weights.length / classCount }, (_, row) => {
    let largest = 0;
    for (let at = row * classCount; at < (row + 1) * classCount; at += 1) {
      largest = Math.max(largest, Math.abs(weights[at] ?? 0));
    }
    return largest * Math.sqrt(energies[firstFeature + row] ?? 0);
  });
  const strongest = Array.from(strengths.keys()).sort((one, other) => (strengths[other] ?? 0) - (strengths[one] ?? 0));
  const kept = new Uint8Array(energies.length);
  for (const row of strongest.slice(0, most)) kept[firstFeature + row] = 1;
  return kept;
}

/** The features in the order that Vocabulary asks for, and otherwise in their order. */
function placeFeatures(
  kept: Record<Target, Uint8Array>,
  needs: Uint8Array,
): { features: Int32Array; ranges: Vocabulary['ranges'] } {
  const all = Int32Array.from(needs.keys());
  const isKept = (country: number, variety: number): Int32Array =>
    all.filter((feature) => kept.country[feature] === country && kept.variety[feature] === variety);
  const [varietyOnly, both, countryOnly] = [isKept(0, 1), isKept(1, 1), isKept(1, 0)];
  const rest = isKept(0, 0).filter((feature) => !isCross(needs[feature] ?? 0));
  const varietyEnd = varietyOnly.length + both.length;
  return {
    features: Int32Array.from([varietyOnly, both, countryOnly, rest].flatMap((part) => [...part])),
    ranges: {
      country: { first: varietyOnly.length, end: varietyEnd + countryOnly.length },
      variety: { first: 0, end: varietyEnd },
    },
  };
}

function isCross(needs: number): boolean {
  return (needs & DESCRIPTION_BIT) !== 0 && needs !== DESCRIPTION_BIT;
}

function pickRows(
  { weights, classCount, firstFeature }: LinearModel,
  features: Int32Array,
  start: number,
): Pick<LinearModel, 'weights' | 'firstFeature'> {
  const picked = new Float32Array(features.length * classCount);
  for (const [row, feature] of features.entries()) {
    const from = (feature - firstFeature) * classCount;
    picked.set(weights.subarray(from, from + classCount), row * classCount);
  }
  return { weights: picked, firstFeature: start };
}
