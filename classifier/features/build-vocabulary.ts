import { COUNT_LIMITS, countFeatures } from './count-features.ts';
import type { CountedFeatures, CountLimits } from './count-features.ts';
import type { Example } from './example.ts';
import { sourceOf } from './example-source.ts';
import type { ExampleSource } from './example-source.ts';
import type { FeatureSettings } from './features.ts';
import { COUNTRY_BIT, CROSS, FIELD, GRAM, PAIR, POINTS_BIT, PRICE_BIT, VARIETY_BIT } from './list.ts';
import { createVocabulary, FEATURES_MAX } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Which features a vocabulary takes in, and what those of fields weigh; a whole note has length 1. */
export interface VocabularySettings {
  /** In how many training examples a feature must be found. */
  fewest: {
    words: number;
    pairs: number;
    grams: number;
    fields: number;
    crossesWithCountry: number;
    crossesWithVariety: number;
  };
  /** Weights of what a name tells: country, variety, region, winery. */
  nameWeight: number;
  /** Weights of points and price, also together with the country or the variety. */
  numberWeight: number;
  /** Notes shorter than this share of the average one are not brought to length 1; see Vocabulary. */
  leastLength: number;
}

/** What a vocabulary may take. */
export interface VocabularyLimits {
  /** So many features it has at most. */
  featuresMax: number;
  count?: CountLimits;
}

/**
 * The vocabulary of these examples; the order in which they stand does not matter. Where more than `featuresMax`
 * features are found in enough examples, each must be found in more of them, by one factor for all kinds.
 */
export function buildVocabulary(
  examples: readonly Example[] | ExampleSource,
  settings: { features: FeatureSettings; vocabulary: VocabularySettings },
  { featuresMax, count = COUNT_LIMITS }: VocabularyLimits = { featuresMax: FEATURES_MAX },
): Vocabulary {
  const source = 'read' in examples ? examples : sourceOf(examples);
  const { vocabulary } = settings;
  const fewest = (kind: number, needs: number): number => fewestFor(kind, needs, vocabulary);
  return chooseFeatures(countFeatures(source, settings.features, fewest, count), vocabulary, featuresMax);
}

/**
 * The features found in enough examples, in the order that Vocabulary asks for, within that the most frequent first, so
 * that what is used together lies together, and within that by their keys: the order of the examples does not matter. A
 * feature of the note weighs ln((1 + examples) / (0.5 + examples with it)), its inverse document frequency.
 */
function chooseFeatures(counted: CountedFeatures, settings: VocabularySettings, featuresMax: number): Vocabulary {
  const { first, second, counts, kinds, needs } = counted;
  const countOf = (feature: number): number => counts[feature] ?? 0;
  const placeOf = (feature: number): number => placeAmongModels(needs[feature] ?? 0);
  const weigh = (feature: number): number =>
    weightOfField(kinds[feature] ?? FIELD, needs[feature] ?? 0, settings) ??
    Math.log((1 + counted.exampleCount) / (0.5 + countOf(feature)));
  const chosen = mostFrequent(counted, settings, featuresMax).sort(
    (one, other) =>
      placeOf(one) - placeOf(other) ||
      countOf(other) - countOf(one) ||
      (first[one] ?? 0) - (first[other] ?? 0) ||
      (second[one] ?? 0) - (second[other] ?? 0),
  );
  return createVocabulary(
    chosen.map((feature) => first[feature] ?? 0),
    Uint16Array.from(chosen, (feature) => second[feature] ?? 0),
    Float32Array.from(chosen, weigh),
    {
      country: { first: chosen.filter((feature) => placeOf(feature) < 0).length, end: chosen.length },
      variety: { first: 0, end: chosen.filter((feature) => placeOf(feature) <= 0).length },
    },
    settings.leastLength * averageLength(chosen, counted, weigh),
  );
}

/**
 * All features, or those that are found in most examples, measured by how many their kind needs at least. Of those that
 * are just as frequent as the first one left out none is taken.
 */
function mostFrequent(
  { count, counts, kinds, needs }: CountedFeatures,
  settings: VocabularySettings,
  featuresMax: number,
): Int32Array {
  const all = new Int32Array(count).map((_, feature) => feature);
  if (count <= featuresMax) return all;
  const factors = Float64Array.from(
    all,
    (feature) => (counts[feature] ?? 0) / fewestFor(kinds[feature] ?? FIELD, needs[feature] ?? 0, settings),
  );
  const leftOut = factors.toSorted()[count - 1 - featuresMax] ?? 0;
  return all.filter((feature) => (factors[feature] ?? 0) > leftOut);
}

/** The length of the average note, before it is brought to 1: the root of the mean of the squares' sum. */
function averageLength(chosen: Int32Array, counted: CountedFeatures, weigh: (feature: number) => number): number {
  let squares = 0;
  for (const feature of chosen) {
    const kind = counted.kinds[feature];
    if (kind !== FIELD && kind !== CROSS) squares += (counted.counts[feature] ?? 0) * weigh(feature) ** 2;
  }
  return Math.sqrt(squares / Math.max(1, counted.exampleCount));
}

/** -1 for a feature that only the model for the variety uses, 1 for one of the country's, 0 for one of both. */
function placeAmongModels(needs: number): number {
  if (needs & COUNTRY_BIT) return -1;
  return needs & VARIETY_BIT ? 1 : 0;
}

function weightOfField(kind: number, needs: number, settings: VocabularySettings): number | undefined {
  if (kind !== FIELD) return undefined;
  return needs & (PRICE_BIT | POINTS_BIT) ? settings.numberWeight : settings.nameWeight;
}

function fewestFor(kind: number, needs: number, { fewest }: VocabularySettings): number {
  if (kind === FIELD) return fewest.fields;
  if (kind === CROSS) return needs & COUNTRY_BIT ? fewest.crossesWithCountry : fewest.crossesWithVariety;
  if (kind === GRAM) return fewest.grams;
  return kind === PAIR ? fewest.pairs : fewest.words;
}
