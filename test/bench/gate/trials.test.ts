import { expect, test } from 'vitest';
import { formatGroups } from '../../../bench/gate/table.ts';
import { countGroups, type Trial } from '../../../bench/gate/trials.ts';

const trial = (kind: string, promoted: boolean, harm: string[] = [], strangers?: Trial['strangers']): Trial => ({
  world: 0,
  kind,
  promoted,
  decidedBy: 'variety log loss',
  figures: { champion: 1.2, challenger: 1.2, limit: 1.3 },
  failed: promoted ? [] : ['variety log loss'],
  effects: {},
  harm,
  ...(strangers && { strangers }),
  seconds: 30,
});
const shareOf = (...trials: Trial[]) => countGroups(trials)[0]?.share;

test('of honest challengers the share that is promoted counts', () => {
  expect(shareOf(trial('labels-50', true), trial('labels-500', true), trial('label-1', false))).toBeCloseTo(2 / 3);
});

test('of those that lost data the share that is held back counts, harm or none', () => {
  expect(shareOf(trial('half', false), trial('half', true))).toBe(0.5);
});

test('of wrong labels those count against the gate that are promoted and do harm', () => {
  const harm = ['country log loss 3.0 % higher'];
  expect(shareOf(trial('wrong-1', true), trial('wrong-3', false, harm))).toBe(1);
  expect(shareOf(trial('wrong-1', true, harm), trial('wrong-10', true))).toBe(0.5);
});

test('the table tells how many there were, and how often a class never seen was named', () => {
  const trials = [
    trial('new-variety', true, [], { name: 'Gamay', named: 20, of: 50 }),
    trial('half', false, ['it is worse']),
  ];
  const table = formatGroups(countGroups(trials), trials).replaceAll(/ +/g, ' ');
  expect(table).toContain('2 challengers of 1 champions.');
  expect(table).toContain('| 40 to 100 labels of a class never seen | 1 | 1 | 0 | 0 | promote | 100 % | ≥ 85 % |');
  expect(table).toContain('| half of the training data lost | 1 | 0 | 1 | 0 | refuse | 100 % | ≥ 95 % |');
  expect(table).toContain('| Gamay | yes | 50 | 20 |');
});
