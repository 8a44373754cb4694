import { expect, test } from 'vitest';
import type { Example } from '../../../../classifier/features/example.ts';
import { LANGUAGES, TRANSLATIONS } from '../../../../classifier/fit/retelling/languages.ts';
import { retellExamples, RETOLD } from '../../../../classifier/fit/retelling/retell.ts';

const SETTINGS = { share: 1, weight: 0.5, wordsMax: 12, alone: 0.35, tellingsOfName: 0 };

function example(number: number, more: Partial<Example> = {}): Example {
  const fingerprint = Math.imul(number + 1, 0x9e3779b1 | 0) >>> 0;
  return {
    fingerprint: fingerprint.toString(16).padStart(8, '0').repeat(2),
    source: 'test',
    country: 'France',
    variety: 'Gamay',
    region: 'Saint-Amour, Beaujolais',
    winery: 'Domaine Test',
    terms: ['cherry', 'juicy', 'banana', 'juicy banana'],
    ...more,
  };
}

const many = Array.from({ length: 400 }, (_, number) => example(number));

test('a retold example has words of the note, the place and the grape in its note, and no other field', () => {
  const retold = retellExamples(many, SETTINGS);
  expect(retold).toHaveLength(many.length);
  const terms = new Set(retold.flatMap((one) => one.terms ?? []));
  for (const term of ['cherry', 'amour', 'beaujolais', 'gamay', 'bojo', 'cerise', 'st']) expect(terms).toContain(term);
  for (const one of retold) {
    expect(one.source).toBe(RETOLD);
    expect(Object.keys(one)).not.toEqual(expect.arrayContaining(['region']));
    expect(Object.keys(one)).not.toEqual(expect.arrayContaining(['winery']));
  }
});

test('some tell the country only, some the variety only, some both', () => {
  const retold = retellExamples(many, SETTINGS);
  const told = (has: (one: Example) => boolean): number => retold.filter(has).length / retold.length;
  expect(told(({ country, variety }) => country !== undefined && variety === undefined)).toBeCloseTo(0.35, 1);
  expect(told(({ country, variety }) => country === undefined && variety !== undefined)).toBeCloseTo(0.35, 1);
});

test('an example more changes nothing of how the others are retold', () => {
  const before = retellExamples(many, SETTINGS);
  const after = retellExamples([example(4000), ...many], SETTINGS);
  expect(after.slice(1)).toEqual(before);
});

test('places and names of the lists are told though no example has them', () => {
  const terms = new Set(retellExamples(many, { ...SETTINGS, share: 0, tellingsOfName: 8 }).flatMap((one) => one.terms));
  expect(terms.size).toBe(0);
  const told = new Set(
    retellExamples(many, { ...SETTINGS, share: 0.01, tellingsOfName: 8 }).flatMap((one) => one.terms),
  );
  for (const term of ['sauternes', 'muscadet', 'beaujolais', 'pauillac']) expect(told).toContain(term);
  expect(told).not.toContain('barossa');
});

test('what cannot be retold is left alone: no region, no label, odd letters', () => {
  const odd: Example = {
    fingerprint: 'ffffffffffffffff',
    source: 'test',
    country: 'Nowhere',
    terms: ['日本', '🍷', 'a'],
  };
  expect(() => retellExamples([odd, { ...odd, description: '\ud800 x' }], { ...SETTINGS, share: 5 })).not.toThrow();
});

test('the dictionary has a word of each language for every English one', () => {
  const lines = TRANSLATIONS.trim().split('\n');
  expect(lines.length).toBeGreaterThan(100);
  for (const line of lines) expect(line.split(','), line).toHaveLength(1 + LANGUAGES.length);
});
