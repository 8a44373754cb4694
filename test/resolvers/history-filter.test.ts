import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
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

describe('a filter by what the label says of the answer', () => {
  const said = (label: object, labelRight?: object): Partial<StoredPrediction> => ({
    label: { ...label, labelledAt: '2026-11-23T19:00:00.000Z' },
    ...(labelRight && { labelRight }),
  });
  const [FOURTH, FIFTH, SIXTH] = ['4', '5', '6'].map((n) => `01KASTV5XJ000000000000000${n}`) as [
    string,
    string,
    string,
  ];
  // What is answered of each is France, Syrah.
  const answered = {
    clientId: 'judge',
    country: { ranking: [['France', 0.9]], evidence: [] },
    variety: { ranking: [['Syrah', 0.9]], evidence: [] },
  } as const;

  beforeAll(() =>
    table.put([
      storedPrediction(FIRST, { ...answered }),
      storedPrediction(SECOND, { ...answered, ...said({ variety: 'syrah' }, { variety: true }) }),
      storedPrediction(THIRD, {
        ...answered,
        ...said({ variety: 'Merlot', country: 'france' }, { variety: false, country: true }),
      }),
      // From before the verdict was stored.
      storedPrediction(FOURTH, { ...answered, ...said({ variety: 'Syrah' }) }),
      storedPrediction(FIFTH, { ...answered, ...said({ variety: 'Merlot' }) }),
      storedPrediction(SIXTH, { ...answered, ...said({ country: 'Italy' }) }),
    ]),
  );

  it.each<[PredictionFilter, string[]]>([
    [{ varietyLabel: 'RIGHT' }, [FOURTH, SECOND]],
    [{ varietyLabel: 'WRONG' }, [FIFTH, THIRD]],
    [{ varietyLabel: 'UNLABELLED' }, [SIXTH, FIRST]],
    [{ countryLabel: 'RIGHT' }, [THIRD]],
    [{ countryLabel: 'WRONG' }, [SIXTH]],
    [{ countryLabel: 'UNLABELLED' }, [FIFTH, FOURTH, SECOND, FIRST]],
    [{ countryLabel: 'RIGHT', varietyLabel: 'WRONG', labelled: true, variety: 'syrah', country: 'France' }, [THIRD]],
    [{ countryLabel: 'UNLABELLED', varietyLabel: 'RIGHT', modelVersion: 'v1' }, [FOURTH, SECOND]],
    [{ countryLabel: null, varietyLabel: null }, [SIXTH, FIFTH, FOURTH, THIRD, SECOND, FIRST]],
  ])('%j', async (filter, ids) => {
    const { value, error } = await table.history('judge', { filter });
    expect(error).toBeUndefined();
    expect(value.items.map(({ id }) => id)).toEqual(ids);
  });

  it('brings pages that neither skip nor repeat, and whose token is of no other filter', async () => {
    const clientId = 'many';
    const ids = Array.from({ length: 9 }, (_, n) => `01KASTV5XJ00000000000000${10 + n}`);
    await table.put(
      ids.map((id, n) =>
        storedPrediction(id, { ...answered, clientId, ...said({ variety: 'X' }, { variety: n % 2 === 0 }) }),
      ),
    );
    const filter: PredictionFilter = { varietyLabel: 'RIGHT' };
    const found: string[] = [];
    let nextToken: string | null | undefined = null;
    do {
      const { value } = await table.history(clientId, { filter, limit: 2, nextToken });
      found.push(...value.items.map(({ id }) => id));
      if (value.nextToken) {
        const other = await table.history(clientId, { filter: { varietyLabel: 'WRONG' }, nextToken: value.nextToken });
        expect(other.error).toMatchObject({ errorInfo: { rule: 'token' } });
      }
      nextToken = value.nextToken;
    } while (nextToken);
    expect(found).toEqual(ids.filter((_, n) => n % 2 === 0).toReversed());
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
