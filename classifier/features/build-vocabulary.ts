import type { Example } from './example.ts';
import { listFeatures } from './features.ts';
import type { FeatureSettings } from './features.ts';
import { addKey, createKeyTable, listKeys } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import {
  COUNTRY_BIT,
  createFeatureList,
  CROSS,
  FIELD,
  GRAM,
  PAIR,
  POINTS_BIT,
  PRICE_BIT,
  VARIETY_BIT,
} from './list.ts';
import type { FeatureList } from './list.ts';
import { createVocabulary } from './vocabulary.ts';
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

/** Counts in how many examples each feature is found. */
interface FeatureCounter {
  keys: KeyTable;
  exampleCount: number;
  counts: Uint32Array;
  kinds: Uint8Array;
  needs: Uint8Array;
  /** The example (counted from 1) that each feature was counted in last. */
  lastExamples: Uint32Array;
}

function createFeatureCounter(): FeatureCounter {
  return { keys: createKeyTable(4096), exampleCount: 0, ...makeRoom(4096) };
}

/** Counts each feature of one example once, however often it is listed. */
function countFeatures(counter: FeatureCounter, list: FeatureList): void {
  counter.exampleCount += 1;
  for (let at = 0; at < list.count; at += 1) {
    const feature = addKey(counter.keys, list.firstHalves[at] ?? 0, list.secondHalves[at] ?? 0);
    if (feature >= counter.counts.length) growCounter(counter);
    if (counter.lastExamples[feature] === counter.exampleCount) continue;
    counter.lastExamples[feature] = counter.exampleCount;
    counter.counts[feature] = (counter.counts[feature] ?? 0) + 1;
    counter.kinds[feature] = list.kinds[at] ?? FIELD;
    counter.needs[feature] = list.needs[at] ?? 0;
  }
}

/** The vocabulary of these examples; the order in which they stand does not matter. */
export function buildVocabulary(
  examples: readonly Example[],
  settings: { features: FeatureSettings; vocabulary: VocabularySettings },
): Vocabulary {
  const counter = createFeatureCounter();
  const list = createFeatureList();
  for (const example of examples) {
    listFeatures(example, settings.features, list);
    countFeatures(counter, list);
  }
  return chooseFeatures(counter, settings.vocabulary);
}

/**
 * The features found in enough examples, in the order that Vocabulary asks for, within that the most frequent first, so
 * that what is used together lies together, and within that by their keys: the order of the examples does not matter. A
 * feature of the note weighs ln((1 + examples) / (0.5 + examples with it)), its inverse document frequency.
 */
function chooseFeatures(counter: FeatureCounter, settings: VocabularySettings): Vocabulary {
  const { keys, counts, kinds, needs } = counter;
  const { first, second } = listKeys(keys);
  const countOf = (feature: number): number => counts[feature] ?? 0;
  const placeOf = (feature: number): number => placeAmongModels(needs[feature] ?? 0);
  const weigh = (feature: number): number =>
    weightOfField(kinds[feature] ?? FIELD, needs[feature] ?? 0, settings) ??
    Math.log((1 + counter.exampleCount) / (0.5 + countOf(feature)));
  const chosen = Int32Array.from({ length: keys.count }, (_, feature) => feature)
    .filter((feature) => countOf(feature) >= fewestFor(kinds[feature] ?? FIELD, needs[feature] ?? 0, settings))
    .sort(
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
    settings.leastLength * averageLength(chosen, counter, weigh),
  );
}

/** The length of the average note, before it is brought to 1: the root of the mean of the squares' sum. */
function averageLength(chosen: Int32Array, counter: FeatureCounter, weigh: (feature: number) => number): number {
  let squares = 0;
  for (const feature of chosen) {
    const kind = counter.kinds[feature];
    if (kind !== FIELD && kind !== CROSS) squares += (counter.counts[feature] ?? 0) * weigh(feature) ** 2;
  }
  return Math.sqrt(squares / Math.max(1, counter.exampleCount));
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

function makeRoom(capacity: number): Pick<FeatureCounter, 'counts' | 'kinds' | 'needs' | 'lastExamples'> {
  return {
    counts: new Uint32Array(capacity),
    kinds: new Uint8Array(capacity),
    needs: new Uint8Array(capacity),
    lastExamples: new Uint32Array(capacity),
  };
}

function growCounter(counter: FeatureCounter): void {
  const larger = makeRoom(counter.counts.length * 2);
  larger.counts.set(counter.counts);
  larger.kinds.set(counter.kinds);
  larger.needs.set(counter.needs);
  larger.lastExamples.set(counter.lastExamples);
  Object.assign(counter, larger);
}
