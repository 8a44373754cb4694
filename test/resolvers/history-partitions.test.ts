import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HISTORY_ENTRIES_READ_MAX } from '../../contract/limits.ts';
import { partitionKeyOf } from '../../contract/partitions.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { QueryPredictionHistoryArgs } from '../../generated/schema.ts';
import { loadResolver } from './harness.ts';
import { asClient, idAt, openPredictionsTable, type PredictionsTable, storedPrediction } from './predictions.ts';

type Args = Partial<QueryPredictionHistoryArgs>;

const NOON_MS = Date.UTC(2026, 10, 23, 12);
let table: PredictionsTable;
let clients = 0;
/** The requests to DynamoDB since the last test. */
const asked: string[] = [];

beforeAll(async () => {
  table = await openPredictionsTable((action) => Promise.resolve(void asked.push(action)));
});
afterEach(() => void asked.splice(0));
afterAll(() => table.close());

function newClient(): string {
  clients += 1;
  return `client-${clients}`;
}

/** The ids of every page, until the history ends. */
async function pagesOf(
  clientId: string,
  partitions: number,
  args: Args = {},
  between?: () => Promise<void>,
): Promise<string[][]> {
  const pages: string[][] = [];
  let nextToken: string | null | undefined = null;
  do {
    const { value, error } = await table.history(clientId, { ...args, nextToken }, { partitions });
    expect(error).toBeUndefined();
    pages.push(value.items.map(({ id }) => id));
    nextToken = value.nextToken;
    await between?.();
  } while (nextToken != null);
  return pages;
}

function answered(country: string, variety = 'Merlot'): Pick<StoredPrediction, 'country' | 'variety'> {
  const best = (name: string) => ({ ranking: [[name, 0.9] as const, ['Other', 0.1] as const], evidence: [] });
  return { country: best(country), variety: best(variety) };
}

/** A client with a prediction a second, the newest last, each in the partition of `placeOf`. */
async function clientWith(
  count: number,
  placeOf: (n: number) => number,
  parts?: (n: number) => Partial<StoredPrediction>,
): Promise<string> {
  const clientId = newClient();
  const stored = Array.from({ length: count }, (_, n) =>
    storedPrediction(idAt(NOON_MS + n * 1000), { clientId: partitionKeyOf(clientId, placeOf(n)), ...parts?.(n) }),
  );
  await table.put(stored);
  return clientId;
}

function newestFirst(count: number): string[] {
  return Array.from({ length: count }, (_, n) => idAt(NOON_MS + (count - 1 - n) * 1000));
}

const COUNTRIES = ['France', 'Italy'];
const VARIETIES = ['Merlot', 'Syrah'];
/** Predictions as they may come to lie, one for each partition that its client had at the time. */
const anyHistory = fc.array(
  fc.record({
    timeMs: fc.integer({ min: NOON_MS, max: NOON_MS + 9 }),
    place: fc.nat(7),
    country: fc.constantFrom(...COUNTRIES),
    variety: fc.constantFrom(...VARIETIES),
    modelVersion: fc.constantFrom('v1', 'v2'),
    isSettled: fc.boolean(),
    isLabelled: fc.boolean(),
    // What a label says of the country, stored beside it since verdicts are.
    isRight: fc.option(fc.boolean(), { nil: undefined }),
    isWarned: fc.boolean(),
  }),
  { maxLength: 40, size: 'max' },
);
const anyFilter = fc.record(
  {
    from: fc.integer({ min: NOON_MS - 1, max: NOON_MS + 10 }).map((timeMs) => new Date(timeMs).toISOString()),
    to: fc.integer({ min: NOON_MS - 1, max: NOON_MS + 10 }).map((timeMs) => new Date(timeMs).toISOString()),
    country: fc.constantFrom(...COUNTRIES, 'ITALY', 'france'),
    variety: fc.constantFrom(...VARIETIES, 'syrah'),
    modelVersion: fc.constantFrom('v1', 'v2'),
    labelled: fc.boolean(),
    warned: fc.boolean(),
    countryLabel: fc.constantFrom('RIGHT', 'WRONG', 'UNLABELLED'),
    varietyLabel: fc.constantFrom('RIGHT', 'WRONG', 'UNLABELLED'),
  },
  { requiredKeys: [] },
);

type Made = (typeof anyHistory extends fc.Arbitrary<infer All> ? All : never)[number];

function toStored({ timeMs, country, variety, modelVersion, ...made }: Made, n: number, key: string): StoredPrediction {
  return storedPrediction(idAt(timeMs, n), {
    clientId: key,
    modelVersion,
    // Once names are settled, filters go by that, however the model spells them.
    ...(made.isSettled ? answered(`${country}*`, `${variety}*`) : answered(country, variety)),
    ...(made.isSettled ? { settled: [country.toLowerCase(), variety.toLowerCase()] as const } : {}),
    ...(made.isLabelled ? { label: { country, labelledAt: '2026-11-23T19:00:00.000Z' } } : {}),
    ...(made.isLabelled && made.isRight !== undefined ? { labelRight: { country: made.isRight } } : {}),
    ...(made.isWarned ? { warnings: ['Never seen.'] } : {}),
  });
}

