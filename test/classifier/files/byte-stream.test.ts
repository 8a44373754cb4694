import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteReader, createByteWriter, decodeUtf8, encodeUtf8 } from '../../../classifier/files/byte-stream.ts';
import { anyLetter } from '../../fuzz.ts';

test('UTF-8 is that of the platform', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyLetter }), (text) => {
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
