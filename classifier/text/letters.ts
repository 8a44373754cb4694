/*
 * What a UTF-16 code unit is in a note: a letter, a digit, or neither; and its lower-case form. The tables are a memo
 * of the engine's own Unicode properties, filled as units are met, so that a note costs an array read a unit, not a
 * regular expression.
 */

/** The kind of what is neither a letter nor a number: it ends a token. */
export const OTHER = 0;
/** The kind of a number, `\p{N}`. */
export const NUMBER = 1;
/** The kind of a letter, `\p{L}`. */
export const LETTER = 2;
const NOT_YET_KNOWN = 255;

const kinds = new Uint8Array(0x10000).fill(NOT_YET_KNOWN);
const lowerCases = new Uint16Array(0x10000);

/** What a UTF-16 code unit is on its own: LETTER, NUMBER or OTHER; half of a surrogate pair is OTHER. */
export function kindOf(unit: number): number {
  const known = kinds[unit] ?? OTHER;
  return known === NOT_YET_KNOWN ? learn(unit) : known;
}

/**
 * A code unit's lower case; only for one that kindOf() was asked about. What has two units in lower case stays as it
 * is.
 */
export function lowerCaseOf(unit: number): number {
  return lowerCases[unit] ?? unit;
}

/** What a character outside the basic plane is: LETTER, NUMBER or OTHER; given as its surrogate pair. */
export function kindOfPair(high: number, low: number): number {
  return classify(String.fromCharCode(high, low));
}

/** Whether a UTF-16 code unit begins a surrogate pair. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function learn(unit: number): number {
  const letter = String.fromCharCode(unit);
  const lowered = letter.toLowerCase();
  const kind = classify(letter);
  lowerCases[unit] = lowered.length === 1 ? lowered.charCodeAt(0) : unit;
  kinds[unit] = kind;
  return kind;
}

function classify(character: string): number {
  if (/^\p{L}$/u.test(character)) return LETTER;
  return /^\p{N}$/u.test(character) ? NUMBER : OTHER;
}
