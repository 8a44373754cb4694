/**
 * How long fast-check looks: a little and always at the same values, unless FUZZ_TIMES says how many times as long;
 * then at others each time. What fails is printed with its seed and path; FUZZ_SEED looks at those values again.
 */
import fc from 'fast-check';

const { FUZZ_TIMES = '1', FUZZ_SEED } = process.env;

/** The parameters of a property that is tried so often, on an ordinary day. */
export function runs(count: number): { numRuns: number; seed: number } {
  const times = Number(FUZZ_TIMES);
  const seed = FUZZ_SEED ?? (times > 1 ? Date.now() : 11);
  return { numRuns: count * times, seed: Number(seed) | 0 };
}

/** Pieces of text that programs get wrong: one is as likely as all other text. */
const PIECES = [
  ...['🍷', '👩‍👩‍👧', '🏳️‍🌈', 'שלום', '\u202eevil\u202c', '\u0000', '\ud800', '\udc00', '\udc00\ud800', '\ufeff'],
  ...[
    'é',
    'e\u0301',
    'ﬁ',
    'İ',
    'ß',
    '\u0301\u0316',
    '\u200d',
    '\u00ad',
    '\uff9e',
    '각',
    'ᄀ',
    'ก็',
    '١',
    '½',
    "d'",
    '’',
  ],
  ...['__proto__', '<b>', '"', '\\', '\r\n', '\t', '\u2028', '=1+1', 'NaN', '1e400', ' ', 'plum ', 'Pinot Noir '],
];

/** Any code point but halves of pairs: fast-check's unit `binary`, which first lists all of them, for a second. */
export const anyLetter = fc
  .integer({ min: 0, max: 0x10_ff_ff - 0x800 })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));

const PIECE = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: anyLetter, maxLength: 2 }));

/** Any text: letters of every script, emoji, right to left, halves of pairs, NUL, accents of their own. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> => fc.string({ unit: PIECE, maxLength });
