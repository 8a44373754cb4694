import { describe, expect, it } from 'vitest';
import { describeColumns, findColumns, type ColumnMap } from '../../tabular/columns.ts';
import { WINE_FIELDS } from '../../tabular/wine-columns.ts';

const NEEDED = { says: 'a note or a variety.', some: [['description', 'variety']] } as const;

const find = (names: string, map?: ColumnMap) =>
  findColumns({ file: 'wines.csv', header: names.split('|'), decimalMarks: [] }, WINE_FIELDS, NEEDED, map);
const usesOf = (names: string, map?: ColumnMap): string => describeColumns(find(names, map));

describe('columns are known', () => {
  it.each([
    ['English', 'Varietal|Tasting_Notes|Country of origin|Appellation|Producer|Rating|Price (USD)'],
    ['English otherwise', 'GRAPE|review|location|AVA|Estate|score|price'],
    ['French', 'Cépage|Notes de dégustation|Pays|Appellation|Domaine|points|Prix (€)'],
    ['Spanish', 'Uva|Nota de cata|País|Denominación de Origen|Bodega|Puntuación|Precio'],
    ['Italian', 'Vitigno|Degustazione|Paese|Denominazione|Cantina|Punteggio|Prezzo'],
    ['German', 'Rebsorte|Verkostungsnotiz|Land|Anbaugebiet|Weingut|Punkte|Preis EUR'],
    ['Portuguese', 'Casta|Nota de prova|País de origem|Região|Adega|Pontuação|Preço'],
    ['Dutch', 'Druif|Proefnotitie|Herkomst|Streek|Wijnhuis|Punten|Prijs'],
  ])('by their names in %s', (_, names) => {
    const [variety, description, country, region, winery, points, price] = [0, 1, 2, 3, 4, 5, 6].map((at) => [at]);
    const expected = { variety, description, country, region, winery, points, price };
    expect(Object.fromEntries(find(names).positions)).toEqual(expected);
  });

  it('by their own name before any other, and each has one use', () => {
    expect(usesOf('grape|variety|Origin|land|notes|id')).toBe(
      'Uses variety, land as country, notes as description. Does not use grape, Origin, id.',
    );
  });

  it('as parts of the region, the most exact one first', () => {
    expect(usesOf('province|region_1|variety')).toBe(
      'Uses region_1 and province as region, variety. Uses every column.',
    );
    expect(usesOf('state|AVA|variety')).toBe('Uses AVA and state as region, variety. Uses every column.');
    expect(usesOf('province|region|variety')).toBe('Uses region, variety. Does not use province.');
  });

  it('by what a person says, which goes before their names', () => {
    const map: ColumnMap = new Map([
      ['variety', ['Sorte']],
      ['region', ['Ort', 'variety']],
      ['price', []],
    ]);
    expect(usesOf('sorte|Ort|variety|Price', map)).toBe(
      'Uses sorte as variety, Ort and variety as region. Does not use Price.',
    );
  });
});

describe('columns that are not there', () => {
  it('are asked for, with what there is', () => {
    expect(() => find('Wein|Jahrgang|Preis')).toThrow(
      'wines.csv needs a note or a variety. Its columns are Wein, Jahrgang, Preis. ' +
        'If one of them is meant, say so, as in --map description=Wein',
    );
    expect(() => find('My wine')).toThrow('--map description="My wine"');
    expect(() => find('country|price')).toThrow(/Its columns are country, price\.$/);
  });

  it('are said to be none where a person names them', () => {
    expect(() => find('Wein', new Map([['variety', ['Sorte']]]))).toThrow(
      'wines.csv has no column Sorte. Its columns are Wein.',
    );
  });

  it('or there twice are named', () => {
    expect(() => find('notes|Notes')).toThrow('wines.csv has 2 columns description. Leave one of them.');
    expect(() => find('a|a', new Map([['variety', ['a']]]))).toThrow('wines.csv has 2 columns a. Leave one of them.');
  });
});