describe('the pages of a history in several partitions', () => {
  it('are those of one in a single partition, whatever the filter, the limit and the place of each prediction', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        anyFilter,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 2, max: 8 }),
        async (made, filter, limit, partitions) => {
          const [ann, bob] = [newClient(), newClient()];
          await table.put(made.map((one, n) => toStored(one, n, partitionKeyOf(ann, one.place % partitions))));
          await table.put(made.map((one, n) => toStored(one, n, bob)));
          let arrived = 0;
          const arrive = async (): Promise<void> => {
            const late = {
              timeMs: NOON_MS + 9,
              place: 0,
              country: 'France',
              variety: 'Merlot',
              modelVersion: 'v1' as const,
            };
            const one = { ...late, isSettled: true, isLabelled: false, isRight: undefined, isWarned: false };
            arrived += 1;
            await table.put([toStored(one, 100 + arrived, partitionKeyOf(ann, arrived % partitions))]);
          };
          const pages = await pagesOf(ann, partitions, { filter, limit }, arrive);
          expect(pages.flat()).toEqual((await pagesOf(bob, 1, { filter, limit })).flat());
          for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  }, 60_000);

  it('judge what was labelled before verdicts were stored by the names alone', async () => {
    const said = (country: string) => ({ label: { country, labelledAt: '2026-11-23T19:00:00.000Z' } });
    const ann = await clientWith(
      4,
      (n) => n % 2,
      (n) => ({ ...answered('France'), ...said(n < 2 ? 'France' : 'Italy') }),
    );
    const [third, second, first, zeroth] = newestFirst(4);
    for (const [countryLabel, ids] of [
      ['RIGHT', [first, zeroth]],
      ['WRONG', [third, second]],
      ['UNLABELLED', []],
    ] as const) {
      expect((await pagesOf(ann, 2, { filter: { countryLabel } })).flat(), countryLabel).toEqual(ids);
    }
  });

  it('may be short where matches are rare, and bring each of them once', async () => {
    for (const partitions of [2, 3, 8]) {
      const ann = await clientWith(
        900,
        (n) => (n * 7) % partitions,
        (n) => answered(n % 290 === 3 ? 'Georgia' : 'France'),
      );
      const pages = await pagesOf(ann, partitions, { filter: { country: 'Georgia' }, limit: 5 });
      expect(pages.flat()).toEqual([873, 583, 293, 3].map((n) => idAt(NOON_MS + n * 1000)));
      // Each page looks at 200 of them at most, and at no fewer than half as many.
      expect(pages.length).toBeGreaterThanOrEqual(900 / HISTORY_ENTRIES_READ_MAX);
      expect(pages.length).toBeLessThan((2 * 900) / HISTORY_ENTRIES_READ_MAX);
    }
  });

  it('bring each rare match once, where one partition holds little and goes far back', async () => {
    const isMatch = (n: number): boolean => n % 30 === 0 || n % 30 === 7;
    const ann = await clientWith(
      900,
      (n) => (n % 10 === 0 ? 0 : 1),
      (n) => answered(isMatch(n) ? 'Georgia' : 'France'),
    );
    const ids = (await pagesOf(ann, 2, { filter: { country: 'Georgia' }, limit: 100 })).flat();
    expect(ids).toEqual(newestFirst(900).filter((_, at) => isMatch(899 - at)));
  });

  it('are full and in order where all lies in one of them, as before there were more', async () => {
    const ann = await clientWith(250, () => 0);
    const pages = await pagesOf(ann, 4, { limit: 100 });
    expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
    expect(pages.flat()).toEqual(newestFirst(250));
  });

  it('are whole, where DynamoDB does not read one of them at once', async () => {
    const note = 'A note of four thousand characters. '.repeat(112).slice(0, 4000).replaceAll('e', '漢');
    const ann = await clientWith(
      350,
      (n) => (n < 340 ? 1 : n % 3),
      () => ({ wine: { description: note } }),
    );
    expect((await pagesOf(ann, 3, { limit: 100 })).flat()).toEqual(newestFirst(350));
    expect((await pagesOf(ann, 3, { limit: 100, filter: { modelVersion: 'v1' } })).flat()).toEqual(newestFirst(350));
  });

  it('show a prediction once that was written twice, before and after there were more', async () => {
    const ann = await clientWith(10, (n) => n % 4);
    await table.put([storedPrediction(newestFirst(10)[3] ?? '', { clientId: ann })]);
    expect((await pagesOf(ann, 4, { limit: 3 })).flat()).toEqual(newestFirst(10));
  });

  it('hold nothing of another client’s partitions, nor records of requestIds', async () => {
    const ann = newClient();
    await clientWith(3, () => 2);
    await table.put([{ clientId: ann, id: 'request#r1', predictionId: 'x', digest: 'd' }]);
    expect(await pagesOf(ann, 8)).toEqual([[]]);
  });

  it.each([['2026-11-23T12:00:03Z', '2026-11-23T12:00:01Z']])('are empty between crossed times', async (from, to) => {
    const ann = await clientWith(5, (n) => n % 2);
    expect(await pagesOf(ann, 2, { filter: { from, to } })).toEqual([[]]);
  });
});

