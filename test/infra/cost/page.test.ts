import { describe, expect, it } from 'vitest';
import { breakEven, listDoors } from '../../../docs/cost/elsewhere.ts';
import { formatDollars, formatPrice } from '../../../docs/cost/format.ts';
import { monthOf } from '../../../docs/cost/options.ts';
import { readPage, writePage } from '../../../docs/cost/write-page.ts';

describe('docs/COST.md', () => {
  it('has the tables that node docs/cost/write-page.ts writes', () => {
    expect(readPage()).toBe(writePage(readPage()));
  });

  it('cannot be written where it has no place for a table', () => {
    expect(() => writePage('# What it costs\n')).toThrow('COST.md must have <!-- written by write-page.ts: ');
  });
});

describe('other doors', () => {
  const [ours, ...others] = listDoors(monthOf('production'));

  it('cost as much as ours where they begin to be cheaper, and less from there on', () => {
    const evens = others.map((door) => ({ door, even: breakEven(ours, door) })).filter(({ even }) => (even ?? 0) > 0);
    expect(evens).toHaveLength(3);
    for (const { door, even = 0 } of evens) {
      expect(door.price(even) / ours.price(even), door.what).toBeCloseTo(1, 2);
      expect(door.price(even * 2), door.what).toBeLessThan(ours.price(even * 2));
      expect(door.price(even / 2), door.what).toBeGreaterThan(ours.price(even / 2));
    }
  });

  it('are told where they are cheaper from the first prediction on, and where never', () => {
    const functionUrl = others.find(({ what }) => what === 'Lambda function URL');
    expect(functionUrl && breakEven(ours, functionUrl)).toBe(0);
    const dearer = { ...ours, price: (predictions: number) => ours.price(predictions) + 1 };
    expect(breakEven(ours, dearer)).toBeUndefined();
  });
});

describe('a price', () => {
  it('is for a million where it is a fraction of a cent', () => {
    expect([4e-6, 0.0000166667, 0.625e-6, 0.5, 0.023, 0].map(formatPrice)).toEqual([
      '$4.00 a million',
      '$16.67 a million',
      '$0.625 a million',
      '$0.50',
      '$0.023',
      '$0',
    ]);
    expect([1_234.5, 12.345, 0.0123].map(formatDollars)).toEqual(['$1,235', '$12.35', '$0.012']);
  });
});
