import type { Target } from '../../contract/wine.ts';
import { ABSENT, createKeyTable, fillSlot, findSlot, listKeys, slotsPassed, SPARE } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import { CROSS, FIELD, WORD } from './list.ts';
import type { FeatureList } from './list.ts';

/**
 * The features that a model knows, numbered 0, 1, 2…: first those that only the model for the variety uses, because
 * they need the country, then those of both, then those that only the model for the country uses, then those that
 * neither uses, but which make notes longer.
 */
export interface Vocabulary {
  /** Keeps with each key what the feature weighs before a note is brought to length 1; see weightsIn(). */
  keys: KeyTable;
  ranges: Record<Target, FeatureRange>;
  /**
   * A note whose features have less than this length, before it is brought to 1, is brought to less than 1 in
   * proportion: few words say little.
   */
  leastLength: number;
}

/** The features `first` to `end` - 1. */
export interface FeatureRange {
  first: number;
  end: number;
}

/** The features of one wine that models use, each once. The arrays are reused: the first `count` entries count. */
export interface WeighedFeatures {
  count: number;
  ids: Int32Array;
  weights: Float32Array;
  /** Where the feature was first met in the FeatureList. */
  origins: Int32Array;
}

/** Says that bytes are not a vocabulary, or a damaged one, or that features cannot make up one. */
export class VocabularyError extends Error {
  override name = 'VocabularyError';
}

/** "TRV2", read as a little-endian number. */
const MAGIC = 0x32565254;
const HEADER_BYTES = 24;
const ENTRY_BYTES = 10;

/** How many features a vocabulary may have: some seven times those of the starter version. */
export const FEATURES_MAX = 2 ** 19;

/** So much a feature may weigh at most: those of real vocabularies weigh less than 10. */
const WEIGHT_MAX = 1e4;

/**
 * A key is looked for in so many slots at most: those of real vocabularies in some twenty. Keys can be chosen so that
 * all lie behind one another, and each look-up takes as long as there are keys.
 */
const SLOTS_PASSED_MAX = 1_000;

/** How many bytes a vocabulary of so many features has. */
export function vocabularyBytes(featureCount: number): number {
  return HEADER_BYTES + ENTRY_BYTES * featureCount;
}

/**
 * The vocabulary's bytes: magic number, count, the first feature and the end of the country's range, the end of the
 * variety's, the least length; how far the first 32 bits of each key are from those of the key before, lowest bytes of
 * all keys first; all weights; of all keys the last 16 bits. Little-endian, as are the processors that we run on.
 * Features that are equally frequent stand in the order of their keys, so most of those steps are short, and their
 * highest bytes compress to little.
 */
export function encodeVocabulary(vocabulary: Vocabulary): Uint8Array {
  const { count } = vocabulary.keys;
  const { first, second } = listKeys(vocabulary.keys);
  const bytes = new Uint8Array(HEADER_BYTES + ENTRY_BYTES * count);
  const { country, variety } = vocabulary.ranges;
  new Uint32Array(bytes.buffer, 0, 5).set([MAGIC, count, country.first, country.end, variety.end]);
  new Float32Array(bytes.buffer, 20, 1).set([vocabulary.leastLength]);
  writeSteps(first, bytes.subarray(HEADER_BYTES));
  new Float32Array(bytes.buffer, HEADER_BYTES + 4 * count, count).set(listWeights(vocabulary));
  new Uint16Array(bytes.buffer, HEADER_BYTES + 8 * count, count).set(second);
  return bytes;
}

/**
 * Reads the bytes that encodeVocabulary() wrote.
 *
 * Errors: VocabularyError where they are not a vocabulary, or a damaged one.
 */
export function decodeVocabulary(bytes: Uint8Array): Vocabulary {
  if (bytes.length < HEADER_BYTES) throw new VocabularyError('The vocabulary is cut off.');
  if (bytes.length > vocabularyBytes(FEATURES_MAX)) throw new VocabularyError('The vocabulary is too large.');
  // Of a Buffer, slice() is no copy.
  const { buffer } = new Uint8Array(bytes);
  const [magic = 0, count = 0, countryFirst = 0, countryEnd = 0, varietyEnd = 0] = new Uint32Array(buffer, 0, 5);
  if (magic !== MAGIC) throw new VocabularyError('These bytes are not a vocabulary.');
  if (bytes.length !== vocabularyBytes(count)) {
    throw new VocabularyError(`A vocabulary of ${count} features cannot be ${bytes.length} bytes long.`);
  }
  if (!(countryFirst <= varietyEnd && varietyEnd <= countryEnd && countryEnd <= count))
    throw new VocabularyError('The vocabulary is damaged.');
  const [leastLength = NaN] = new Float32Array(buffer, 20, 1);
  if (!(leastLength >= 0 && leastLength < Infinity))
    throw new VocabularyError("The vocabulary's least length is not a number of 0 or more.");
  const firstHalves = readSteps(new Uint8Array(buffer, HEADER_BYTES), count);
  const weights = new Float32Array(buffer, HEADER_BYTES + 4 * count, count);
  const secondHalves = new Uint16Array(buffer, HEADER_BYTES + 8 * count, count);
  const ranges = { country: { first: countryFirst, end: countryEnd }, variety: { first: 0, end: varietyEnd } };
  return createVocabulary(firstHalves, secondHalves, weights, ranges, leastLength);
}

function writeSteps(numbers: Int32Array, into: Uint8Array): void {
  let last = 0;
  for (const [at, number] of numbers.entries()) {
    const step = number - last;
    for (let byte = 0; byte < 4; byte += 1) into[byte * numbers.length + at] = step >>> (8 * byte);
    last = number;
  }
}