describe('a nextToken', () => {
  it('from before there were several partitions goes on where it was', async () => {
    const ann = await clientWith(10, () => 0);
    const { nextToken } = (await table.history(ann, { limit: 4 })).value;
    const { value } = await table.history(ann, { limit: 10, nextToken: nextToken ?? null }, { partitions: 4 });
    expect(value).toMatchObject({
      items: newestFirst(10)
        .slice(4)
        .map((id) => ({ id })),
      nextToken: null,
    });
  });

  it('in the midst of a filtered read from before goes on there, and ends as it would have', async () => {
    const ann = await clientWith(
      900,
      () => 0,
      (n) => answered(n % 290 === 3 ? 'Georgia' : 'France'),
    );
    const args = { filter: { country: 'Georgia' }, limit: 5 };
    const first = (await table.history(ann, args)).value;
    const ids = first.items.map(({ id }) => id);
    let nextToken = first.nextToken ?? null;
    // What comes since is newer than all that the pages are of.
    await table.put([storedPrediction(idAt(NOON_MS + 3_600_000), { clientId: `${ann}#3`, ...answered('Georgia') })]);
    while (nextToken !== null) {
      const { value } = await table.history(ann, { ...args, nextToken }, { partitions: 4 });
      ids.push(...value.items.map(({ id }) => id));
      nextToken = value.nextToken ?? null;
    }
    expect(ids).toEqual([873, 583, 293, 3].map((n) => idAt(NOON_MS + n * 1000)));
  });
});

describe('what a page asks of DynamoDB', () => {
  it.each([1, 2, 4, 8])('is a query a partition, of %d', async (partitions) => {
    const ann = await clientWith(5, (n) => n % partitions);
    asked.splice(0);
    await pagesOf(ann, partitions);
    expect(asked).toEqual(Array(partitions).fill('Query'));
  });

  it('is all that was ever written, where fewer are written than were', async () => {
    const ann = await clientWith(8, (n) => n % 4);
    const { value } = await table.history(ann, {}, { partitions: 1, partitionsRead: 4 });
    expect(value.items.map(({ id }) => id)).toEqual(newestFirst(8));
  });

  it('is read consistently, down to where the partitions before it were examined and no further', async () => {
    const [first, step] = await Promise.all([
      loadResolver('Query.predictionHistory'),
      loadResolver('steps/readPartition'),
    ]);
    const identity = asClient('ann', { partitions: 2 });
    const begun = first.request({ identity, arguments: { limit: 1 } });
    expect(begun.early).toBe('NEXT');
    const items = [idAt(NOON_MS + 9), idAt(NOON_MS + 5)].map((id) => storedPrediction(id, { clientId: 'ann' }));
    const found = step.response({ identity, prev: { result: begun.value }, result: { items, nextToken: 'more' } });
    const { value } = step.request({ identity, prev: { result: found.value } });
    expect(value).toMatchObject({
      consistentRead: true,
      limit: 2,
      query: { expressionValues: { ':clientId': { S: 'ann#1' }, ':earliest': { S: idAt(NOON_MS + 5) } } },
    });
  });

  it('fails as Internal, and is told in the log', async () => {
    const step = await loadResolver('steps/readPartition');
    const error = { type: 'DynamoDB:ProvisionedThroughputExceededException', message: 'Too much of Predictions-X7.' };
    const { raised, logs } = step.response({ identity: asClient('ann', { partitions: 2 }), error });
    expect(raised).toMatchObject({ errorType: 'Internal', message: 'The history could not be read. Try again.' });
    expect(logs.join()).toContain('Too much of Predictions-X7.');
  });
});

describe('a prediction by its id', () => {
  const id = '01KASTV5XJ0123456789ABCDEF';

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is found where it was written when there were %d', async (then) => {
    const ann = newClient();
    const { partitionOf } = await import('../../contract/partitions.ts');
    await table.put([storedPrediction(id, { clientId: partitionOf(ann, id, then) })]);
    expect((await table.prediction(ann, id, { partitions: 8 })).value).toMatchObject({ id });
    expect((await table.prediction(newClient(), id, { partitions: 8 })).value).toBeNull();
  });

  it('is not said to be missing where DynamoDB has not looked everywhere', async () => {
    const resolver = await loadResolver('Query.prediction');
    const { raised } = resolver.response({
      identity: asClient('ann', { partitions: 4 }),
      arguments: { id },
      env: { PREDICTIONS_TABLE: 'P' },
      result: { data: { P: [null, null] }, unprocessedKeys: { P: [{ clientId: 'ann#1', id }] } },
    });
    expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
  });
});
