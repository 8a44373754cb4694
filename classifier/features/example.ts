import { hashWord, joinHashes, SECOND_HALF } from '../text/hash.ts';
import { createTokens, normaliseText, scanTokens } from '../text/tokens.ts';
import type { Wine } from '../../contract/wine.ts';

/**
 * A wine whose country or variety, or both, are known to be true: what models are trained and judged with. It has a
 * `description`, or, in a dataset that holds no sentences, `terms`.
 */
export interface Example extends Wine {
  /** fingerprintText() of the note: examples of the same fingerprint are the same text. */
  fingerprint: string;
  /** Where the example was gathered. */
  source: string;
  /** The note's words and word pairs, as a set: each is read as a note of its own. */
  terms?: readonly string[];
}

const tokens = createTokens();

/** 64 bits of a text's tokens, in their order, as 16 hexadecimal digits: case, punctuation and spaces do not matter. */
export function fingerprintText(text: string): string {
  scanTokens(normaliseText(text), tokens);
  return hexOf(hashTokens(0)) + hexOf(hashTokens(SECOND_HALF));
}

function hashTokens(half: number): number {
  let hash = half;
  for (let token = 0; token < tokens.count; token += 1) {
    hash = joinHashes(hash, hashWord(tokens.units, tokens.starts[token] ?? 0, tokens.ends[token] ?? 0, half));
  }
  return hash;
}

function hexOf(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
