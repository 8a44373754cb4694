import { util } from '@aws-appsync/utils';
import { FOLDED_COUNTRY_NAMES } from '../../contract/folded-country-names.ts';
import { ADDRESS_PATTERN, CLASS_NAME_PATTERN, INVISIBLE_PATTERN, NAME_CHARACTERS_MAX } from '../../contract/limits.ts';
import { raiseInvalid } from './raise.ts';

/**
 * The text, or null where there is none. Raises InvalidInput for one of no characters that can be seen, or of more than
 * 100.
 */
export function checkText(field: string, text: string | null): string | null {
  if (text === null) return null;
  // Composed, a character has at most two units, and was at most four characters before.
  const composed = text.length > 8 * NAME_CHARACTERS_MAX ? text : util.str.normalize(text, 'nfc');
  const characters = composed.length > 2 * NAME_CHARACTERS_MAX ? composed.length : countCharacters(composed);
  if (characters <= NAME_CHARACTERS_MAX && text.replaceAll(INVISIBLE_PATTERN, '').trim() !== '') return text;
  raiseInvalid(
    field,
    'length',
    `${field} must have 1 to ${NAME_CHARACTERS_MAX} characters: change it, or leave it out.`,
  );
}

/** The text as checkText() lets it pass. Raises InvalidInput as well for what can be no country or variety's name. */
export function checkClassName(field: string, text: string | null): string | null {
  const name = checkText(field, text);
  if (name === null) return null;
  // What nobody sees is no part of a name, and stays in what is stored.
  const seen = name.replaceAll(INVISIBLE_PATTERN, '');
  if (util.matches(CLASS_NAME_PATTERN, seen) && !util.matches(ADDRESS_PATTERN, seen)) return name;
  const form = "letters, digits, spaces and the marks ' . , & / ( ) + -, and look like no address of the web";
  raiseInvalid(field, 'form', `${field} must be a name of ${form}: change it, or leave it out.`);
}

/** A name as it is compared, however it is written; a country by the name that the bundled data gives it. */
export function settleName(target: 'country' | 'variety', name: string): string {
  const folded = util.str.normalize(name, 'nfkd').replaceAll('[^\\p{L}\\p{N}]', '').toLowerCase();
  const names = target === 'country' ? FOLDED_COUNTRY_NAMES[countryOf(folded) ?? ''] : undefined;
  return names === undefined ? folded : (names.split(' ')[0] ?? folded);
}

/** How the bundled data spells the country that a name means; undefined where the name is none of a country. */
export function spellCountry(name: string): string | undefined {
  return countryOf(settleName('country', name));
}

function countryOf(folded: string): string | undefined {
  return Object.keys(FOLDED_COUNTRY_NAMES).find(
    (country) => ` ${FOLDED_COUNTRY_NAMES[country] ?? ''} `.indexOf(` ${folded} `) >= 0,
  );
}

/** Unicode code points: units that are not the second half of a pair. */
function countCharacters(text: string): number {
  return text.split('').filter((unit) => unit < '\uDC00' || unit > '\uDFFF').length;
}
