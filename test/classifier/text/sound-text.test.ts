import { expect, test } from 'vitest';
import { cleanText, hasLength, isSoundNote } from '../../../classifier/text/sound-text.ts';

test('a text is cleaned of the spaces around it, and its lone surrogates are replaced', () => {
  expect(cleanText(' \n Ripe  cherry.\t')).toBe('Ripe  cherry.');
  expect(cleanText('a\ud800b\udc00')).toBe('a\ufffdb\ufffd');
  expect(cleanText('🍷')).toBe('🍷');
});

test('a character is a code point, whether it takes one UTF-16 unit or two', () => {
  expect(hasLength('🍷'.repeat(5), 5)).toBe(true);
  expect(hasLength('🍷'.repeat(6), 5)).toBe(false);
  expect(hasLength('a'.repeat(5), 5)).toBe(true);
  expect(hasLength('a'.repeat(6), 5)).toBe(false);
  expect(hasLength('', 5)).toBe(false);
});

test('a text of a billion characters is found too long without being read', () => {
  const unread = new Proxy(
    { length: 1e9 },
    {
      get(text, property) {
        if (property !== 'length') throw new Error('The text was read.');
        return text.length;
      },
    },
  ) as unknown as string;
  expect(hasLength(unread, 4000)).toBe(false);
});

test('a note is sound with 1 to 4,000 characters, measured after trimming', () => {
  expect(isSoundNote('a'.repeat(4000))).toBe(true);
  expect(isSoundNote('a'.repeat(4001))).toBe(false);
  expect(isSoundNote(` ${'🍷'.repeat(4000)}\n`)).toBe(true);
  expect(isSoundNote(' \n\t')).toBe(false);
});

test('a note need not have a word: emoji are accepted, and so is a lone surrogate', () => {
  expect(isSoundNote('🍷🍷')).toBe(true);
  expect(isSoundNote('\ud800')).toBe(true);
});

test('a note of nothing that one can see is not sound', () => {
  for (const note of ['\u200b', '\u00ad \ufeff', '\u200e\u200f']) expect(isSoundNote(note)).toBe(false);
  expect(isSoundNote('plum\u200b')).toBe(true);
});
