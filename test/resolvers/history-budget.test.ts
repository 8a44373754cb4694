import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { QueryPredictionHistoryArgs } from '../../generated/schema.ts';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient, idAt, openPredictionsTable, type PredictionsTable, storedPrediction } from './predictions.ts';

const NOON_MS = Date.UTC(2026, 10, 23, 12);
let table: PredictionsTable;
let resolver: TestedResolver;
let clients = 0;

beforeAll(async () => {
  table = await openPredictionsTable();
  resolver = await loadResolver('Query.predictionHistory');
});

afterAll(() => table.close());

/** A client with one prediction a second, the newest last; `parts` may tell more of the n-th. */
async function clientWith(count: number, parts?: (n: number) => Partial<StoredPrediction>): Promise<string> {
  clients += 1;
  const clientId = `client-${clients}`;
  const stored = Array.from({ length: count }, (_, n) => {
    return storedPrediction(idAt(NOON_MS + n * 1000), { clientId, ...parts?.(n) });
  });
  await table.put(stored);
  return clientId;
}

/** The first `count` ids of clientWith, newest first. */
function newestFirst(count: number): string[] {
  return Array.from({ length: count }, (_, n) => idAt(NOON_MS + (count - 1 - n) * 1000));
}

/** The ids of every page, until the history ends. */
async function pagesOf(
  clientId: string,
  args: Partial<QueryPredictionHistoryArgs>,
  between?: () => Promise<void>,
): Promise<string[][]> {
  const pages: string[][] = [];
  let nextToken: string | null | undefined = null;
  do {
    const { value, error } = await table.history(clientId, { ...args, nextToken });
    expect(error).toBeUndefined();
    pages.push(value.items.map(({ id }) => id));
    nextToken = value.nextToken;
    await between?.();
  } while (nextToken != null);
  return pages;
}

function answeredFrom(country: string): Partial<StoredPrediction> {
  return { country: { ranking: [[country, 0.9]], evidence: [] } };
}

describe('R33: a page with a filter', () => {
  const FILTERS = [
    { country: 'Nowhere' },
    { variety: 'Nothing' },
    { modelVersion: 'none' },
    { labelled: true },
    { labelled: false, from: '1970-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' },
  ];

  it.each(FILTERS)('looks at 200 predictions at most, whatever it asks for: %j', (filter) => {
    const { value } = resolver.request({ identity: asClient('ann'), arguments: { filter, limit: 100 } });
    expect(value).toMatchObject({ limit: 200 });
  });

  it('and without one looks at one more than it holds', () => {
    const { value } = resolver.request({ identity: asClient('ann'), arguments: { limit: 100 } });
    expect(value).toMatchObject({ limit: 101 });
  });

  it('is empty where nothing of those matches, and goes on to the end of the history', async () => {
    const ann = await clientWith(450);
    expect(await pagesOf(ann, { filter: { country: 'Nowhere' } })).toEqual([[], [], []]);
  });

  it.each([1, 3, 100])('neither skips nor repeats, by pages of %d, also while new ones arrive', async (limit) => {
    const isMatch = (n: number) => n % 67 === 0 || (n > 190 && n < 215);
    const ann = await clientWith(460, (n) => answeredFrom(isMatch(n) ? 'Georgia' : 'France'));
    const matches = newestFirst(460).filter((_, at) => isMatch(459 - at));
    let arrived = 0;
    const arrive = async (): Promise<void> => {
      arrived += 1;
      const late = { clientId: ann, ...answeredFrom('Georgia') };
      await table.put([storedPrediction(idAt(NOON_MS + 1_000_000, arrived), late)]);
    };
    const pages = await pagesOf(ann, { limit, filter: { country: 'Georgia' } }, arrive);
    expect(pages.flat()).toEqual(matches);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
  });
});
