import { expect, test } from 'vitest';
import { spreadOf } from '../../../bench/figure.ts';
import type { Fired } from '../../../bench/measure/load.ts';
import { compareTurns, takeTurns } from '../../../bench/measure/turns.ts';

const named = { id: 'http.predict.1.rate', part: 'http', what: 'requests' } as const;
const firedAt = (perSecond: number): Fired => ({ p50Ms: 1000 / perSecond, p99Ms: 2000 / perSecond, perSecond });

test('servers are asked in turns, so that what slows one round down hits all of them', async () => {
  const asked: string[] = [];
  const ask = (name: string) => () => {
    asked.push(name);
    return Promise.resolve(firedAt(asked.length));
  };
  const turns = await takeTurns(new Map(['A', 'B'].map((name) => [name, ask(name)])), 2);
  expect(asked).toEqual(['A', 'B', 'A', 'B']);
  expect(turns.get('B')).toEqual([firedAt(2), firedAt(4)]);
});

test('a figure compares Terroir with each peer, round by round', () => {
  const turns = new Map([
    ['Terroir', [300, 100].map(firedAt)],
    ['Peer', [100, 50].map(firedAt)],
  ]);
  const rate = compareTurns(turns, 'rate', named, { Peer: 3 });
  expect(rate).toMatchObject({ unit: 'per second', better: 'higher', terroir: spreadOf([100, 300]) });
  expect(rate.peers).toEqual({ Peer: spreadOf([50, 100]) });
  expect(rate.ratios).toEqual({ Peer: { spread: spreadOf([2, 3]), bar: 3 } });
  const p99 = compareTurns(turns, 'p99', named);
  expect(p99).toMatchObject({ unit: 'ms', better: 'lower', terroir: spreadOf([20, 2000 / 300]) });
  expect(p99.ratios?.['Peer']?.spread.median).toBeCloseTo(2.5);
});

test('without peers a figure is Terroir’s alone', () => {
  const figure = compareTurns(new Map([['Terroir', [firedAt(10)]]]), 'p50', named);
  expect(figure.peers).toEqual({});
  expect(figure).not.toHaveProperty('ratios');
});
