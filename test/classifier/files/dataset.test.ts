import { expect, test } from 'vitest';
import type { Example } from '../../../classifier/features/example.ts';
import { DatasetError, decodeDataset, encodeDataset } from '../../../classifier/files/dataset.ts';

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
