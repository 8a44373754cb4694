import type { Example } from '../features/example.ts';
import { ABSENT, findKey } from '../features/key-table.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { hashWord, SECOND_HALF } from '../text/hash.ts';
import { createTokens, normaliseText, scanTokens } from '../text/tokens.ts';
import type { Wine } from '../../contract/wine.ts';

/** A wine, or an example that has terms in place of a note. */
export type NotedWine = Wine & Pick<Example, 'terms'>;

/** A note's share of words, each counted once, that a vocabulary does not know; undefined where it has no word. */
export type MeasureWordShare = (wine: NotedWine) => number | undefined;

/** Prepares to measure which share of a note's words the vocabulary does not know. */
export function createWordShare(vocabulary: Vocabulary): MeasureWordShare {
  const tokens = createTokens();
  const seen = new Set<number>();
  let unknown = 0;
  const countWord = (token: number): void => {
    const [start = 0, end = 0] = [tokens.starts[token], tokens.ends[token]];
    const first = hashWord(tokens.units, start, end, 0);
    if (seen.has(first)) return;
    seen.add(first);
    const second = hashWord(tokens.units, start, end, SECOND_HALF);
    if (findKey(vocabulary.keys, first, second) === ABSENT) unknown += 1;
  };
  return ({ description, terms = [] }) => {
    seen.clear();
    unknown = 0;
    if (description !== undefined) {
      scanTokens(normaliseText(description), tokens);
      for (let token = 0; token < tokens.count; token += 1) countWord(token);
    }
    for (const term of terms) {
      scanTokens(term, tokens);
      // A pair's words are terms of their own.
      if (tokens.count === 1) countWord(0);
    }
    return seen.size === 0 ? undefined : unknown / seen.size;
  };
}