function readSteps(bytes: Uint8Array, count: number): Int32Array {
  const numbers = new Int32Array(count);
  let last = 0;
  for (let at = 0; at < count; at += 1) {
    for (let byte = 0; byte < 4; byte += 1) last += (bytes[byte * count + at] ?? 0) << (8 * byte);
    last |= 0;
    numbers[at] = last;
  }
  return numbers;
}

/**
 * A vocabulary of these features, numbered in this order, which is that of Vocabulary.
 *
 * Errors: VocabularyError where two features have the same key, or so many have keys that are alike that looking one up
 * would take long; where a weight is not finite, or far above those of real vocabularies.
 */
export function createVocabulary(
  first: Int32Array,
  second: Uint16Array,
  weights: Float32Array,
  ranges: Record<Target, FeatureRange>,
  leastLength: number,
): Vocabulary {
  const keys = createKeyTable(first.length);
  // The table has room for all of them, so that it does not grow, and its slots stay where they are.
  const { slots } = keys;
  const spare = weightsIn(keys);
  for (let number = 0; number < first.length; number += 1) {
    const half = first[number] ?? 0;
    const other = second[number] ?? 0;
    const slot = findSlot(slots, half, other);
    if (slots[slot] !== 0) throw new VocabularyError(`Feature ${number} has the key of another.`);
    fillSlot(keys, slot, half, other);
    if (slotsPassed(slots, half, slot) > SLOTS_PASSED_MAX) {
      throw new VocabularyError(`Feature ${number} and too many others have keys that are alike.`);
    }
    spare[slot + SPARE] = weights[number] ?? 0;
  }
  checkWeights(weights);
  return { keys, ranges, leastLength };
}

function checkWeights(weights: Float32Array): void {
  for (let number = 0; number < weights.length; number += 1) {
    const weight = weights[number] ?? 0;
    if (weight <= WEIGHT_MAX && weight >= -WEIGHT_MAX) continue;
    throw new VocabularyError(`The weight of feature ${number} is not finite, or above ${WEIGHT_MAX}.`);
  }
}

/** What each feature of a vocabulary weighs, by number. */
export function listWeights({ keys }: Vocabulary): Float32Array {
  const { first, second } = listKeys(keys);
  const spare = weightsIn(keys);
  return Float32Array.from(first, (half, number) => {
    const slot = findSlot(keys.slots, half, second[number] ?? 0);
    return spare[slot + SPARE] ?? 0;
  });
}

/** The slots as floats: what a feature weighs is at its slot + SPARE. */
function weightsIn({ slots }: KeyTable): Float32Array {
  return new Float32Array(slots.buffer);
}

/** WeighedFeatures of no wine yet, with room for `capacity` features; weighFeatures() makes more if it must. */
export function createWeighedFeatures(capacity = 2048): WeighedFeatures {
  return {
    count: 0,
    ids: new Int32Array(capacity),
    weights: new Float32Array(capacity),
    origins: new Int32Array(capacity),
  };
}

/** Marks of the features that were met in this round, which is one wine: a feature is marked by the round's number. */
export interface Seen {
  round: number;
  rounds: Uint32Array;
}

/** Marks for the features of a vocabulary, of which none is set yet. */
export function createSeen(vocabulary: Vocabulary): Seen {
  return { round: 0, rounds: new Uint32Array(vocabulary.keys.count) };
}

/**
 * Picks the features that the models use, each once, and weighs them: those of the note so that their squares, without
 * those of the crosses, add up to 1, or to less in a note that is shorter than the vocabulary's least length; those of
 * the fields as the vocabulary says.
 */
export function weighFeatures(list: FeatureList, vocabulary: Vocabulary, seen: Seen, into: WeighedFeatures): void {
  if (into.ids.length < list.count) Object.assign(into, createWeighedFeatures(list.kinds.length));
  startRound(seen);
  const { slots } = vocabulary.keys;
  const spare = weightsIn(vocabulary.keys);
  into.count = 0;
  let squares = 0;
  let wordWeight = 0;
  for (let at = 0; at < list.count; at += 1) {
    const slot = findSlot(slots, list.firstHalves[at] ?? 0, list.secondHalves[at] ?? 0);
    const id = (slots[slot] ?? 0) - 1;
    const kind = list.kinds[at];
    if (kind === WORD) wordWeight = id === ABSENT ? 0 : (spare[slot + SPARE] ?? 0);
    if (id === ABSENT || seen.rounds[id] === seen.round) continue;
    seen.rounds[id] = seen.round;
    const weight = kind === CROSS ? wordWeight : (spare[slot + SPARE] ?? 0);
    if (kind !== FIELD && kind !== CROSS) squares += weight * weight;
    if (id >= vocabulary.ranges.country.end) continue;
    into.ids[into.count] = id;
    into.weights[into.count] = weight;
    into.origins[into.count] = at;
    into.count += 1;
  }
  shrinkNote(list, into, 1 / Math.max(vocabulary.leastLength, Math.sqrt(squares || 1)));
}

function startRound(seen: Seen): void {
  if (seen.round === 0xffffffff) {
    seen.round = 0;
    seen.rounds.fill(0);
  }
  seen.round += 1;
}

function shrinkNote(list: FeatureList, features: WeighedFeatures, factor: number): void {
  for (let at = 0; at < features.count; at += 1) {
    if (list.kinds[features.origins[at] ?? 0] === FIELD) continue;
    features.weights[at] = (features.weights[at] ?? 0) * factor;
  }
}
