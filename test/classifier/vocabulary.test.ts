import { expect, test } from 'vitest';
import { addFeature, createFeatureList, FIELD, WORD } from '../../classifier/feature-list.ts';
import { ABSENT, findKey } from '../../classifier/key-table.ts';
import { createRandom } from '../../classifier/random.ts';
import {
  createSeen,
  createVocabulary,
  createWeighedFeatures,
  decodeVocabulary,
  encodeVocabulary,
  listWeights,
  VocabularyError,
  weighFeatures,
} from '../../classifier/vocabulary.ts';

const random = createRandom(7);
const draw = (): number => (random.next() * 2 ** 32) | 0;
const first = Int32Array.from({ length: 5000 }, draw);
const second = Uint16Array.from({ length: 5000 }, draw);
const parts = { country: { first: 0, end: 5000 }, variety: { first: 0, end: 5000 } };
const weights = Float32Array.from({ length: 5000 }, () => random.next());

test('every feature is found again under its number after a round trip through bytes, and no other is', () => {
  const vocabulary = decodeVocabulary(encodeVocabulary(createVocabulary(first, second, weights, parts)));
  for (let number = 0; number < first.length; number += 1) {
    expect(findKey(vocabulary.keys, first[number]!, second[number]!)).toBe(number);
    expect(findKey(vocabulary.keys, first[number]!, second[number]! ^ 1)).toBe(ABSENT);
  }
  expect(listWeights(vocabulary)).toEqual(weights);
});

test('bytes may lie at any address', () => {
  const bytes = encodeVocabulary(createVocabulary(first, second, weights, parts));
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(decodeVocabulary(shifted.subarray(1)).keys.count).toBe(5000);
});

test('two features with one key, and damaged bytes, are refused', () => {
  expect(() => createVocabulary(Int32Array.of(1, 1), Uint16Array.of(2, 2), new Float32Array(2), parts)).toThrow(
    VocabularyError,
  );
  const bytes = encodeVocabulary(createVocabulary(first, second, weights, parts));
  expect(() => decodeVocabulary(bytes.subarray(0, 6))).toThrow(VocabularyError);
  expect(() => decodeVocabulary(bytes.subarray(0, -1))).toThrow(VocabularyError);
  expect(() => decodeVocabulary(bytes.map((byte) => byte ^ 1))).toThrow(VocabularyError);
});

test('the features of a note come to length 1, those of a field keep their weight, each counts once', () => {
  const vocabulary = createVocabulary(
    Int32Array.of(1, 2, 3),
    Uint16Array.of(1, 2, 3),
    Float32Array.of(3, 4, 0.5),
    parts,
  );
  const list = createFeatureList();
  for (const key of [1, 2, 1, 9]) addFeature(list, key, key, WORD, 1, 0, 0);
  addFeature(list, 3, 3, FIELD, 2, 0, 0);
  const features = createWeighedFeatures(1);
  weighFeatures(list, vocabulary, createSeen(vocabulary), features);
  expect([...features.ids.subarray(0, features.count)]).toEqual([0, 1, 2]);
  expect([...features.weights.subarray(0, features.count)]).toEqual([3 / 5, 4 / 5, 0.5].map(Math.fround));
});
