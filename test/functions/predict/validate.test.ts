import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateWine } from '../../../functions/predict/validate.ts';
import { anyLetter } from '../../fuzz.ts';

const note = 'Ripe plum.';
const rulesOf = (wine: unknown) => {
  const answer = validateWine(wine);
  return 'rejection' in answer ? [answer.rejection.errorInfo.field, answer.rejection.errorInfo.rule] : 'sound';
};

/** Wine, the field at fault, the rule that it breaks. */
const BAD: [string, unknown, string | null, string][] = [
  ['an empty wine', {}, null, 'atLeastOne'],
  ['only price and points', { price: 10, points: 90 }, null, 'atLeastOne'],
  ['nothing but nulls', { description: null, variety: null, price: null }, null, 'atLeastOne'],
  ['no wine', null, null, 'type'],
  ['a list', [], null, 'type'],
  ['an empty note', { description: '' }, 'description', 'length'],
  ['a note of blanks', { description: ' \n\t\u00a0\u2003 ' }, 'description', 'length'],
  ['a note of 4,001 characters', { description: 'a'.repeat(4001) }, 'description', 'length'],
  ['a note of 4,001 emoji', { description: '🍷'.repeat(4001) }, 'description', 'length'],
  ['a note that is a number', { description: 7 }, 'description', 'type'],
  ...['variety', 'country', 'region', 'winery'].flatMap((field): [string, unknown, string, string][] => [
    [`an empty ${field}`, { description: note, [field]: ' ' }, field, 'length'],
    [`a ${field} of 101 characters`, { description: note, [field]: 'é'.repeat(101) }, field, 'length'],
  ]),
  ['49 points', { description: note, points: 49 }, 'points', 'range'],
  ['101 points', { description: note, points: 101 }, 'points', 'range'],
  ['half a point', { description: note, points: 88.5 }, 'points', 'type'],
  ['points as text', { description: note, points: '88' }, 'points', 'type'],
  ['a price of nothing', { description: note, price: 0 }, 'price', 'range'],
  ['a negative price', { description: note, price: -5 }, 'price', 'range'],
  ['a price just too low', { description: note, price: 0.009999 }, 'price', 'range'],
  ['a price just too high', { description: note, price: 100_000.01 }, 'price', 'range'],
  ['an absurd price', { description: note, price: 1e308 }, 'price', 'range'],
  ['no number as the price', { description: note, price: NaN }, 'price', 'type'],
  ['an infinite price', { description: note, price: Infinity }, 'price', 'type'],
  ['a price of minus infinity', { description: note, price: -Infinity }, 'price', 'type'],
];

describe('R14: a wine is InvalidInput, by field and rule, with', () => {
  it.each(BAD)('%s', (_, wine, field, rule) => {
    const answer = validateWine(wine);
    expect(rulesOf(wine)).toEqual([field, rule]);
    expect(answer).toMatchObject({ rejection: { errorType: 'InvalidInput', errorInfo: { retryable: false } } });
  });
});

/** Wines at the very edge of what is allowed. */
const GOOD: [string, object][] = [
  ['a note of one character', { description: 'a' }],
  ['a note of 4,000 characters', { description: 'a'.repeat(4000) }],
  ['a note of 4,000 emoji', { description: '🍷'.repeat(4000) }],
  ['names of 100 characters', { variety: 'ö'.repeat(100), country: '🍇'.repeat(100), region: 'r', winery: 'w' }],
  ['50 points and a price of a cent', { winery: 'w', points: 50, price: 0.01 }],
  ['100 points and a price of 100,000', { winery: 'w', points: 100, price: 100_000 }],
  ['a NUL and an escape', { description: '\u0000\u001b' }],
];

describe('a wine is sound with', () => {
  it.each(GOOD)('%s', (_, wine) => {
    expect(validateWine(wine)).toEqual({ wine });
  });

  it.each(['description', 'variety', 'country', 'region', 'winery'])('nothing known but its %s', (field) => {
    expect(validateWine({ [field]: 'x' })).toEqual({ wine: { [field]: 'x' } });
  });
});

describe('a sound wine', () => {
  it('is kept trimmed, without what is null, its fields in one order', () => {
    const given = { price: 5, points: null, winery: ' W ', description: '\n ripe ', unknown: 1 };
    const same = { description: 'ripe', winery: 'W', price: 5 };
    expect(JSON.stringify(validateWine(given))).toBe(JSON.stringify({ wine: same }));
  });

  it('has something to see in each text, and is kept as it was given', () => {
    expect(validateWine({ description: '\u200b\u00ad' })).toMatchObject({
      rejection: { errorType: 'InvalidInput', errorInfo: { field: 'description', rule: 'length' } },
    });
    expect(validateWine({ description: 'plum', country: '\ufeff' })).toMatchObject({
      rejection: { errorInfo: { field: 'country' } },
    });
    expect(validateWine({ description: 'choco\u00adlate' })).toEqual({ wine: { description: 'choco\u00adlate' } });
  });

  it('has no lone surrogates', () => {
    expect(validateWine({ description: 'a\ud800b\udc00' })).toEqual({ wine: { description: 'a\ufffdb\ufffd' } });
  });
});

describe('a message', () => {
  it('says what is wrong and what to do', () => {
    expect(validateWine({ description: note, price: -1 })).toMatchObject({
      rejection: {
        message: 'price must be a number from 0.01 to 100,000 (US dollars a bottle): change it, or leave it out.',
      },
    });
    expect(validateWine({ description: ' ' })).toMatchObject({
      rejection: { message: 'description must have 1 to 4000 characters after trimming: change it, or leave it out.' },
    });
  });

  it('never repeats what was given, which may be a note', () => {
    const secret = fc.string({ minLength: 101 }).map((text) => `xyzzy${text}`);
    fc.assert(
      fc.property(secret, (winery) => {
        expect(JSON.stringify(validateWine({ winery, description: 5 }))).not.toContain('xyzzy');
      }),
    );
  });
});

describe('R12: a text of a million characters', () => {
  it.each([['a'], [' '], ['\ud800'], ['🍷'], [' a']])('made of %j is refused within 100 ms', (unit) => {
    const description = unit.repeat(1_000_000 / unit.length);
    // The fastest of three: the machine may be busy with other tests.
    const tookMs = [1, 2, 3].map(() => {
      const startMs = performance.now();
      expect(rulesOf({ description })).toEqual(['description', 'length']);
      return performance.now() - startMs;
    });
    expect(Math.min(...tookMs)).toBeLessThan(100);
  });
});

it('any text at all is either kept or refused by its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyLetter, maxLength: 130, size: 'max' }), (winery) => {
      const trimmed = winery.toWellFormed().trim();
      const fits = trimmed !== '' && Array.from(trimmed).length <= 100;
      const kept = validateWine({ winery });
      expect('wine' in kept ? kept.wine.winery : 'refused').toBe(fits ? trimmed : 'refused');
    }),
    { numRuns: 1_000 },
  );
});
