import { expect, test } from 'vitest';
import { chooseTerms, termsOf } from '../../../data/wine-reviews/terms.ts';

test('the terms of a note are its words and pairs, each once', () => {
  expect(termsOf('Ripe, ripe black cherry')).toEqual([
    'ripe',
    'black',
    'cherry',
    'ripe ripe',
    'ripe black',
    'black cherry',
  ]);
});

test('only terms found in enough notes are kept, in alphabetical order', () => {
  const notes = ['Ripe black cherry', 'ripe black plum', 'ripe lime', 'black lime'];
  expect(chooseTerms(notes, { word: 2, pair: 2 })).toEqual([
    ['black', 'ripe', 'ripe black'],
    ['black', 'ripe', 'ripe black'],
    ['lime', 'ripe'],
    ['black', 'lime'],
  ]);
});
