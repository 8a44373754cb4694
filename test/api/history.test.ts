import { describe, expect, it } from 'vitest';
import type { Client, Prediction } from '../../packages/client/client.ts';
import type { PredictionFilter } from '../../packages/client/generated/graphql.ts';
import { connect, someWine } from './api.ts';

const terroir = await connect();
const since = new Date().toISOString();
const NOTES = [
  'Lime, slate and petrol.',
  'Plum, tar and roses.',
  'Butter, oak and pineapple.',
  'Grapefruit and cut grass.',
];
const wines = Array.from({ length: 230 }, (_, index) => someWine(NOTES[index % NOTES.length]));
const { results } = await terroir.predictBatch(wines);
const recorded = results.flatMap((result) => (result.__typename === 'Prediction' ? [result.id] : []));

async function read(client: Client, filter: PredictionFilter = {}, pageSize = 100): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const prediction of client.history({ from: since, ...filter }, { pageSize })) predictions.push(prediction);
  return predictions;
}

const idsOf = (predictions: readonly Prediction[]): string[] => predictions.map(({ id }) => id);

describe('history', () => {
  it.each([100, 99, 7])('brings everything once, newest first, by pages of %d', async (pageSize) => {
    const lengths: number[] = [];
    const ids: string[] = [];
    for await (const page of terroir.history({ from: since }, { pageSize }).pages()) {
      lengths.push(page.length);
      ids.push(...idsOf(page));
    }
    expect(ids).toEqual(recorded.toSorted().toReversed());
    expect(lengths.slice(0, -1).every((length) => length === pageSize)).toBe(true);
  });

  it('neither skips nor repeats while new predictions arrive', async () => {
    const from = new Date().toISOString();
    await terroir.predictBatch(wines.slice(0, 30));
    const before = idsOf(await read(terroir, { from }));
    const seen: string[] = [];
    for await (const page of terroir.history({ from }, { pageSize: 4 }).pages()) {
      seen.push(...idsOf(page));
      await terroir.predictBatch(wines.slice(0, 3));
    }
    expect(before).toHaveLength(30);
    expect(seen).toEqual(before);
  });

  it('brings the predictions for which every field of the filter holds', async () => {
    const all = await read(terroir);
    const { country, variety, modelVersion } = all[0]!;
    const holding = all.filter((each) => each.country.name === country.name && each.variety.name === variety.name);
    const filter = { country: country.name, variety: variety.name, modelVersion };
    expect(holding.length).toBeLessThan(all.length);
    expect(idsOf(await read(terroir, filter, 10))).toEqual(idsOf(holding));
    const written = { country: country.name.toUpperCase(), variety: variety.name.replaceAll(' ', '-'), modelVersion };
    expect(idsOf(await read(terroir, written))).toEqual(idsOf(holding));
    expect(await read(terroir, { ...filter, modelVersion: 'none' })).toEqual([]);
  });

  it('brings what was made from one time until before another', async () => {
    const first = (await terroir.predict(someWine())).createdAt;
    const second = (await terroir.predict(someWine())).createdAt;
    const times = (await read(terroir, { from: first, to: second })).map(({ createdAt }) => createdAt);
    expect(times).toContain(first);
    expect(times).not.toContain(second);
    expect(await read(terroir, { from: second, to: first })).toEqual([]);
  });

  it('takes a time in any zone', async () => {
    const { id, createdAt } = await terroir.predict(someWine());
    const shifted = new Date(Date.parse(createdAt) + 5.5 * 3_600_000).toISOString().replace('Z', '+05:30');
    expect(idsOf(await read(terroir, { from: shifted }))).toContain(id);
  });
});
