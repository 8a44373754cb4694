/*
 * Features are known by 48 bits of two hashes of 32 bits, made with different seeds: no feature's text is kept to be
 * compared. Two features of one vocabulary never share a key (createVocabulary() refuses that); a feature that is not
 * in it is taken for one that is with a probability of about 10^-9.
 */

const WORD_SEED = 0x2545f491;
const GRAM_SEED = 0x632be5ab;
/** Asks for the second half of a key where 0 asks for the first: what a seed is changed by. */
export const SECOND_HALF = 0x5bd1e995;

/** One half of the key of a word, which is units[start] to units[end - 1]; `half` is 0 or SECOND_HALF. */
export function hashWord(units: Uint16Array, start: number, end: number, half: number): number {
  return hashUnits(units, start, end, WORD_SEED ^ half);
}

/** One half of the key of a piece of a word, units[start] to units[end - 1]; never that of the word written alike. */
export function hashGram(units: Uint16Array, start: number, end: number, half: number): number {
  return hashUnits(units, start, end, GRAM_SEED ^ half);
}

/** Joins two hashes into one; in the other order they give another. */
export function joinHashes(first: number, second: number): number {
  return mix(Math.imul(first, 0x85ebca6b) ^ (second + 0x7f4a7c15));
}

/** One half of the key of a whole text, UTF-16 code unit by code unit: for what is not read as words. */
export function hashText(text: string, half: number): number {
  let hash = WORD_SEED ^ half;
  for (let at = 0; at < text.length; at += 1) hash = absorb(hash, text.charCodeAt(at));
  return mix(hash);
}

/** One half of the key of an integer of at most 32 bits. */
export function hashInteger(integer: number, half: number): number {
  return mix(absorb(GRAM_SEED ^ half, integer | 0));
}

function hashUnits(units: Uint16Array, start: number, end: number, seed: number): number {
  let hash = seed;
  for (let at = start; at < end; at += 1) hash = absorb(hash, units[at] ?? 0);
  return mix(hash ^ (end - start));
}

function absorb(hash: number, unit: number): number {
  const product = Math.imul(hash ^ unit, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** The finishing step of MurmurHash3 (Austin Appleby, public domain). */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
