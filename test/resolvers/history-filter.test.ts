import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredPrediction } from '../../contract/stored-prediction.ts';
import type { PredictionFilter } from '../../generated/schema.ts';
import { openPredictionsTable, type PredictionsTable, storedPrediction } from './predictions.ts';

const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map((n) => `01KASTV5XJ000000000000000${n}`) as [string, string, string];
let table: PredictionsTable;

beforeAll(async () => {
  const label = { variety: 'Barbera', labelledAt: '2026-11-23T19:00:00.000Z' };
  table = await openPredictionsTable();
  await table.put([
    storedPrediction(FIRST, { clientId: 'ann' }),
    storedPrediction(SECOND, { clientId: 'ann', label, labelHistory: [label], labelledAt: label.labelledAt }),
    storedPrediction(THIRD, { clientId: 'ann', modelVersion: 'v2' }),
  ]);
});

afterAll(() => table.close());

describe('a filter by label', () => {
  it.each<[PredictionFilter, string[]]>([
    [{ labelled: true }, [SECOND]],
    [{ labelled: false }, [THIRD, FIRST]],
    [{ labelled: null }, [THIRD, SECOND, FIRST]],
    [{ labelled: false, modelVersion: 'v1', country: 'France' }, [FIRST]],
    [{ labelled: true, variety: 'Barbera' }, []],
  ])('%j', async (filter, ids) => {
    const { value, error } = await table.history('ann', { filter });
    expect(error).toBeUndefined();
    expect(value.items.map(({ id }) => id)).toEqual(ids);
  });
});

describe('a filter by warnings', () => {
  it('finds predictions that were answered with some, or without', async () => {
    const warnings = ['The model has never seen the variety Xyz.'];
    await table.put([
      storedPrediction(FIRST, { clientId: 'warned' }),
      storedPrediction(SECOND, { clientId: 'warned', warnings }),
    ]);
    const find = async (filter: PredictionFilter) =>
      (await table.history('warned', { filter })).value.items.map(({ id }) => id);
    expect(await find({ warned: true })).toEqual([SECOND]);
    expect(await find({ warned: false })).toEqual([FIRST]);
    expect(await find({ warned: null })).toEqual([SECOND, FIRST]);
  });
});

describe('a filter by name', () => {
  let clients = 0;
  /** The ids that are found of a client who has this prediction alone. */
  const search = async (stored: Partial<StoredPrediction>) => {
    clients += 1;
    const clientId = `bob-${clients}`;
    await table.put([storedPrediction(FIRST, { clientId, ...stored })]);
    return async (filter: PredictionFilter) =>
      (await table.history(clientId, { filter })).value.items.map(({ id }) => id);
  };
  const answered = (country: string, variety: string): Partial<StoredPrediction> => ({
    country: { ranking: [[country, 0.9]], evidence: [] },
    variety: { ranking: [[variety, 0.9]], evidence: [] },
  });

  it.each([
    ['stored as names are compared', { settled: ['us', 'grunerveltliner'] as const }],
    ['written before names were', {}],
  ])('finds predictions %s, however it is written', async (_, stored) => {
    const find = await search({ ...answered('US', 'Grüner Veltliner'), ...stored });
    for (const country of ['US', 'usa', 'U.S.', 'United States', ' Estados  Unidos ']) {
      expect([country, await find({ country })]).toEqual([country, [FIRST]]);
    }
    for (const variety of ['Grüner Veltliner', 'GRÜNER VELTLINER', 'grüner veltliner']) {
      expect([variety, await find({ variety })]).toEqual([variety, [FIRST]]);
    }
    // Of what was written before, the accents are not known to be left out.
    for (const variety of ['gruner-veltliner', 'Gru\u0308ner Veltliner']) {
      expect(await find({ variety })).toEqual('settled' in stored ? [FIRST] : []);
    }
  });

  it('takes no name for another one', async () => {
    const find = await search({ ...answered('France', 'Syrah'), settled: ['france', 'syrah'] });
    for (const country of ['Elsewhere', 'Fra nce x', 'Italy', '\u{1F377}', '\uD83C', '\0']) {
      expect([country, await find({ country })]).toEqual([country, []]);
    }
    for (const variety of ['Shiraz', 'Sy', 'France']) expect(await find({ variety })).toEqual([]);
  });
});
