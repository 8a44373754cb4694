import { WINE_CHARACTERS_MAX } from '../../contract/limits.ts';
import { withoutInvisible } from './invisible.ts';
import { withoutExcessMarks } from './marks.ts';

/** A text as it is measured and stored: trimmed, each lone surrogate replaced by U+FFFD, since UTF-8 has none. */
export function cleanText(text: string): string {
  return text.toWellFormed().trim();
}

/**
 * Whether a text has 1 to `charactersMax` characters. A character is a Unicode code point, `🍷` one, and an accent that
 * can be part of its letter is none of its own: some systems write `é` as one, some as two. The time that it takes is
 * bounded by `charactersMax`, however long the text is.
 */
export function hasLength(text: string, charactersMax: number): boolean {
  if (text.length < 1) return false;
  if (hasFewCodePoints(text, charactersMax)) return true;
  // What is composed was at most four code points before.
  if (text.length > 8 * charactersMax || withoutExcessMarks(text) !== text) return false;
  return hasFewCodePoints(text.normalize('NFC'), charactersMax);
}

/** No code point has more than two UTF-16 units, so a text of more units is too long without being counted. */
function hasFewCodePoints(text: string, max: number): boolean {
  return text.length <= 2 * max && Array.from(text).length <= max;
}

/** Whether a text has anything that one can see. */
export function isVisible(text: string): boolean {
  return withoutInvisible(text).trim() !== '';
}

/**
 * Whether a text can be the note of a wine: as cleanText() leaves it, it has 1 to 4,000 characters, some of them to be
 * seen. Words are not asked for.
 */
export function isSoundNote(text: string): boolean {
  return hasLength(cleanText(text), WINE_CHARACTERS_MAX.description) && isVisible(text);
}
