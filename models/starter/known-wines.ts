import type { Wine } from '../../contract/wine.ts';

// Words that people say of wine, put together by rule: nobody's sentences.
const FRUITS = [
  ...['cherry', 'plum', 'blackberry', 'lemon', 'green apple', 'apricot', 'cassis', 'strawberry', 'grapefruit', 'pear'],
  ...['raspberry', 'white peach', 'fig', 'orange peel', 'pineapple'],
];
const ACCENTS = [
  ...['cedar', 'vanilla', 'black pepper', 'honey', 'wet stone', 'tobacco', 'violet', 'smoke', 'almond', 'leather'],
  ...['mint', 'petrol', 'toast'],
];
const FRAMES = [
  ...['firm tannins', 'crisp acidity', 'a soft finish', 'a creamy texture', 'a dry, dusty finish', 'a lively mousse'],
  ...['a salty edge', 'a long aftertaste', 'residual sugar', 'grippy tannins and high alcohol', 'a lean palate'],
];
const VARIETIES = ['Pinot Noir', 'Riesling', 'Malbec', 'Chardonnay', 'Sangiovese', 'Syrah', 'Sauvignon Blanc'];
const COUNTRIES = ['France', 'Italy', 'US', 'Argentina', 'Germany', 'Portugal', 'Spain', 'New Zealand'];
const REGIONS = ['Willamette Valley, Oregon', 'Rioja', 'Mosel', 'Mendoza', 'Tuscany', 'Marlborough'];

/** As many as are asked for in a release. */
const WINES = 120;

/**
 * The wines of which each model's answers are known: notes of two fruits, an accent and a frame, with the other fields
 * told or left out in every mixture; the last ones have no note at all.
 */
export function makeKnownWines(): Wine[] {
  return Array.from({ length: WINES }, (_, n) => makeWine(n));
}

function makeWine(n: number): Wine {
  const hasNote = n < WINES - 12;
  const fruits = `${capitalize(pick(FRUITS, n))} and ${pick(FRUITS, n + 1 + ((n * 4) % 13))}`;
  const note = `${fruits}, ${pick(ACCENTS, n * 5 + 1)}; ${pick(FRAMES, n * 3)}.`;
  return {
    ...(hasNote ? { description: note } : {}),
    ...(n % 3 === 1 || !hasNote ? { variety: pick(VARIETIES, n) } : {}),
    ...(n % 4 === 2 ? { country: pick(COUNTRIES, n) } : {}),
    ...(n % 5 === 3 ? { region: pick(REGIONS, n) } : {}),
    ...(n % 2 === 0 ? { price: 8 + ((n * 13) % 90) } : {}),
    ...(n % 7 < 3 ? { points: 80 + (n % 20) } : {}),
  };
}

function pick(words: readonly string[], n: number): string {
  return words[n % words.length] ?? '';
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
