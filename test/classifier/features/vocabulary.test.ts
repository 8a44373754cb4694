import { expect, test } from 'vitest';
import { buildVocabulary } from '../../../classifier/features/build-vocabulary.ts';
import { ABSENT, findKey } from '../../../classifier/features/key-table.ts';
import { addFeature, createFeatureList, FIELD, WORD } from '../../../classifier/features/list.ts';
import {
  createSeen,
  createVocabulary,
  createWeighedFeatures,
  decodeVocabulary,
  encodeVocabulary,
  listWeights,
  VocabularyError,
  weighFeatures,
} from '../../../classifier/features/vocabulary.ts';
import { createRandom } from '../../../classifier/fit/random.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

const random = createRandom(7);
const draw = (): number => (random.next() * 2 ** 32) | 0;
const first = Int32Array.from({ length: 5000 }, draw);
const second = Uint16Array.from({ length: 5000 }, draw);
const parts = { country: { first: 0, end: 5000 }, variety: { first: 0, end: 5000 } };
const weights = Float32Array.from({ length: 5000 }, () => random.next());

test('every feature is found again under its number after a round trip through bytes, and no other is', () => {
  const vocabulary = decodeVocabulary(encodeVocabulary(createVocabulary(first, second, weights, parts, 0.25)));
  for (let number = 0; number < first.length; number += 1) {
    expect(findKey(vocabulary.keys, first[number]!, second[number]!)).toBe(number);
    expect(findKey(vocabulary.keys, first[number]!, second[number]! ^ 1)).toBe(ABSENT);
  }
  expect(listWeights(vocabulary)).toEqual(weights);
  expect(vocabulary.leastLength).toBe(0.25);
});

test('bytes may lie at any address', () => {
  const bytes = encodeVocabulary(createVocabulary(first, second, weights, parts, 0.25));
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(decodeVocabulary(shifted.subarray(1)).keys.count).toBe(5000);
});

test('two features with one key, and damaged bytes, are refused', () => {
  expect(() => createVocabulary(Int32Array.of(1, 1), Uint16Array.of(2, 2), new Float32Array(2), parts, 0)).toThrow(
    VocabularyError,
  );
  const bytes = encodeVocabulary(createVocabulary(first, second, weights, parts, 0.25));
  expect(() => decodeVocabulary(bytes.subarray(0, 6))).toThrow(VocabularyError);
  expect(() => decodeVocabulary(bytes.subarray(0, -1))).toThrow(VocabularyError);
  expect(() => decodeVocabulary(bytes.map((byte) => byte ^ 1))).toThrow(VocabularyError);
  for (const leastLength of [NaN, Infinity, -1]) {
    const wrong = encodeVocabulary(createVocabulary(first, second, weights, parts, leastLength));
    expect(() => decodeVocabulary(wrong)).toThrow(VocabularyError);
  }
});

test('the features of a note come to length 1, those of a field keep their weight, each counts once', () => {
  const vocabulary = createVocabulary(
    Int32Array.of(1, 2, 3),
    Uint16Array.of(1, 2, 3),
    Float32Array.of(3, 4, 0.5),
    parts,
    4,
  );
  const list = createFeatureList();
  for (const key of [1, 2, 1, 9]) addFeature(list, key, key, WORD, 1, 0, 0);
  addFeature(list, 3, 3, FIELD, 2, 0, 0);
  const features = createWeighedFeatures(1);
  weighFeatures(list, vocabulary, createSeen(vocabulary), features);
  expect([...features.ids.subarray(0, features.count)]).toEqual([0, 1, 2]);
  expect([...features.weights.subarray(0, features.count)]).toEqual([3 / 5, 4 / 5, 0.5].map(Math.fround));
});

test('a note that is shorter than the least length comes to less than 1, and so says less', () => {
  const vocabulary = createVocabulary(Int32Array.of(1), Uint16Array.of(1), Float32Array.of(3), parts, 4);
  const list = createFeatureList();
  addFeature(list, 1, 1, WORD, 1, 0, 0);
  const features = createWeighedFeatures(1);
  weighFeatures(list, vocabulary, createSeen(vocabulary), features);
  expect(features.weights[0]).toBe(3 / 4);
});

test('the same examples in another order make the same vocabulary', () => {
  const examples = inventExamples(300);
  const bytesOf = (given: typeof examples): Uint8Array => encodeVocabulary(buildVocabulary(given, QUICK_SETTINGS));
  expect(bytesOf(examples.toReversed())).toEqual(bytesOf(examples));
});
