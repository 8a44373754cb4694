import type { Example } from './example.ts';
import { listFeatures } from './features.ts';
import type { FeatureSettings } from './features.ts';
import { addKey, createKeyTable, findKey, ABSENT, listKeys } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import type { ExampleSource } from './example-source.ts';
import { createFeatureList, FIELD } from './list.ts';
import type { FeatureList } from './list.ts';
import { createSketch, estimateCount, SKETCH_COUNT_MAX, sketchFeature } from './sketch.ts';
import type { Sketch } from './sketch.ts';

/*
 * In how many examples each feature is found: exactly, whichever way it is counted. Where there are more features than
 * there is room for, a sketch is made first, which may say too much of a feature but never too little; then those are
 * counted that it does not say to be too rare, in slices of their keys if these are too many as well, slice by slice.
 */

/** Features that were found in enough examples, in any order. */
export interface CountedFeatures {
  exampleCount: number;
  count: number;
  /** Both halves of their keys; of the second 16 bits. */
  first: Int32Array;
  second: Uint16Array;
  counts: Uint32Array;
  kinds: Uint8Array;
  needs: Uint8Array;
}

/** In how many examples a feature of a kind must be found, which needs these fields of a wine. */
export type FewestFor = (kind: number, needs: number) => number;

/** How many features there is room for, and how large a sketch may be; what differs from COUNT_LIMITS is for tests. */
export interface CountLimits {
  /** So many features are counted at once: some 500 MB. */
  keysMax: number;
  /** The sketch has at most so many cells, each a byte. */
  cellsMax: number;
}

/**
 * Notes of 40,000 wines have 0.8 million features, of a million some 5 million, of four million some 12 million: up to
 * there one reading does, and beyond it takes three or more.
 */
export const COUNT_LIMITS: CountLimits = { keysMax: 12_000_000, cellsMax: 2 ** 28 };

/** So many cells a sketch has for each example. */
const CELLS_PER_EXAMPLE = 64;

/** Counts features, and keeps those that are found in enough examples. */
export function countFeatures(
  source: ExampleSource,
  settings: FeatureSettings,
  fewestFor: FewestFor,
  limits: CountLimits,
): CountedFeatures {
  const all = countSlice(source, settings, () => true, limits.keysMax);
  if (all !== undefined) return pickFrequent(all, fewestFor);
  const sketch = createSketch(Math.min(limits.cellsMax, source.count * CELLS_PER_EXAMPLE));
  const list = createFeatureList();
  for (const example of source.read()) {
    listFeatures(example, settings, list);
    sketchFeatures(sketch, list);
  }
  const isCandidate = (at: number, of: FeatureList): boolean =>
    estimateCount(sketch, of.firstHalves[at] ?? 0, of.secondHalves[at] ?? 0) >=
    Math.min(SKETCH_COUNT_MAX, fewestFor(of.kinds[at] ?? FIELD, of.needs[at] ?? 0));
  const found: CountedFeatures[] = [];
  let [slice, bits] = [0, 0];
  while (slice < 2 ** bits) {
    const isOfSlice = (first: number): boolean => bits === 0 || first >>> (32 - bits) === slice;
    const counted = countSlice(
      source,
      settings,
      (at, of) => isOfSlice(of.firstHalves[at] ?? 0) && isCandidate(at, of),
      limits.keysMax,
    );
    if (counted === undefined) {
      // What was counted before lies in slices of the same first halves, each of which becomes two.
      slice *= 2;
      bits += 1;
      continue;
    }
    found.push(pickFrequent(counted, fewestFor));
    slice += 1;
  }
  return joinCounted(found);
}

function sketchFeatures(sketch: Sketch, list: FeatureList): void {
  for (let at = 0; at < list.count; at += 1) {
    sketchFeature(sketch, list.firstHalves[at] ?? 0, list.secondHalves[at] ?? 0);
  }
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

/** Counts the features that are candidates; undefined where there are more than `keysMax`. */
function countSlice(
  source: ExampleSource,
  settings: FeatureSettings,
  isCandidate: (at: number, list: FeatureList) => boolean,
  keysMax: number,
): FeatureCounter | undefined {
  const counter: FeatureCounter = { keys: createKeyTable(4096), exampleCount: 0, ...makeRoom(4096) };
  const list = createFeatureList();
  for (const example of source.read()) {
    countExample(counter, example, settings, isCandidate, list);
    if (counter.keys.count > keysMax) return undefined;
  }
  return counter;
}

/** Counts each feature of one example once, however often it is listed. */
function countExample(
  counter: FeatureCounter,
  example: Example,
  settings: FeatureSettings,
  isCandidate: (at: number, list: FeatureList) => boolean,
  list: FeatureList,
): void {
  listFeatures(example, settings, list);
  counter.exampleCount += 1;
  for (let at = 0; at < list.count; at += 1) {
    const [first, second] = [list.firstHalves[at] ?? 0, list.secondHalves[at] ?? 0];
    let feature = findKey(counter.keys, first, second);
    if (feature === ABSENT) {
      if (!isCandidate(at, list)) continue;
      feature = addKey(counter.keys, first, second);
      if (feature >= counter.counts.length) growCounter(counter);
    }
    if (counter.lastExamples[feature] === counter.exampleCount) continue;
    counter.lastExamples[feature] = counter.exampleCount;
    counter.counts[feature] = (counter.counts[feature] ?? 0) + 1;
    counter.kinds[feature] = list.kinds[at] ?? FIELD;
    counter.needs[feature] = list.needs[at] ?? 0;
  }
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

/** The features that were found in enough examples. */
function pickFrequent(counter: FeatureCounter, fewestFor: FewestFor): CountedFeatures {
  const { counts, kinds, needs } = counter;
  const { first, second } = listKeys(counter.keys);
  const picked = new Int32Array(counter.keys.count);
  let count = 0;
  for (let feature = 0; feature < counter.keys.count; feature += 1) {
    if ((counts[feature] ?? 0) < fewestFor(kinds[feature] ?? FIELD, needs[feature] ?? 0)) continue;
    picked[count] = feature;
    count += 1;
  }
  const chosen = picked.subarray(0, count);
  return {
    exampleCount: counter.exampleCount,
    count,
    first: chosen.map((feature) => first[feature] ?? 0),
    second: Uint16Array.from(chosen, (feature) => second[feature] ?? 0),
    counts: Uint32Array.from(chosen, (feature) => counts[feature] ?? 0),
    kinds: Uint8Array.from(chosen, (feature) => kinds[feature] ?? FIELD),
    needs: Uint8Array.from(chosen, (feature) => needs[feature] ?? 0),
  };
}

function joinCounted(parts: readonly CountedFeatures[]): CountedFeatures {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const all: CountedFeatures = {
    exampleCount: parts[0]?.exampleCount ?? 0,
    count,
    first: new Int32Array(count),
    second: new Uint16Array(count),
    counts: new Uint32Array(count),
    kinds: new Uint8Array(count),
    needs: new Uint8Array(count),
  };
  let end = 0;
  for (const part of parts) {
    for (const column of ['first', 'second', 'counts', 'kinds', 'needs'] as const) all[column].set(part[column], end);
    end += part.count;
  }
  return all;
}
