import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exponentOf } from '../../../bench/figure.ts';
import { createCorpus } from '../../../bench/training-scale/corpus.ts';
import { decodeDataset } from '../../../classifier/files/dataset.ts';
import { checkExamples } from '../../../classifier/fit/check-examples.ts';

const dataset = readFileSync(new URL('../../../data/wine-reviews/wine-reviews.dataset.br', import.meta.url));
const bundled = decodeDataset(brotliDecompressSync(dataset));
const corpus = createCorpus(bundled, 7);
const invented = Array.from({ length: 20_000 }, (_, number) => corpus.invent(number));

test('an example is the same one whichever others are made, and another one of another seed', () => {
  expect(corpus.invent(11)).toEqual(createCorpus(bundled, 7).invent(11));
  expect(corpus.invent(11)).not.toEqual(createCorpus(bundled, 8).invent(11));
});

test('hardly any text is there twice, so that training has as many examples as were asked for', () => {
  expect(checkExamples(invented).examples.length).toBeGreaterThan(0.999 * invented.length);
});

test('new words and new pairs come ever more slowly, as in real notes', () => {
  const [words, pairs] = [new Set<string>(), new Set<string>()];
  const [atWords, atPairs]: { x: number; y: number }[][] = [[], []];
  for (const [at, { description = '' }] of invented.entries()) {
    const note = description.split(' ');
    for (const [place, word] of note.entries()) {
      words.add(word);
      pairs.add(`${note[place - 1] ?? ''} ${word}`);
    }
    if (![2_500, 5_000, 10_000, 20_000].includes(at + 1)) continue;
    atWords!.push({ x: at + 1, y: words.size });
    atPairs!.push({ x: at + 1, y: pairs.size });
  }
  expect(exponentOf(atWords!)).toBeGreaterThan(0.25);
  expect(exponentOf(atWords!)).toBeLessThan(0.75);
  expect(exponentOf(atPairs!)).toBeGreaterThan(0.5);
  expect(exponentOf(atPairs!)).toBeLessThan(0.95);
});
