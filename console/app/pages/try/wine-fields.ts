import type { WineInput } from '../../../../packages/client/client.ts';

/** The fields of a wine as they are typed: texts, empty where nothing is known. */
export type TypedWine = Record<keyof WineInput, string>;

/** A field of the form. */
export interface Field {
  name: keyof WineInput;
  label: string;
  hint: string;
  kind: 'note' | 'text' | 'number';
}

/** In the order of WineInput; limits are checked by the client and the API, whose words are then shown. */
export const FIELDS: readonly Field[] = [
  { name: 'description', label: 'Tasting note', hint: 'Petrol, lime and slate …', kind: 'note' },
  { name: 'variety', label: 'Variety', hint: 'Pinot Noir', kind: 'text' },
  { name: 'country', label: 'Country', hint: 'France', kind: 'text' },
  { name: 'region', label: 'Region', hint: 'Marlborough', kind: 'text' },
  { name: 'winery', label: 'Winery', hint: 'Its name', kind: 'text' },
  { name: 'points', label: 'Points, 50 to 100', hint: '90', kind: 'number' },
  { name: 'price', label: 'Price, US dollars', hint: '25', kind: 'number' },
];

export const NO_WINE: TypedWine = {
  description: '',
  variety: '',
  country: '',
  region: '',
  winery: '',
  points: '',
  price: '',
};

/** Wines to begin with. */
export const EXAMPLES: readonly { name: string; wine: TypedWine }[] = [
  {
    name: 'A Riesling',
    wine: {
      ...NO_WINE,
      description: 'Petrol, lime, slate and bracing acidity; off-dry, from the steep slopes of the Mosel.',
      price: '24',
    },
  },
  {
    name: 'A red, by its note alone',
    wine: { ...NO_WINE, description: 'Blackberry, cedar and graphite, with firm tannins and a long finish.' },
  },
  {
    name: 'A label without a note',
    wine: { ...NO_WINE, country: 'New Zealand', region: 'Marlborough', points: '88', price: '15' },
  },
];

/** A wine as it would be typed. */
export function typeWine(wine: Readonly<Record<keyof WineInput, string | number | null>>): TypedWine {
  const texts = FIELDS.map(({ name }) => [name, wine[name] === null ? '' : String(wine[name])]);
  return Object.fromEntries(texts) as TypedWine;
}

/** The wine as the API takes it: what is not known is left out. */
export function readWine(typed: TypedWine): WineInput {
  const known = FIELDS.filter(({ name }) => typed[name].trim() !== '');
  return Object.fromEntries(
    known.map(({ name, kind }) => [name, kind === 'number' ? Number(typed[name]) : typed[name].trim()]),
  );
}
