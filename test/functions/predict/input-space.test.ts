/** Whatever may come as a wine, by the starter version. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../../artifacts/open.ts';
import { loadStarter } from '../../../artifacts/starter.ts';
import type { Failure } from '../../../contract/errors.ts';
import type { Wine } from '../../../contract/wine.ts';
import { parseRequest } from '../../../functions/predict/request.ts';
import { anyText, runs } from '../../fuzz.ts';

let model: Model;
beforeAll(async () => void (model = await loadStarter(new URL('../../../models/starter/', import.meta.url))));

type Outcome = { wine: Wine } | { rejection: Failure };

/** The rows of a request that is well formed as a whole. */
function rowsOf(wines: unknown[]): readonly Outcome[] {
  const request = parseRequest({ clientId: 'c', wines });
  if ('errorType' in request) throw new Error(request.message);
  return request.rows;
}

const soundOf = (rows: readonly Outcome[]): Wine[] => rows.flatMap((row) => ('wine' in row ? [row.wine] : []));

/** What is answered about a wine, byte for byte. */
const answersTo = async (wines: unknown[]): Promise<string[]> =>
  (await model.classify(soundOf(rowsOf(wines)))).map((answer) => JSON.stringify(answer));

const texts = {
  description: anyText(),
  variety: anyText(8),
  country: anyText(8),
  region: anyText(8),
  winery: anyText(8),
};
const anyWine = fc.record({ ...texts, points: fc.integer(), price: fc.double() }, { requiredKeys: ['description'] });

describe('R13: any text', () => {
  it('of ten thousand is answered, or InvalidInput', { timeout: 60_000 }, async () => {
    let count = 0;
    const wines = fc.array(fc.record(texts, { requiredKeys: ['description'] }), { minLength: 100, maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(wines, async (given) => {
        const rows = rowsOf(given);
        for (const row of rows) if ('rejection' in row) expect(row.rejection.errorType).toBe('InvalidInput');
        const sound = soundOf(rows);
        const answers = sound.length > 0 ? await model.classify(sound) : [];
        expect(answers).toHaveLength(sound.length);
        for (const { country, variety } of answers)
          for (const { confidence } of [...country.ranking, ...variety.ranking]) expect(confidence).toBeGreaterThan(0);
        count += given.length * 5;
      }),
      runs(25),
    );
    expect(count).toBeGreaterThanOrEqual(10_000);
  });

  it('composed or decomposed gets the same answer', async () => {
    const form = (wine: Wine, name: 'NFC' | 'NFD'): Wine =>
      Object.fromEntries(
        Object.entries(wine).map(([field, value]: [string, unknown]) => [
          field,
          typeof value === 'string' ? value.normalize(name) : value,
        ]),
      );
    const accents = fc.string({ unit: fc.constantFrom(...'éàüñçøåẅộ각がé 🍷plum'), maxLength: 30 });
    const wine = fc.record({ description: accents, winery: accents, region: accents, variety: accents });
    await fc.assert(
      fc.asyncProperty(fc.array(wine, { minLength: 1, maxLength: 10 }), async (wines) => {
        const [composed, decomposed] = [wines.map((one) => form(one, 'NFC')), wines.map((one) => form(one, 'NFD'))];
        const kindsOf = (given: Wine[]): boolean[] => rowsOf(given).map((row) => 'wine' in row);
        expect(kindsOf(decomposed)).toEqual(kindsOf(composed));
        // Warnings repeat a name as it was given.
        const answers = (await answersTo(decomposed)).map((answer) => answer.normalize('NFC'));
        expect(answers).toEqual((await answersTo(composed)).map((answer) => answer.normalize('NFC')));
      }),
      runs(40),
    );
  });

  it('of the greatest length is as long decomposed as it is composed', () => {
    const [sound] = rowsOf([
      { description: 'é'.repeat(4_000).normalize('NFD'), winery: 'ộ'.repeat(100).normalize('NFD') },
    ]);
    expect(sound).toHaveProperty('wine');
    expect(rowsOf([{ description: 'é'.repeat(4_001).normalize('NFD') }])[0]).toHaveProperty('rejection');
    expect(rowsOf([{ winery: `a${'\u0301\u0316'.repeat(300)}` }])[0]).toHaveProperty('rejection');
  });
});

it('any JSON as a payload is rows or one InvalidInput, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 110, size: 'max' }), fc.option(anyText()), (wines, requestId) => {
      const request = parseRequest({ clientId: 'c', wines, requestId });
      if ('errorType' in request) expect(request.errorType).toBe('InvalidInput');
      else expect(request.rows).toHaveLength(wines.length);
    }),
    runs(200),
  );
});

it('R14: a variety that nobody knows is answered with a warning', async () => {
  const [answer] = await model.classify([{ description: 'Ripe plum.', variety: 'Xyzzy Noir' }]);
  expect(answer?.warnings).toHaveLength(1);
});

it('R14: any number at all is in its range, or InvalidInput naming its field', () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e308, -5));
  fc.assert(
    fc.property(number, number, (points, price) => {
      const [row] = rowsOf([{ winery: 'w', points, price }]);
      const isSound = Number.isInteger(points) && points >= 50 && points <= 100 && price >= 0.01 && price <= 100_000;
      if (isSound) expect(row).toEqual({ wine: { winery: 'w', points, price } });
      else expect(row).toMatchObject({ rejection: { errorType: 'InvalidInput' } });
      if (row && 'rejection' in row) expect(['points', 'price']).toContain(row.rejection.errorInfo.field);
    }),
    runs(1_000),
  );
});

it('R15: k bad wines of a hundred are exactly k rejections, and the others equal the single predictions bit for bit', async () => {
  const bad = fc.constantFrom({}, { price: 7 }, { description: ' ' }, { winery: 'w', points: 7 }, null, [], 'wine', {
    winery: 'w'.repeat(101),
  });
  const sound = anyWine.map(({ description, region }) => ({
    description: `plum ${description}`,
    region: `r ${region}`,
  }));
  const row = fc.oneof(bad, sound);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 100, maxLength: 100 }), async (wines) => {
      const rows = rowsOf(wines);
      const isBad = (wine: unknown): boolean => typeof wine !== 'object' || !('region' in (wine ?? {}));
      const sizes = rows.map((one) => 'rejection' in one);
      expect(sizes).toEqual(wines.map(isBad));
      const alone: string[] = [];
      for (const wine of wines) if (!isBad(wine)) alone.push(...(await answersTo([wine])));
      expect(await answersTo(wines)).toEqual(alone);
    }),
    runs(6),
  );
});
