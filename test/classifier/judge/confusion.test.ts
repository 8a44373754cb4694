import { expect, test } from 'vitest';
import { countConfusion } from '../../../classifier/judge/confusion.ts';

const judge = (trueClass: number, answer: number) => ({
  trueClass,
  answer,
  confidence: 0.5,
  classesAbove: 0,
  probabilityOfTruth: 0.5,
});

test('a confusion counts what was answered in place of what is true, the most frequent class first', () => {
  const judgements = [judge(1, 1), judge(1, 1), judge(1, 0), judge(0, 1), judge(2, 2), judge(2, 2)];
  expect(countConfusion(judgements, ['Gamay', 'Merlot', 'Syrah', 'Never seen'])).toEqual({
    classes: ['Merlot', 'Syrah', 'Gamay'],
    counts: [
      [2, 0, 1, 0],
      [0, 2, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ],
  });
});

test('the classes that are seldom seen are one row and one column, so that nothing is lost', () => {
  const names = Array.from({ length: 20 }, (_, number) => `class ${number}`);
  const judgements = names.flatMap((_, number) => Array.from({ length: 20 - number }, () => judge(number, 19)));
  const { classes, counts } = countConfusion(judgements, names);
  expect(classes).toEqual(names.slice(0, 12));
  expect(counts.flat().reduce((sum, count) => sum + count)).toBe(judgements.length);
  expect(counts[12]?.[12]).toBe(36);
});
