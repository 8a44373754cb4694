import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokens, normaliseText, scanTokens } from '../../../classifier/text/tokens.ts';
import { anyLetter } from '../../fuzz.ts';

function tokensOf(text: string): string[] {
  const tokens = createTokens(1);
  scanTokens(normaliseText(text), tokens);
  return Array.from({ length: tokens.count }, (_, at) =>
    String.fromCharCode(...tokens.units.subarray(tokens.starts[at], tokens.ends[at])),
  );
}

test('words, numbers and elisions are tokens; all else separates', () => {
  expect(tokensOf("Nero d'Avola, 15% & well-made; '90s rock'n'roll o' 7'up")).toEqual([
    'nero',
    "d'avola",
    '15',
    'well',
    'made',
    '90s',
    "rock'n",
    'roll',
    'o',
    "7'up",
  ]);
});

test('capitals, typographic apostrophes and decomposed accents make no difference', () => {
  expect(tokensOf('GRÜNER D’ÉTÉ')).toEqual(['grüner', "d'été"]);
  expect(tokensOf('rosé'.normalize('NFD'))).toEqual(tokensOf('rosé'));
});

test('letters outside the basic plane belong to words; lone surrogates, NUL and emoji separate', () => {
  expect(tokensOf('a\u0000b \ud800c\udc00d 🍷e 𝐀𝐁')).toEqual(['a', 'b', 'c', 'd', 'e', '𝐀𝐁']);
});

test('any text has the tokens that the regular expression finds', () => {
  const pattern = /[\p{L}\p{N}]+(?:'\p{L}+)?/gu;
  fc.assert(
    fc.property(fc.string({ unit: anyLetter, maxLength: 60 }), (text) => {
      const found = normaliseText(text).replaceAll('’', "'").match(pattern) ?? [];
      expect(tokensOf(text).map((token) => token.length)).toEqual(found.map((token) => token.length));
    }),
  );
});

test('no tokens are left over from a longer text', () => {
  const tokens = createTokens();
  scanTokens('one two three', tokens);
  scanTokens('', tokens);
  expect(tokens.count).toBe(0);
});
