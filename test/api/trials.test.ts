import { describe, expect, it } from 'vitest';
import { canMakeKeys, collect, connect, errorOf, makeKey, someWine } from './api.ts';

describe('tryWine', () => {
  it('answers what predict answers, and records nothing', async () => {
    const terroir = await connect();
    const wine = { ...someWine(), country: 'Chile' };
    const trial = await terroir.tryWine(wine);
    if (canMakeKeys) expect(await collect(terroir.history())).toEqual([]);
    const { country, variety, warnings, modelVersion } = await terroir.predict(wine);
    expect(trial).toMatchObject({ country, variety, warnings, modelVersion });
  });

  it('tells what the answer would be without each field that was given', async () => {
    const terroir = await connect();
    const wine = { description: 'Gooseberry and cut grass, crisp.', country: 'New Zealand', price: 18 };
    const { without } = await terroir.tryWine(wine);
    expect(without.map(({ field }) => field)).toEqual(['description', 'country', 'price']);
    const { country, variety } = await terroir.tryWine({ description: wine.description, country: wine.country });
    const best = ({ name, confidence }: { name: string; confidence: number }) => ({ name, confidence });
    expect(without.at(-1)).toEqual({ field: 'price', country: best(country), variety: best(variety) });
  });

  it('asks the version that is named, and has none of another name', async () => {
    const terroir = await connect();
    const { id } = await terroir.champion();
    expect((await terroir.tryWine(someWine(), { modelVersion: id })).modelVersion).toBe(id);
    const error = await errorOf(terroir.tryWine(someWine(), { modelVersion: 'v-none' }));
    expect(error).toMatchObject({ errorType: 'NotFound', field: 'modelVersion' });
  });

  it('refuses what predict refuses', async () => {
    const terroir = await connect();
    expect(await errorOf(terroir.tryWine({ price: 12 }))).toMatchObject({ rule: 'atLeastOne' });
    expect(await errorOf(terroir.tryWine({ winery: 'A', price: -1 }))).toMatchObject({ field: 'price' });
  });

  it.runIf(canMakeKeys)('counts on the quota, one wine a try', async () => {
    const terroir = await connect(await makeKey({ quotaPerDay: 2 }));
    await terroir.tryWine(someWine());
    await terroir.predict(someWine());
    expect(await errorOf(terroir.tryWine(someWine()))).toMatchObject({ errorType: 'QuotaExceeded' });
    expect((await terroir.quota()).perDay).toMatchObject({ used: 2, remaining: 0 });
  });
});
