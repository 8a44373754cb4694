import { WINE_CHARACTERS_MAX } from '../../contract/limits.ts';
import { withoutInvisible } from './invisible.ts';

/** A text as it is measured and stored: trimmed, each lone surrogate replaced by U+FFFD, since UTF-8 has none. */
export function cleanText(text: string): string {
  return text.toWellFormed().trim();
}

/**
 * Whether a text has 1 to `charactersMax` characters. A character is a Unicode code point: `🍷` is one. The time that it
 * takes is bounded by `charactersMax`, however long the text is.
 */
export function hasLength(text: string, charactersMax: number): boolean {
  // No code point has more than two UTF-16 units, so a text of more units is too long without being counted.
  return text.length >= 1 && text.length <= 2 * charactersMax && Array.from(text).length <= charactersMax;
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
