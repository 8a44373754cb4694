/** Marks that stand upon or below a letter; the two of half-width Katakana become such ones in NFKD. */
const MARK = '[\\p{M}\\uff9e\\uff9f]';

/** More marks in a row than any language has (Unicode Standard Annex 15, section 13: stream-safe text). */
const LONG_RUN = new RegExp(`(${MARK}{30})${MARK}+`, 'gu');

/**
 * A text with no more than 30 marks in a row, the others left out: `normalize` brings a run into its order in a time
 * that grows with the square of its length, minutes for the hundred thousand marks that somebody may send.
 */
export function withoutExcessMarks(text: string): string {
  return text.replace(LONG_RUN, '$1');
}
