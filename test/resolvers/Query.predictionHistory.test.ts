import fc from 'fast-check';
import { encodeTime } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryPredictionHistoryArgs } from '../../generated/schema.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient, idAt, openPredictionsTable, type PredictionsTable, storedPrediction } from './predictions.ts';

type Args = Partial<QueryPredictionHistoryArgs>;

const NOON_MS = Date.UTC(2026, 10, 23, 12);
let table: PredictionsTable;
let resolver: TestedResolver;
let clients = 0;

beforeAll(async () => {
  table = await openPredictionsTable();
  resolver = await loadResolver('Query.predictionHistory');
});

afterAll(() => table.close());

/** A client that nobody else's test has. */
function newClient(): string {
  clients += 1;
  return `client-${clients}`;
}

/** A client with one prediction a second, the newest last; `parts` may tell more of the n-th. */
async function clientWith(count: number, parts?: (n: number) => Partial<StoredPrediction>): Promise<string> {
  const clientId = newClient();
  await table.put(predictionsOf(clientId, count, parts));
  return clientId;
}

function predictionsOf(clientId: string, count: number, parts?: (n: number) => Partial<StoredPrediction>) {
  return Array.from({ length: count }, (_, n) =>
    storedPrediction(idAt(NOON_MS + n * 1000), { clientId, ...parts?.(n) }),
  );
}

/** The first `count` ids of clientWith, newest first. */
function newestFirst(count: number): string[] {
  return Array.from({ length: count }, (_, n) => idAt(NOON_MS + (count - 1 - n) * 1000));
}

