import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKnownRows } from '../../tabular/known-rows.ts';
import type { Wine } from '../../contract/wine.ts';
import { type TabularExample, tellingsOf } from '../../tabular/examples.ts';

const told = fc.record(
  {
    country: fc.constantFrom('US', 'us', 'Spain'),
    variety: fc.constantFrom('Merlot', 'Gamay'),
    region: fc.constantFrom('Rioja', '7'),
    winery: fc.constantFrom('7', 'Rioja'),
    points: fc.constantFrom(7, 90),
    price: fc.constantFrom(7, 7.5),
  },
  { requiredKeys: [] },
);
const example: fc.Arbitrary<TabularExample> = fc
  .tuple(fc.constantFrom('0000000000000000', '00000000ffffffff', 'ffffffff00000000', 'ffffffffffffffff'), told)
  .map(([fingerprint, wine]) => ({ ...(wine as Wine), description: 'a note', fingerprint }));

/** The rules in their plainest form. */
function createPlainRows() {
  const rows = new Map<string, Map<string, unknown>>();
  const seen = new Set<string>();
  const merge = ({ fingerprint, ...wine }: TabularExample): unknown =>
    rows.set(fingerprint, new Map([...(rows.get(fingerprint) ?? []), ...tellingsOf(wine)]));
  return {
    learn: merge,
    add: (one: TabularExample): string => {
      const known = rows.get(one.fingerprint);
      const isCorrection = [...tellingsOf(one)].some(([field, value]) => known?.get(field) !== value);
      const isKnown = seen.has(one.fingerprint) || (known !== undefined && !isCorrection);
      seen.add(one.fingerprint);
      if (isKnown) return 'known';
      merge(one);
      return known === undefined ? 'added' : 'replaced';
    },
    count: () => rows.size,
  };
}

it('rows are told apart, and taken, by the plain rules', () => {
  fc.assert(
    fc.property(fc.array(example, { maxLength: 20 }), fc.array(example, { maxLength: 20 }), (before, now) => {
      const [rows, plain] = [createKnownRows(), createPlainRows()];
      for (const one of before) rows.learn(one);
      for (const one of before) plain.learn(one);
      expect(now.map((one) => rows.add(one))).toEqual(now.map((one) => plain.add(one)));
      expect(rows.count).toBe(plain.count());
    }),
  );
});

it('finds each of many rows again, and counts their classes as they were last spelt', () => {
  const rows = createKnownRows();
  const exampleAt = (at: number): TabularExample => ({
    description: 'a note',
    fingerprint: (at * 40_503).toString(16).padStart(16, '0'),
    country: at % 3 === 0 ? 'Spain' : 'US',
  });
  const every = Array.from({ length: 100_000 }, (_, at) => exampleAt(at));
  expect(new Set(every.map((one) => rows.add(one)))).toEqual(new Set(['added']));
  expect(new Set(every.map((one) => rows.add(one)))).toEqual(new Set(['known']));
  rows.learn({ ...exampleAt(0), country: 'España' });
  expect(rows.count).toBe(100_000);
  expect(rows.countClasses('country')).toEqual([
    ['US', 66_666],
    ['Spain', 33_333],
    ['España', 1],
  ]);
});
