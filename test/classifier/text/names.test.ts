import { describe, expect, it } from 'vitest';
import { createClassFinder, foldName, isUnknownName, settleName } from '../../../classifier/text/names.ts';
import { COUNTRY_NAMES } from '../../../contract/country-names.ts';

describe('a name', () => {
  it.each([
    ['Grüner Veltliner', 'gruner-veltliner'],
    ['Albariño', 'ALBARIN\u0303O'],
    ['Châteauneuf', 'chateauneuf'],
    ['U.S.', 'us'],
    ['Cabernet Sauvignon-Merlot', 'Cabernet Sauvignon / Merlot'],
  ])('%s is the same as %s', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each(['NaN', 'null', 'NULL', 'NA', 'N/A', 'n/a', 'none', 'Unknown', '-', '–', '', '  '])(
    '%j says that nobody knows',
    (name) => {
      expect(isUnknownName(name)).toBe(true);
    },
  );

  it.each(['Nan', 'Nada', 'Naia', 'Non'])('%s is a name, whatever it looks like', (name) => {
    expect(isUnknownName(name)).toBe(name === 'Nan');
  });
});

describe('the class that a name means', () => {
  const findCountry = createClassFinder('country', ['US', 'Spain', 'Austria', 'Germany', 'Ostia']);
  const findVariety = createClassFinder('variety', ['Syrah', 'Shiraz', 'Grüner Veltliner']);

  it.each([
    ['USA', 'US'],
    ['United States', 'US'],
    ['u.s.a.', 'US'],
    ['Espana', 'Spain'],
    ['España', 'Spain'],
    ['Österreich', 'Austria'],
    ['deutschland', 'Germany'],
    ['ostia', 'Ostia'],
  ])('%s is %s', (name, country) => {
    expect(findCountry(name)).toBe(country);
  });

  it('is none where the model does not know the country, though the table does', () => {
    expect(findCountry('France')).toBeUndefined();
    expect(findCountry('Frankreich')).toBeUndefined();
  });

  it('keeps apart what the data keeps apart', () => {
    expect(['syrah', 'SHIRAZ', 'Gruner Veltliner'].map(findVariety)).toEqual(['Syrah', 'Shiraz', 'Grüner Veltliner']);
    expect(settleName('variety', 'Syrah')).not.toBe(settleName('variety', 'Shiraz'));
  });
});

it('no name of a country stands for two of them', () => {
  const meant = new Map<string, string>();
  for (const [country, others] of Object.entries(COUNTRY_NAMES)) {
    for (const name of [country, ...others]) {
      expect([name, meant.get(foldName(name)) ?? country]).toEqual([name, country]);
      meant.set(foldName(name), country);
    }
  }
});
