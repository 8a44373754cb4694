import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
