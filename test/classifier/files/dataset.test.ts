import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteReader, createByteWriter } from '../../../classifier/files/byte-stream.ts';
import { DatasetError, decodeDataset, encodeDataset } from '../../../classifier/files/dataset.ts';
import type { Example } from '../../../classifier/features/example.ts';
import { decodeUtf8, encodeUtf8 } from '../../../classifier/files/utf8.ts';

const examples: Example[] = [
  {
    fingerprint: '00ff12345678abcd',
    source: 'one',
    terms: ['brisk', 'brisk lime', 'lime', 'rosé'],
    country: 'Nordland',
  },
  { fingerprint: '0000000000000001', source: 'two', terms: [], variety: 'Ebony', points: 88, price: 12.34 },
  { fingerprint: 'ffffffffffffffff', source: 'one', terms: ['lime'], region: 'Hügel, Ostia', winery: 'A, B & C' },
];

test('what is written is read again', () => {
  expect(decodeDataset(encodeDataset(examples))).toEqual(examples);
  expect(decodeDataset(encodeDataset([]))).toEqual([]);
});

test('damaged bytes are refused', () => {
  const bytes = encodeDataset(examples);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => decodeDataset(bytes.subarray(0, length))).toThrow(DatasetError);
  }
  expect(() => decodeDataset(Uint8Array.of(3, 65, 66, 67))).toThrow(DatasetError);
});

test('UTF-8 is that of the platform', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
  expect(decodeUtf8(encodeUtf8('a\ud800b'))).toBe('a\ufffdb');
});

test('integers up to 2^53 - 1 are written and read', () => {
  const writer = createByteWriter();
  const integers = [0, 127, 128, 16_384, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER];
  for (const integer of integers) writer.varint(integer);
  const reader = createByteReader(writer.finish());
  expect(integers.map(() => reader.varint())).toEqual(integers);
});
