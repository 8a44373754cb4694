import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient, TerroirError, type Client } from '../../../packages/client/client.ts';
import { runs } from '../../fuzz.ts';

const FIELDS = ['predict', 'predictBatch', 'predictionHistory', 'prediction', 'champion', 'classes', 'trainingRuns'];

/** What each call does until it is answered; of a list no more than a few entries are read. */
const CALLS: Record<string, (client: Client) => Promise<unknown>> = {
  predict: (client) => client.predict({ winery: 'w' }),
  predictBatch: async (client) => (await client.predictBatch([{ winery: 'w' }, { winery: 'x' }])).results,
  prediction: (client) => client.prediction('p'),
  history: (client) => firstOf(client.history()),
  champion: (client) => client.champion(),
  classes: (client) => client.classes('VARIETY'),
  trainingRuns: (client) => firstOf(client.trainingRuns()),
  trainingEvents: async (client) => (await client.trainingEvents({ id: 'r' }).next()).value ?? {},
};

async function firstOf(list: AsyncIterable<unknown>): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const entry of list) if (entries.push(entry) === 3) break;
  return entries;
}

const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(null, {}, [], { items: [{}], nextToken: 't' }));
const page = fc.record({ items: anything, nextToken: anything, results: fc.oneof(anything, fc.array(anything)) });
const error = fc.record(
  { message: anything, errorType: anything, errorInfo: fc.oneof(anything, fc.dictionary(fc.string(), anything)) },
  { requiredKeys: [] },
);
const data = fc.oneof(anything, fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(anything, page)));
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record({ data, errors: fc.oneof(anything, fc.array(fc.oneof(error, anything))) }, { requiredKeys: [] })
    .map((content) => JSON.stringify(content)),
);
const status = fc.constantFrom(200, 200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 413, 429, 500, 503);
const retryAfter = fc.constantFrom(undefined, '1', '99999999', '-1', 'Sat, 28 Nov 2026 08:00:00 GMT', 'x');

describe('any answer of a server', () => {
  it.each(Object.entries(CALLS))('to %s is taken, or a TerroirError, and never waited for', async (_, call) => {
    await fc.assert(
      fc.asyncProperty(status, body, retryAfter, async (code, text, header) => {
        let waitedMs = 0;
        const client = createClient({
          endpoint: 'http://localhost:4000/graphql',
          key: 'trr_k',
          wait: (waitMs) => Promise.resolve(void (waitedMs += waitMs)),
          fetch: () =>
            Promise.resolve({
              status: code,
              headers: { get: () => header ?? null },
              text: () => Promise.resolve(text),
            }),
        });
        const outcome = await call(client).catch((caught: unknown) => caught);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(TerroirError);
        else expect(typeof outcome).toBe('object');
        expect(waitedMs).toBeLessThan(5 * 40_000);
      }),
      runs(150),
    );
  });
});

describe('an answer that once ended in a TypeError, or never', () => {
  const answering = (content: object): Client =>
    createClient({
      endpoint: 'http://localhost:4000/graphql',
      key: 'trr_k',
      fetch: () =>
        Promise.resolve({
          status: 200,
          headers: { get: () => null },
          text: () => Promise.resolve(JSON.stringify({ data: content })),
        }),
    });
  it.each<[string, object, (client: Client) => Promise<unknown>]>([
    ['without the field', {}, (client) => client.predict({ winery: 'w' })],
    ['with null for it', { predict: null }, (client) => client.predict({ winery: 'w' })],
    ['with no list of results', { predictBatch: {} }, (client) => client.predictBatch([{ winery: 'w' }])],
    [
      'with null for a result',
      { predictBatch: { results: [null] } },
      (client) => client.predictBatch([{ winery: 'w' }]),
    ],
    ['with null for a page', { trainingRuns: null }, (client) => firstOf(client.trainingRuns())],
    [
      'that leads back to itself',
      { trainingRuns: { items: [], nextToken: 't' } },
      (client) => firstOf(client.trainingRuns()),
    ],
  ])('%s is a BadAnswer', async (_, content, call) => {
    await expect(call(answering(content))).rejects.toMatchObject({ name: 'TerroirError', errorType: 'BadAnswer' });
  });
});
