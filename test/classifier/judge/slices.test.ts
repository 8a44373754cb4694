import { expect, test } from 'vitest';
import type { Judgement } from '../../../classifier/judge/evaluate.ts';
import { evaluateSlices, priceRange } from '../../../classifier/judge/slices.ts';

const judgement = (trueClass: number, answer: number, confidence: number): Judgement => ({
  trueClass,
  answer,
  confidence,
  classesAbove: 0,
  probabilityOfTruth: trueClass === answer ? confidence : 0.25,
});

test('slices of fewer than twenty examples are left out', () => {
  const examples = Array.from({ length: 30 }, (_, at) => ({
    fingerprint: '',
    source: '',
    description: 'one two two',
    country: at < 25 ? 'Ostia' : 'Nordland',
    price: 15,
  }));
  const right = examples.map(() => judgement(0, 0, 1));
  const halfRight = examples.map((_, at) => judgement(0, at % 2, 1));
  const slices = evaluateSlices(examples, { note: halfRight, noteAndNumbers: right, everything: right });
  expect(slices.map(({ kind, name, exampleCount }) => [kind, name, exampleCount])).toEqual([
    ['country', 'Ostia', 25],
    ['price', '10 to 20 dollars', 30],
    ['noteLength', 'under 20 different words', 30],
  ]);
  expect(slices[1]).toMatchObject({ accuracy: 1, accuracies: { note: 0.5, noteAndNumbers: 1, everything: 1 } });
});

test.each([
  [9.99, 'under 10 dollars'],
  [10, '10 to 20 dollars'],
  [100, '100 dollars or more'],
])('%d dollars are %s', (price, name) => {
  expect(priceRange(price)).toBe(name);
});
