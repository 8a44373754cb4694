import { expect, test } from 'vitest';
import { replicate } from '../../../bench/children/noise.ts';
import type { Example } from '../../../classifier/features/example.ts';
import { checkExamples } from '../../../classifier/fit/check-examples.ts';

const words = Array.from({ length: 60 }, (_, at) => `word${at}`);
const noteOf = (wine: number): string => words.map((word) => `${word}of${wine}`).join(' ');
const examples: Example[] = Array.from({ length: 20 }, (_, wine) => ({
  description: noteOf(wine),
  fingerprint: `${wine}`,
  source: 'made up',
  country: wine % 2 ? 'France' : 'Italy',
  variety: 'Gamay',
}));

test('as many examples as there are come back as they are, and fewer if fewer are asked for', () => {
  expect(replicate(examples, 20, 1)).toEqual(examples);
  expect(replicate(examples, 5, 1)).toEqual(examples.slice(0, 5));
});

test('copies are new texts with the old labels, so that training refuses none of them', () => {
  const copies = replicate(examples, 80, 1);
  expect(copies).toHaveLength(80);
  expect(checkExamples(copies).refused).toEqual([]);
  for (const [at, copy] of copies.entries()) expect(copy.country).toBe(examples[at % 20]?.country);
});

test('a copy keeps most of its words, and takes a few of another note', () => {
  const [copy] = replicate(examples, 21, 1).slice(20);
  const copied = copy?.description?.split(' ') ?? [];
  const kept = copied.filter((word) => word.endsWith('of0'));
  expect(kept.length).toBeGreaterThan(40);
  expect(kept.length).toBeLessThan(60);
});

test('copies of examples without sentences are new sets of terms', () => {
  const sets: Example[] = examples.map(({ fingerprint, source }) => ({ fingerprint, source, terms: words }));
  const copies = replicate(sets, 60, 1);
  expect(new Set(copies.map(({ fingerprint }) => fingerprint)).size).toBe(60);
  for (const { terms = [] } of copies) expect(new Set(terms).size).toBe(terms.length);
});

test('the same seed makes the same copies', () => {
  expect(replicate(examples, 60, 5)).toEqual(replicate(examples, 60, 5));
  expect(replicate(examples, 60, 5)).not.toEqual(replicate(examples, 60, 6));
});
