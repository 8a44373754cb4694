import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PredictionFilter, WineInput } from '../../packages/client/generated/graphql.ts';
import { connect, errorOf, post, someWine } from './api.ts';

const terroir = await connect();
const PREDICT = 'mutation ($wine: WineInput!, $requestId: ID) { predict(wine: $wine, requestId: $requestId) { id } }';
const PREDICT_BATCH = 'mutation ($wines: [WineInput!]!) { predictBatch(wines: $wines) { predicted rejected } }';

describe('a wine beyond a limit is InvalidInput, by field and rule', () => {
  const TEXTS = ['variety', 'country', 'region', 'winery'] as const;
  it.each<[string, WineInput, string | null, string]>([
    ['a note of nothing', { description: '' }, 'description', 'length'],
    ['a note of blanks', { description: ' \n\t ' }, 'description', 'length'],
    ['a note of 4,001 characters', { description: 'x'.repeat(4_001) }, 'description', 'length'],
    ['a note of 4,001 emoji', { description: '🍷'.repeat(4_001) }, 'description', 'length'],
    ['a note of a million characters', { description: 'plum '.repeat(200_000) }, 'description', 'length'],
    ...TEXTS.flatMap((field): [string, WineInput, string, string][] => [
      [`a ${field} of nothing`, { ...someWine(), [field]: '' }, field, 'length'],
      [`a ${field} of 101 characters`, { ...someWine(), [field]: 'x'.repeat(101) }, field, 'length'],
      [`a ${field} of a million characters`, { ...someWine(), [field]: 'x'.repeat(1_000_000) }, field, 'length'],
    ]),
    ['49 points', { ...someWine(), points: 49 }, 'points', 'range'],
    ['101 points', { ...someWine(), points: 101 }, 'points', 'range'],
    ['a price of nothing', { ...someWine(), price: 0 }, 'price', 'range'],
    ['a price below a cent', { ...someWine(), price: 0.009 }, 'price', 'range'],
    ['a price above 100,000', { ...someWine(), price: 100_000.01 }, 'price', 'range'],
    ['a negative price', { ...someWine(), price: -5 }, 'price', 'range'],
    ['an absurd price', { ...someWine(), price: 1e308 }, 'price', 'range'],
    ['an empty wine', {}, null, 'atLeastOne'],
    ['a wine of numbers only', { price: 20, points: 90 }, null, 'atLeastOne'],
    ['a wine of nothing known', { description: null, country: null }, null, 'atLeastOne'],
  ])('%s', async (_, wine, field, rule) => {
    const error = await errorOf(terroir.predict(wine));
    expect(error).toMatchObject({ errorType: 'InvalidInput', field, rule, retryable: false });
    const { results } = await terroir.predictBatch([wine]);
    expect(results).toEqual([
      { __typename: 'Rejection', index: 0, errorType: 'InvalidInput', field, message: error.message },
    ]);
  });
});

describe('a wine at a limit is answered', () => {
  it.each<[string, WineInput]>([
    ['a note of one character', { description: 'x' }],
    ['a note of 4,000 characters', { description: 'x'.repeat(4_000) }],
    ['a note of 4,000 emoji', { description: '🍷'.repeat(4_000) }],
    ['a note of 4,000 characters and blanks around them', { description: ` ${'x'.repeat(4_000)}\n` }],
    ['texts of 100 characters', { variety: 'v'.repeat(100), country: 'é'.repeat(100), region: '🍇'.repeat(100) }],
    ['no note', { winery: 'Ridge' }],
    ['the least of everything', { ...someWine(), points: 50, price: 0.01 }],
    ['the most of everything', { ...someWine(), points: 100, price: 100_000 }],
  ])('%s', async (_, wine) => {
    await expect(terroir.predict(wine)).resolves.toMatchObject({ warnings: expect.any(Array) as unknown[] });
  });
});

describe('any text is answered', () => {
  it.each([
    ['NUL', 'plum\u0000oak'],
    ['a lone surrogate', 'plum \ud83c oak'],
    ['surrogates the wrong way round', 'plum \udf77\ud83c'],
    ['right to left', 'نبيذ أحمر من البرقوق \u202eoak'],
    ['control characters', '\u0001\u001b[31mplum\u007f\ufffe'],
    ['a byte order mark', '\ufeffplum'],
    ['combining marks', `p${'\u0301'.repeat(500)}lum`],
    ['no letters', '!!! ??? …'],
    ['what other languages take for code', '"}){__typename} ${env} {{x}} <script> \' OR 1=1 --'],
  ])('%s', async (_, description) => {
    const prediction = await terroir.predict({ description });
    expect(prediction.wine.description).toBe(description.toWellFormed().trim());
    expect(await terroir.prediction(prediction.id)).toEqual(prediction);
  });

  it('the same for composed and decomposed accents', async () => {
    const note = 'Crémant from a château: pêche, café and crème brûlée.';
    const [composed, decomposed] = [
      await terroir.predict({ description: note.normalize('NFC') }),
      await terroir.predict({ description: note.normalize('NFD') }),
    ];
    expect(decomposed.variety.ranking).toEqual(composed.variety.ranking);
    expect(decomposed.country.ranking).toEqual(composed.country.ranking);
  });
});

