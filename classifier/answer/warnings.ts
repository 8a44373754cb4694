import type { Wine } from '../../contract/wine.ts';
import { keyOfCountry, keyOfVariety, keysOfRegion } from '../features/fields.ts';
import type { Key } from '../features/fields.ts';
import { ABSENT, findKey } from '../features/key-table.ts';
import { DESCRIPTION_BIT } from '../features/list.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import type { Vocabulary } from '../features/vocabulary.ts';

/**
 * What a caller must know before relying on what is said of a wine, in sentences: of which of its fields the model
 * knows nothing. The wine's features are a row of the matrix.
 */
export function warnAbout(wine: Wine, vocabulary: Vocabulary, matrix: FeatureMatrix, row: number): string[] {
  const warnings: string[] = [];
  const isKnown = (key: Key | undefined): boolean =>
    key !== undefined && findKey(vocabulary.keys, key.first, key.second) !== ABSENT;
  const start = matrix.rowStarts[row] ?? 0;
  const needs = matrix.needs.subarray(start, matrix.rowStarts[row + 1]);
  if (needs.length === 0) {
    warnings.push('The model knows nothing of what was given: it answers with what is most common.');
  } else if (wine.description !== undefined && !needs.includes(DESCRIPTION_BIT)) {
    warnings.push('The model knows no word of the description.');
  }
  const { variety, country, region } = wine;
  if (variety !== undefined && !isKnown(keyOfVariety(variety))) warnings.push(neverSeen('variety', variety));
  if (country !== undefined && !isKnown(keyOfCountry(country))) warnings.push(neverSeen('country', country));
  if (region !== undefined && !keysOfRegion(region).some(isKnown)) warnings.push(neverSeen('region', region));
  return warnings;
}

function neverSeen(field: string, value: string): string {
  return `The model has never seen the ${field} "${value.toWellFormed()}".`;
}
