import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { LinearModel } from '../answer/linear-model.ts';
import { listKeys } from '../features/key-table.ts';
import { DESCRIPTION_BIT } from '../features/list.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import { createVocabulary, listWeights } from '../features/vocabulary.ts';
import type { Vocabulary } from '../features/vocabulary.ts';

/** Models for both targets over one vocabulary. */
export interface Models<Model extends LinearModel> {
  vocabulary: Vocabulary;
  targets: Record<Target, Model>;
}

/** What a matrix tells of each feature. */
export interface FeatureFacts {
  /** Sum of the squares of what each feature weighs in each wine. */
  energies: Float64Array;
  /** The fields of a wine that each is made of, as bits. */
  needs: Uint8Array;
}

/** What no wine has told yet of features 0 to `featureCount` - 1. */
export function createFacts(featureCount: number): FeatureFacts {
  return { energies: new Float64Array(featureCount), needs: new Uint8Array(featureCount) };
}

/** Adds what the rows of a matrix tell of each feature. */
export function addFacts(facts: FeatureFacts, { rowCount, rowStarts, ids, weights, needs }: FeatureMatrix): void {
  const end = rowStarts[rowCount] ?? 0;
  for (let at = 0; at < end; at += 1) {
    const feature = ids[at] ?? 0;
    const weight = weights[at] ?? 0;
    facts.energies[feature] = (facts.energies[feature] ?? 0) + weight * weight;
    facts.needs[feature] = needs[at] ?? 0;
  }
}

/**
 * Makes models smaller: each target keeps the features for which it has weights other than 0. What neither keeps stays
 * in the vocabulary, because the length of notes depends on it; but for crosses, on which nothing does.
 */
export function pruneFeatures<Model extends LinearModel>(
  { vocabulary, targets }: Models<Model>,
  { needs }: FeatureFacts,
): Models<Model> {
  const featureCount = vocabulary.keys.count;
  const kept = {
    country: findUsed(targets.country, featureCount),
    variety: findUsed(targets.variety, featureCount),
  };
  const { features, ranges } = placeFeatures(kept, needs);
  const { first, second } = listKeys(vocabulary.keys);
  const weights = listWeights(vocabulary);
  const pruned = createVocabulary(
    features.map((feature) => first[feature] ?? 0),
    Uint16Array.from(features, (feature) => second[feature] ?? 0),
    Float32Array.from(features, (feature) => weights[feature] ?? 0),
    ranges,
    vocabulary.leastLength,
  );
  const models = TARGETS.map((target) => {
    const { first: start, end } = ranges[target];
    return [target, { ...targets[target], ...pickRows(targets[target], features.subarray(start, end), start) }];
  });
  return { vocabulary: pruned, targets: Object.fromEntries(models) as Record<Target, Model> };
}

/** 1 for each feature that has a weight other than 0. */
function findUsed({ weights, classCount, firstFeature }: LinearModel, featureCount: number): Uint8Array {
  const used = new Uint8Array(featureCount);
  for (let at = 0; at < weights.length; at += 1) {
    if (weights[at] !== 0) used[firstFeature + Math.floor(at / classCount)] = 1;
  }
  return used;
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
    features: Int32Array.from([varietyOnly, both, countryOnly, rest].flatMap((some) => [...some])),
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
  { weights, scales, classCount, firstFeature }: LinearModel,
  features: Int32Array,
  start: number,
): Omit<LinearModel, 'classCount' | 'bias'> {
  const picked = new Float32Array(features.length * classCount);
  for (const [row, feature] of features.entries()) {
    const from = (feature - firstFeature) * classCount;
    picked.set(weights.subarray(from, from + classCount), row * classCount);
  }
  const rows = { weights: picked, firstFeature: start };
  return scales
    ? { ...rows, scales: Float32Array.from(features, (feature) => scales[feature - firstFeature] ?? 0) }
    : rows;
}
