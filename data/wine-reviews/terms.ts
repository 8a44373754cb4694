import { createTokens, normaliseText, scanTokens } from '../../classifier/text/tokens.ts';
import type { Tokens } from '../../classifier/text/tokens.ts';

/** In how many notes a term must be found to be kept. */
export interface TermLimits {
  word: number;
  pair: number;
}

const tokens = createTokens();

/**
 * The terms of each note, as a set: its words, and the pairs of neighbouring words, that are found in enough notes.
 * What is found in one note only says little of other wines, and too much of this one.
 */
export function chooseTerms(notes: readonly string[], limits: TermLimits): string[][] {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const counts: number[] = [];
  const sets = notes.map((note) => {
    const terms = termsOf(note).map((term) => {
      const number = numbers.get(term) ?? texts.push(term) - 1;
      numbers.set(term, number);
      counts[number] = (counts[number] ?? 0) + 1;
      return number;
    });
    return Uint32Array.from(terms);
  });
  return sets.map((terms) => Array.from(terms).filter(isFrequent).map(textOf).sort());

  function isFrequent(number: number): boolean {
    return (counts[number] ?? 0) >= (textOf(number).includes(' ') ? limits.pair : limits.word);
  }
  function textOf(number: number): string {
    return texts[number] ?? '';
  }
}

/** All words and pairs of a note, each once. A pair is two words with a space between. */
export function termsOf(note: string): string[] {
  scanTokens(normaliseText(note), tokens);
  const words = Array.from({ length: tokens.count }, (_, token) => textOfToken(tokens, token));
  const pairs = words.slice(1).map((word, before) => `${words[before]} ${word}`);
  return [...new Set([...words, ...pairs])];
}

function textOfToken({ units, starts, ends }: Tokens, token: number): string {
  return String.fromCharCode(...units.subarray(starts[token], ends[token]));
}
