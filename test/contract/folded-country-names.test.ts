import { expect, it } from 'vitest';
import { foldName } from '../../classifier/text/names.ts';
import { COUNTRY_NAMES } from '../../contract/country-names.ts';
import { FOLDED_COUNTRY_NAMES } from '../../contract/folded-country-names.ts';

it('the folded names of countries are those of the table that people write, folded', () => {
  const folded = Object.entries(COUNTRY_NAMES).map(([country, others]) => {
    const names = [country, ...others].map(foldName);
    return [country, [...new Set(names)].join(' ')];
  });
  expect(FOLDED_COUNTRY_NAMES).toEqual(Object.fromEntries(folded));
});
