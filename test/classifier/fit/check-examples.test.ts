import { expect, test } from 'vitest';
import type { Example } from '../../../classifier/features/example.ts';
import { checkExamples, chooseClasses, countName } from '../../../classifier/fit/check-examples.ts';
import type { NameCounts } from '../../../classifier/fit/check-examples.ts';
import { fingerprintText } from '../../../classifier/text/fingerprint.ts';

const exampleOf = (description: string, changes: Partial<Example> = {}): Example => ({
  description,
  fingerprint: fingerprintText(description),
  source: 'made up',
  country: 'Ostia',
  ...changes,
});

test.each([
  ['points', [50, 100], [49, 101, NaN]],
  ['price', [0.01, 100_000], [0.009, 100_001, NaN]],
] as const)('%s are taken within the limits that callers have, ends included', (field, sound, unsound) => {
  const examplesOf = (numbers: readonly number[]): Example[] =>
    numbers.map((number) => exampleOf(`tarry ${number}`, { [field]: number }));
  expect(checkExamples(examplesOf(sound)).refused).toEqual([]);
  expect(checkExamples(examplesOf(unsound)).refused).toEqual([
    { reason: `${field} out of range`, exampleCount: unsound.length, firstExamples: unsound.map((_, at) => at) },
  ]);
});

test('notes without any word are kept where they differ, and once where they do not', () => {
  const { examples, refused } = checkExamples(['🍷🍷', '🥂', ' 🥂'].map((note) => exampleOf(note)));
  expect(examples.map(({ description }) => description)).toEqual(['🍷🍷', '🥂']);
  expect(refused).toEqual([{ reason: 'duplicate text', exampleCount: 1, firstExamples: [2] }]);
});

test('classes come in order of their examples, those of equally many by name', () => {
  const examples = ['b', 'a', 'c', 'c'].map((country, at) => exampleOf(`${at}`, { country }));
  const counts: NameCounts = new Map();
  for (const { country } of examples) countName(counts, country);
  const { classes, dropped } = chooseClasses(counts, 'country', 1);
  expect(classes).toEqual(['c', 'a', 'b']);
  expect(dropped).toEqual([]);
});