describe('a request beyond a limit is InvalidInput', () => {
  it.each([
    ['no wine', 0],
    ['101 wines', 101],
  ])('a batch of %s', async (_, count) => {
    const wines = Array.from({ length: count }, () => someWine());
    const { data, errors } = await post({ query: PREDICT_BATCH, variables: { wines } });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ errorType: 'InvalidInput', errorInfo: { field: 'wines', retryable: false } }]);
  });

  it.each([
    ['nothing', ''],
    ['101 characters', 'r'.repeat(101)],
    ['a million characters', 'r'.repeat(1_000_000)],
  ])('a requestId of %s', async (_, requestId) => {
    const error = await errorOf(terroir.predict(someWine(), { requestId }));
    expect(error).toMatchObject({ errorType: 'InvalidInput', field: 'requestId', rule: 'length' });
  });

  it.each([0, -1, 101, 2_000_000_000])('a page of %d', async (pageSize) => {
    const error = await errorOf(terroir.history({}, { pageSize }).pages().next());
    expect(error).toMatchObject({ errorType: 'InvalidInput', field: 'limit', rule: 'range' });
  });

  it.each<[string, PredictionFilter, string | null]>([
    ['a country of nothing', { country: '' }, 'filter.country'],
    ['a country of 101 characters', { country: 'x'.repeat(101) }, 'filter.country'],
    ['a variety of 101 characters', { variety: 'x'.repeat(101) }, 'filter.variety'],
    ['a model version of 101 characters', { modelVersion: 'x'.repeat(101) }, 'filter.modelVersion'],
    ['a time that is none', { from: 'yesterday' }, null],
    ['a day that is none', { to: '2026-02-30T00:00:00Z' }, null],
  ])('a filter with %s', async (_, filter, field) => {
    const error = await errorOf(terroir.history(filter).pages().next());
    expect(error).toMatchObject({ errorType: 'InvalidInput', field, retryable: false });
  });
});

describe('what JSON can say and GraphQL cannot', () => {
  const price = (text: string): string =>
    `{"query":"${PREDICT}","variables":{"wine":{"description":"x","price":${text}}}}`;
  it.each([
    ['an infinite price', price('1e999')],
    ['a negative infinite price', price('-1e999')],
    ['a price that is a text', price('"12"')],
    ['a price that is a list', price('[[12]]')],
    ['points with a fraction', price('1,"points":88.5')],
    ['points beyond 32 bits', price('1,"points":4294967386')],
    ['a field that a wine has not', price('1,"colour":"red"')],
    ['a note that is a number', price('1,"country":7')],
    ['no wine at all', `{"query":"${PREDICT}","variables":{"wine":null}}`],
    ['no variables', `{"query":"${PREDICT}"}`],
  ])('is refused before it reaches the model: %s', async (_, body) => {
    const { status, data, errors } = await post(body);
    expect([status, data]).toEqual([200, null]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(/^Variable '\w+' has |^The variables input contains a field that /);
  });

  it('is not JSON: NaN', async () => {
    expect(await post(price('NaN'))).toMatchObject({
      status: 400,
      errors: [{ errorType: 'MalformedHttpRequestException' }],
    });
  });

  it('is refused by the client itself, which names the field', async () => {
    const error = await errorOf(terroir.predict({ ...someWine(), price: NaN }));
    expect(error).toMatchObject({ errorType: 'InvalidInput', field: 'price' });
  });
});

describe('a page that is asked for by a token from elsewhere is InvalidInput', () => {
  const HISTORY = `query ($token: String, $filter: PredictionFilter) {
    predictionHistory(limit: 1, nextToken: $token, filter: $filter) { items { id } nextToken } }`;
  const ask = (variables: object): ReturnType<typeof post> => post({ query: HISTORY, variables });

  it('any text, and that of another filter', async () => {
    await post({ query: PREDICT, variables: { wine: someWine(), requestId: randomUUID() } });
    await post({ query: PREDICT, variables: { wine: someWine(), requestId: randomUUID() } });
    const { data } = await ask({});
    const token = (data as { predictionHistory: { nextToken: string } }).predictionHistory.nextToken;
    expect((await ask({ token })).errors).toEqual([]);
    const elsewhere = [
      'abc',
      '',
      `${token}x`,
      token.slice(1),
      'x'.repeat(100_000),
      Buffer.from('{}').toString('base64'),
    ];
    for (const foreign of elsewhere) {
      const { errors } = await ask({ token: foreign });
      expect(errors, foreign.slice(0, 50)).toMatchObject([
        { errorType: 'InvalidInput', errorInfo: { field: 'nextToken' } },
      ]);
    }
    const { errors } = await ask({ token, filter: { country: 'France' } });
    expect(errors).toMatchObject([{ errorType: 'InvalidInput', errorInfo: { field: 'nextToken' } }]);
  });
});
