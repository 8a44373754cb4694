import { expect, test } from 'vitest';
import { listFeatures } from '../../../classifier/features/features.ts';
import { createFeatureList, FIELD, GRAM, PAIR, WORD } from '../../../classifier/features/list.ts';
import type { FeatureList } from '../../../classifier/features/list.ts';
import { DEFAULT_SETTINGS } from '../../../classifier/fit/training-settings.ts';
import type { Wine } from '../../../contract/wine.ts';
import { termsOf } from '../../../data/wine-reviews/terms.ts';

function listOf(wine: Wine & { terms?: string[] }): FeatureList {
  const list = createFeatureList();
  listFeatures(wine, DEFAULT_SETTINGS.features, list);
  return list;
}

function keysOf(list: FeatureList, kind?: number): Set<string> {
  const all = Array.from({ length: list.count }, (_, at) => at);
  return new Set(
    all
      .filter((at) => kind === undefined || list.kinds[at] === kind)
      .map((at) => `${list.kinds[at]}:${list.firstHalves[at]}:${list.secondHalves[at]}`),
  );
}

test('a note has its words, the pairs of neighbours and pieces of four letters of the longer words', () => {
  const list = listOf({ description: 'Ripe black cherry, ripe' });
  expect(keysOf(list, WORD).size).toBe(3);
  expect(keysOf(list, PAIR).size).toBe(3);
  expect(keysOf(list, GRAM).size).toBe(2 + 3);
});

test('an example with terms has the features of the note that they were taken from', () => {
  const note = "Ripe, ripe Nero d'Avola; black cherries — and a rosé hue. Château!";
  const ofNote = keysOf(listOf({ description: note, price: 12, country: 'Italy' }));
  const ofTerms = keysOf(listOf({ terms: termsOf(note).sort(), price: 12, country: 'Italy' }));
  expect(ofTerms).toEqual(ofNote);
  expect(ofNote.size).toBeGreaterThan(20);
});

test('composed and decomposed accents, case and punctuation give the same features', () => {
  const wine = { description: 'Rosé from Château Ébène', variety: 'Grüner Veltliner', region: 'Côte-Rôtie, Rhône' };
  const shouted = {
    description: 'ROSÉ FROM CHÂTEAU ÉBÈNE!'.normalize('NFD'),
    variety: 'GRÜNER VELTLINER'.normalize('NFD'),
    region: 'côte rôtie , rhône',
  };
  expect(keysOf(listOf(shouted))).toEqual(keysOf(listOf(wine)));
});

test('a field is not taken for another field, nor for a word', () => {
  const [country] = keysOf(listOf({ country: 'Georgia' }));
  const [winery] = keysOf(listOf({ winery: 'Georgia' }));
  const [word] = keysOf(listOf({ description: 'Georgia' }), WORD);
  expect(new Set([country?.slice(2), winery?.slice(2), word?.slice(2)]).size).toBe(3);
});

test('prices of a doubling apart differ, prices of a cent apart do not', () => {
  expect(keysOf(listOf({ price: 20 }), FIELD)).not.toEqual(keysOf(listOf({ price: 40 }), FIELD));
  expect(keysOf(listOf({ price: 20 }), FIELD)).toEqual(keysOf(listOf({ price: 20.01 }), FIELD));
});

test('a note of a million characters and one of odd characters only are read like any other', () => {
  expect(listOf({ description: 'cherry '.repeat(150_000) }).count).toBe(150_000 * 5 - 1);
  expect(listOf({ description: '\u0000\ud800 🍷 …', region: ',,,', winery: '?' }).count).toBe(0);
});
