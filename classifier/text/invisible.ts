/**
 * What a text has that nobody sees: soft hyphens, joiners and spaces of no width, marks of direction, byte order marks.
 * Programs leave them in what people copy, and they are no part of a text.
 */
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** A text without what nobody sees. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