/** The ids of every page, until the history ends. */
async function pagesOf(clientId: string, args: Args = {}, between?: () => Promise<void>): Promise<string[][]> {
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

async function idsOf(clientId: string, filter: Args['filter']): Promise<string[]> {
  return (await pagesOf(clientId, { filter: filter ?? null, limit: 100 })).flat();
}

function answered(country: string, variety = 'Merlot'): Partial<StoredPrediction> {
  return {
    country: {
      ranking: [
        [country, 0.9],
        ['Elsewhere', 0.1],
      ],
      evidence: [],
    },
    variety: {
      ranking: [
        [variety, 0.9],
        ['Else', 0.1],
      ],
      evidence: [],
    },
  };
}

describe('the history', () => {
  it('of a client without predictions is one empty page', async () => {
    expect((await table.history(newClient())).value).toEqual({ items: [], nextToken: null });
  });

  it('is the client’s own, newest first', async () => {
    const [ann] = await Promise.all([clientWith(3), clientWith(4)]);
    expect(await pagesOf(ann)).toEqual([newestFirst(3)]);
  });

  it('does not show the records of requestIds', async () => {
    const ann = await clientWith(2);
    await table.put(['request#', 'request#01KASTV5XJ', 'request#~'].map((id) => ({ clientId: ann, id, digest: 'd' })));
    expect(await pagesOf(ann, { limit: 1 })).toEqual(newestFirst(2).map((id) => [id]));
  });

  it('is there at once after a prediction was made', () => {
    const { value } = resolver.request({ identity: asClient('ann'), arguments: {} });
    expect(value).toMatchObject({ consistentRead: true });
  });

  it('is for whoever has a key', () => {
    const { raised } = resolver.request({ identity: { userArn: 'arn:aws:iam::1:role/x' }, arguments: {} });
    expect(raised).toMatchObject({ errorType: 'Unauthorized' });
  });
});

describe('a page', () => {
  it.each([
    ['20 predictions, if nothing is said', {}, [20, 5]],
    ['20, if null is said', { limit: null }, [20, 5]],
    ['as many as asked for', { limit: 10 }, [10, 10, 5]],
    ['100 at most', { limit: 100 }, [25]],
    ['one at least', { limit: 1 }, Array<number>(25).fill(1)],
    ['nothing after the last prediction: there is no such page', { limit: 5 }, [5, 5, 5, 5, 5]],
  ])('holds %s', async (_, args, sizes) => {
    const pages = await pagesOf(await clientWith(25), args);
    expect(pages.map((page) => page.length)).toEqual(sizes);
    expect(pages.flat()).toEqual(newestFirst(25));
  });

  it.each([0, -1, 101, 2147483647, -2147483648])('never holds %d', async (limit) => {
    expect((await table.history(newClient(), { limit })).error).toMatchObject({
      message: 'limit must be from 1 to 100.',
      errorType: 'InvalidInput',
      errorInfo: { field: 'limit', rule: 'range', retryable: false },
    });
  });

  it('may be of another size than the page before', async () => {
    const ann = await clientWith(10);
    const { nextToken } = (await table.history(ann, { limit: 3 })).value;
    const { value } = await table.history(ann, { limit: 7, nextToken: nextToken ?? null });
    expect(value.items.map(({ id }) => id)).toEqual(newestFirst(10).slice(3));
    expect(value.nextToken).toBeNull();
  });

  it('is full, however few of the predictions match', async () => {
    const ann = await clientWith(300, (n) => answered(n % 30 === 0 ? 'Georgia' : 'France'));
    const pages = await pagesOf(ann, { limit: 4, filter: { country: 'Georgia' } });
    expect(pages.map((page) => page.length)).toEqual([4, 4, 2]);
  });

  it('does not go on to a next one that would be empty, when the last match fills it', async () => {
    const ann = await clientWith(20, (n) => answered(n % 2 === 0 ? 'Georgia' : 'France'));
    const pages = await pagesOf(ann, { limit: 5, filter: { country: 'Georgia' } });
    expect(pages.map((page) => page.length)).toEqual([5, 5]);
  });
});

describe('a history that DynamoDB does not read at once', () => {
  const note = 'A note of four thousand characters. '.repeat(112).slice(0, 4000).replaceAll('e', '漢');
  const heavy = (n: number) => ({ wine: { description: note }, ...answered(n < 3 ? 'Georgia' : 'France') });
  let ann: string;

  beforeAll(async () => {
    ann = await clientWith(350, heavy);
  });

  it('is whole all the same', async () => {
    const pages = await pagesOf(ann, { limit: 100 });
    expect(pages.flat()).toEqual(newestFirst(350));
  });

  it('may have pages without a match before those that match', async () => {
    const pages = await pagesOf(ann, { filter: { country: 'Georgia' } });
    expect(pages.length).toBeGreaterThan(1);
    expect(pages[0]).toEqual([]);
    expect(pages.flat()).toEqual(newestFirst(350).slice(-3));
  });

  it('does not take a token into which another client’s was put', async () => {
    const eve = await clientWith(350, heavy);
    const filter = { country: 'Georgia' };
    const [hers, his] = await Promise.all([table.history(eve, { filter }), table.history(ann, { filter })]);
    const token = JSON.parse(atob(hers.value.nextToken ?? '')) as { appsyncToken: string };
    token.appsyncToken = (JSON.parse(atob(his.value.nextToken ?? '')) as { appsyncToken: string }).appsyncToken;
    const { value, error } = await table.history(eve, { filter, nextToken: btoa(JSON.stringify(token)) });
    expect(value).toBeNull();
    expect(error).toMatchObject({ errorType: 'InvalidInput', errorInfo: { field: 'nextToken', rule: 'token' } });
  });
});

describe('the pages together', () => {
  it('are every match once, newest first, also while new predictions arrive', async () => {
    const countries = ['France', 'Italy'];
    const varieties = ['Merlot', 'Syrah'];
    const prediction = fc.record({
      timeMs: fc.integer({ min: NOON_MS, max: NOON_MS + 9 }),
      country: fc.constantFrom(...countries),
      variety: fc.constantFrom(...varieties),
      modelVersion: fc.constantFrom('v1', 'v2'),
    });
    const filter = fc.record(
      {
        from: fc.integer({ min: NOON_MS - 1, max: NOON_MS + 10 }),
        to: fc.integer({ min: NOON_MS - 1, max: NOON_MS + 10 }),
        country: fc.constantFrom(...countries),
        variety: fc.constantFrom(...varieties),
        modelVersion: fc.constantFrom('v1', 'v2'),
      },
      { requiredKeys: [] },
    );
    const history = fc.array(prediction, { maxLength: 30, size: 'medium' });
    await fc.assert(
      fc.asyncProperty(history, filter, fc.integer({ min: 1, max: 7 }), async (made, { from, to, ...equal }, limit) => {
        const clientId = newClient();
        const stored = made.map(({ timeMs, country, variety, modelVersion }, n) =>
          storedPrediction(idAt(timeMs, n), { clientId, modelVersion, ...answered(country, variety) }),
        );
        await table.put(stored);
        const matches = made
          .map((one, n) => ({ ...one, id: idAt(one.timeMs, n) }))
          .filter(({ timeMs }) => (from === undefined || timeMs >= from) && (to === undefined || timeMs < to))
          .filter((one) => Object.entries(equal).every(([key, value]) => one[key as keyof typeof equal] === value))
          .map(({ id }) => id)
          .sort()
          .reverse();
        let arrived = 0;
        const arrive = async (): Promise<void> => {
          arrived += 1;
          const late = answered(equal.country ?? 'France', equal.variety ?? 'Merlot');
          const modelVersion = equal.modelVersion ?? 'v1';
          await table.put([storedPrediction(idAt(NOON_MS + 9, 100 + arrived), { clientId, modelVersion, ...late })]);
        };
        const asked = {
          limit,
          filter: {
            ...equal,
            ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
            ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
          },
        };
        const pages = await pagesOf(clientId, asked, arrive);
        expect(pages.flat()).toEqual(matches);
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 60_000);
});

describe('a filter by time', () => {
  const ids = newestFirst(5);

  it.each([
    ['from is part of it', { from: '2026-11-23T12:00:02.000Z' }, [0, 1, 2]],
    ['the millisecond before from is not', { from: '2026-11-23T12:00:02.001Z' }, [0, 1]],
    ['to is not part of it', { to: '2026-11-23T12:00:02.000Z' }, [3, 4]],
    ['the millisecond before to is', { to: '2026-11-23T12:00:02.001Z' }, [2, 3, 4]],
    ['both may be given', { from: '2026-11-23T12:00:01Z', to: '2026-11-23T12:00:03Z' }, [2, 3]],
    ['a zone may be given', { from: '2026-11-23T14:00:03+02:00' }, [0, 1]],
    ['seconds may be left out', { from: '2026-11-23T12:00Z', to: '2026-11-23T12:01Z' }, [0, 1, 2, 3, 4]],
    ['no year is too early', { from: '0001-01-01T00:00:00Z' }, [0, 1, 2, 3, 4]],
    ['no year is too late', { to: '9999-12-31T23:59:59Z' }, [0, 1, 2, 3, 4]],
    ['nothing is older than 1970', { to: '1969-12-31T23:59:59Z' }, []],
    ['nothing lies between a time and itself', { from: '2026-11-23T12:00:02Z', to: '2026-11-23T12:00:02Z' }, []],
    ['nothing lies between crossed times', { from: '2026-11-23T12:00:03Z', to: '2026-11-23T12:00:01Z' }, []],
    ['null is none', { from: null, to: null }, [0, 1, 2, 3, 4]],
  ])('%s', async (_, filter, places) => {
    expect(await idsOf(await clientWith(5), filter)).toEqual(places.map((place) => ids[place]));
  });

  it('has every prediction of its milliseconds', async () => {
    const ann = newClient();
    const all = [0, 1].flatMap((ms) => ['0', 'Z'].map((digit) => encodeTime(NOON_MS + ms, 10) + digit.repeat(16)));
    await table.put(all.map((id) => storedPrediction(id, { clientId: ann })));
    expect(await idsOf(ann, { to: '2026-11-23T12:00:00.001Z' })).toEqual([all[1], all[0]]);
    expect(await idsOf(ann, { from: '2026-11-23T12:00:00.001Z' })).toEqual([all[3], all[2]]);
  });
});

describe('a filter by answer', () => {
  it('compares the country and the variety that were answered, and the model version', async () => {
    const ann = await clientWith(4, (n) => ({
      ...answered(n % 2 ? 'France' : 'Italy', n < 2 ? 'Merlot' : 'Syrah'),
      modelVersion: `v${n}`,
    }));
    const [third, second, first, zeroth] = newestFirst(4);
    expect(await idsOf(ann, { country: 'France' })).toEqual([third, first]);
    expect(await idsOf(ann, { variety: 'Merlot' })).toEqual([first, zeroth]);
    expect(await idsOf(ann, { country: 'Italy', variety: 'Syrah' })).toEqual([second]);
    expect(await idsOf(ann, { modelVersion: 'v3' })).toEqual([third]);
    expect(await idsOf(ann, { country: 'Italy', modelVersion: 'v3' })).toEqual([]);
  });

  it.each(['country', 'variety', 'modelVersion'])('takes a %s of 1 to 100 characters', async (field) => {
    const ask = (text: string) => table.history(newClient(), { filter: { [field]: text } });
    for (const text of ['x', 'x'.repeat(100), '\u{1F377}'.repeat(100)]) expect((await ask(text)).error).toBeUndefined();
    for (const text of ['', ' \u200b\u00ad', 'x'.repeat(101), '\u{1F377}'.repeat(101), 'x'.repeat(1_000_000)]) {
      expect((await ask(text)).error).toMatchObject({
        message: `filter.${field} must have 1 to 100 characters: change it, or leave it out.`,
        errorType: 'InvalidInput',
        errorInfo: { field: `filter.${field}`, rule: 'length', retryable: false },
      });
    }
  });
});

describe('a nextToken', () => {
  const refused = {
    errorType: 'InvalidInput',
    message: 'nextToken must be that of the page before, with the same key and filter.',
    errorInfo: { field: 'nextToken', rule: 'token', retryable: false, retryAfterSeconds: null, requestId: null },
  };

  async function tokenOf(clientId: string, filter: Args['filter'] = {}): Promise<string> {
    const { nextToken } = (await table.history(clientId, { limit: 1, filter })).value;
    if (nextToken == null) throw new Error('The history ends with its first page.');
    return nextToken;
  }

  it.each([
    ['of no characters', ''],
    ['that is no base 64', 'no token!'],
    ['that is no whole base 64', 'abc'],
    ['that is base 64 of nothing', '===='],
    ['that is base 64 of no JSON', btoa('{"before":')],
    ['that is base 64 of null', btoa('null')],
    ['that is base 64 of a number', btoa('12345')],
    ['that is base 64 of bytes', 'AAECA/79/v8='],
    ['of a million characters', 'A'.repeat(1_000_000)],
    ['with a lone surrogate', '\uD800\uD800\uD800\uD800'],
  ])('%s is refused', async (_, nextToken) => {
    expect((await table.history(newClient(), { nextToken })).error).toMatchObject(refused);
  });

  it('of another client is refused', async () => {
    const [ann, bob] = await Promise.all([clientWith(2), clientWith(2)]);
    expect((await table.history(bob, { nextToken: await tokenOf(ann) })).error).toMatchObject(refused);
  });

  it.each([
    { country: 'Italy' },
    { variety: 'Pinot Noir' },
    { modelVersion: 'v1' },
    { labelled: true },
    { labelled: false },
    { country: 'France', from: '2026-11-01T00:00:00Z' },
    { country: 'France', to: '2026-12-01T00:00:00Z' },
    {},
  ])('of another filter is refused: %j', async (filter) => {
    const ann = await clientWith(2);
    const nextToken = await tokenOf(ann, { country: 'France' });
    expect((await table.history(ann, { filter, nextToken })).error).toMatchObject(refused);
  });

  it('that was altered is refused', async () => {
    const ann = await clientWith(2);
    const token = JSON.parse(atob(await tokenOf(ann))) as object;
    for (const before of ['', 'request#', 'x'.repeat(26), 7, null, `${idAt(NOON_MS)}\n`]) {
      const nextToken = btoa(JSON.stringify({ ...token, before }));
      expect((await table.history(ann, { nextToken })).error).toMatchObject(refused);
    }
    const nextToken = btoa(JSON.stringify({ ...token, appsyncToken: 'made up' }));
    expect((await table.history(ann, { nextToken })).error).toMatchObject(refused);
  });

  it('is good for the same filter in other words', async () => {
    const ann = await clientWith(2);
    const nextToken = await tokenOf(ann, { from: '2026-11-23T12:00:00Z' });
    const filter = { from: '2026-11-23T13:00:00.000+01:00', country: null };
    expect((await table.history(ann, { filter, nextToken })).value.items).toHaveLength(1);
  });
});

describe('a failure of DynamoDB', () => {
  it('is Internal to the client, who may try again, and whole in the log', () => {
    const { raised, logs } = resolver.response({
      identity: asClient('ann'),
      arguments: {},
      error: { type: 'DynamoDB:ProvisionedThroughputExceededException', message: 'Too much of Predictions-X7.' },
    });
    expect(raised).toEqual({
      message: 'The history could not be read. Try again.',
      errorType: 'Internal',
      data: null,
      errorInfo: { field: null, rule: null, retryable: true, retryAfterSeconds: 1, requestId: null },
    });
    expect(logs.join()).toContain('DynamoDB:ProvisionedThroughputExceededException: Too much of Predictions-X7.');
  });
});
