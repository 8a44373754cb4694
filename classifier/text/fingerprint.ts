import { hashText, hashWord, joinHashes, SECOND_HALF } from './hash.ts';
import { cleanText } from './sound-text.ts';
import { createTokens, normaliseText, scanTokens } from './tokens.ts';

const tokens = createTokens();

/**
 * What texts are known again by, as 16 hexadecimal digits (64 bits): two texts are the same where their fingerprints
 * are. It is made of a text's tokens in their order, so case, punctuation, spaces, and how an accent is composed do not
 * matter. What tokens keep apart stays apart: `d'avola` and `d avola`, `ﬁne` and `fine`. A text without any token, such
 * as `🍷🍷`, is known by its own characters, trimmed: otherwise all of those would be one text.
 */
export function fingerprintText(text: string): string {
  const normalised = normaliseText(text);
  scanTokens(normalised, tokens);
  const hash = tokens.count > 0 ? hashTokens : (half: number): number => hashText(cleanText(normalised), half);
  return hexOf(hash(0)) + hexOf(hash(SECOND_HALF));
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
