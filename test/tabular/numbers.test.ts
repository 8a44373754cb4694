import { describe, expect, it } from 'vitest';
import { createDecimalTally, readPoints, readPrice } from '../../tabular/numbers.ts';

/** Reads a cell as part of a column with these other cells. */
function priceIn(cell: string, ...others: string[]): unknown {
  const tally = createDecimalTally();
  for (const one of [cell, ...others]) tally.note(0, one);
  const read = readPrice(cell, tally.marks()[0]);
  return 'value' in read ? read.value : read.fault;
}

const pointsOf = (cell: string): unknown => {
  const read = readPoints(cell, undefined);
  return 'value' in read ? read.value : read.fault;
};

describe('a price', () => {
  it.each([
    ['12', 12],
    ['12.5', 12.5],
    ['.5', 0.5],
    ['12.', 12],
    ['1e3', 1000],
    ['-1', -1],
    ['$12', 12],
    ['$ 1,250', 1250],
    ['$1,250.00', 1250],
    ['US$12.50', 12.5],
    ['12.50 USD', 12.5],
    ['12,50 €', 12.5],
    ['€12,5', 12.5],
    ['1.250,00 €', 1250],
    ['1 250,00 €', 1250],
    ['1\u202f250 EUR', 1250],
    ["CHF 1'250.00", 1250],
    ['£9.99', 9.99],
    ['12,- €', 12],
    ['1,234,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ['0.125', 0.125],
    ['1234.567', 1234.567],
  ])('%s is read', (cell, price) => {
    expect(priceIn(cell)).toBe(price);
  });

  it('with a mark before three digits is read as the other prices of its column are', () => {
    expect(priceIn('1.250', '12,50')).toBe(1250);
    expect(priceIn('1.250', '12.5')).toBe(1.25);
    expect(priceIn('1,250', '12.50')).toBe(1250);
    expect(priceIn('1,250', '12,5')).toBe(1.25);
  });

  it('is not guessed where nothing tells', () => {
    expect(priceIn('1.250')).toBe(
      '"1.250" can be 1250 or 1.25. Write it without a mark, or with two digits behind it.',
    );
    expect(priceIn('1.250', '12,50', '12.50')).toContain('can be 1250 or 1.25');
  });

  it.each([
    ['call us', '"call us" is not a number.'],
    ['12-15', '"12-15" is not a number.'],
    ['1,25,000', '"1,25,000" is not a number.'],
    ['12 50', '"12 50" is not a number.'],
    ['¥3000', '"¥3000" is not in US dollars.'],
    ['R$ 99', '"R$ 99" is not in US dollars.'],
    ['120 SEK', '"120 SEK" is not in US dollars.'],
    ['129 kr', '"129 kr" is not in US dollars.'],
  ])('%s is none', (cell, fault) => {
    expect(priceIn(cell)).toBe(fault);
  });

  it('says of which money it is', () => {
    expect(readPrice('12,50 €', undefined)).toEqual({ value: 12.5, currency: '€' });
    expect(readPrice('12.50', undefined)).toEqual({ value: 12.5 });
  });
});

describe('points', () => {
  it.each([
    ['92', 92],
    ['92.0', 92],
    ['92,0', 92],
    ['92 pts', 92],
    ['92/100', 92],
    ['92 Punkte', 92],
    ['90.5', 90.5],
    ['101', 101],
  ])('%s are read', (cell, points) => {
    expect(pointsOf(cell)).toBe(points);
  });

  it.each([
    ['4,5', '"4,5" seems to be of 5 or 20: points go from 50 to 100, and are not converted.'],
    ['4.5', '"4.5" seems to be of 5 or 20'],
    ['17', '"17" seems to be of 20: points'],
    ['8', '"8" seems to be of 10 or 20'],
    ['17/20', '"17/20" is of 20: points go from 50 to 100, and are not converted.'],
    ['4,5 / 5', '"4,5 / 5" is of 5: points'],
    ['★★★★', '"★★★★" is not a number.'],
    ['90-92', '"90-92" is not a number.'],
    ['very good', '"very good" is not a number.'],
  ])('%s are refused by name', (cell, fault) => {
    expect(pointsOf(cell)).toContain(fault);
  });
});
