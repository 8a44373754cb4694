import { NAME_CHARACTERS_MAX } from '../../contract/limits.ts';
import { raiseInvalid } from './raise.ts';

/** The text, or null where there is none. Raises InvalidInput for one of no characters, or of more than 100. */
export function checkText(field: string, text: string | null): string | null {
  if (text === null) return null;
  // Every character has at most two units: a longer text need not be looked at.
  const characters = text.length > 2 * NAME_CHARACTERS_MAX ? text.length : countCharacters(text);
  if (characters >= 1 && characters <= NAME_CHARACTERS_MAX) return text;
  raiseInvalid(
    field,
    'length',
    `${field} must have 1 to ${NAME_CHARACTERS_MAX} characters: change it, or leave it out.`,
  );
}

/** Unicode code points: units that are not the second half of a pair. */
function countCharacters(text: string): number {
  return text.split('').filter((unit) => unit < '\uDC00' || unit > '\uDFFF').length;
}
