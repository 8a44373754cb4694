import { describe, expect, it } from 'vitest';
import { hashKey, revokeClient } from '../../store/clients/clients.ts';
import { api, canMakeKeys, clientsTable, connect, errorOf, makeKey, post, someWine } from './api.ts';

const QUERY = { query: '{ predictionHistory { nextToken } }' };
const REFUSED = {
  status: 401,
  errorHeader: 'UnauthorizedException',
  errors: [{ errorType: 'UnauthorizedException', message: expect.any(String) as string }],
};

describe('without a key that works, the answer is 401, in the shape of AppSync', () => {
  it.each<[string, Record<string, string>]>([
    ['no key', {}],
    ['a word', { authorization: 'sesame' }],
    ['a key that nobody has', { authorization: `trr_${'x'.repeat(40)}` }],
    ['a key and more', { authorization: `${api.key}x` }],
    ['half a key', { authorization: api.key.slice(0, 20) }],
    ['the key as a bearer token', { authorization: `Bearer ${api.key}` }],
    ['the key as an API key of AppSync', { 'x-api-key': api.key }],
  ])('%s', async (_, headers) => {
    expect(await post(QUERY, headers)).toMatchObject(REFUSED);
  });

  it('which the client tells as Unauthorized', async () => {
    const error = await errorOf((await connect(`trr_${'x'.repeat(40)}`)).predict(someWine()));
    expect(error).toMatchObject({ errorType: 'Unauthorized', retryable: false });
    expect(error.message).toContain('npm run terroir -- keys create');
  });
});

describe.runIf(canMakeKeys)('a key', () => {
  it.each(['label', 'operate'] as const)('of the scope %s may not predict, nor read predictions', async (scope) => {
    const terroir = await connect(await makeKey({ scopes: [scope] }));
    const calls = [
      () => terroir.predict(someWine()),
      () => terroir.predictBatch([someWine()]),
      () => terroir.prediction('01M84T9KQ0TH704QJWEYWSBECD'),
      () => terroir.history().pages().next(),
    ];
    for (const call of calls) {
      const error = await errorOf(call());
      expect(error).toMatchObject({ errorType: 'Unauthorized', retryable: false });
      expect(error.message).toMatch(/^Not Authorized to access \w+ on type (Query|Mutation)$/);
    }
  });

  it('R24: that is revoked, or has expired, is refused', async () => {
    const revoked = await makeKey();
    await revokeClient(await clientsTable(), await hashKey(revoked), Date.now() + 5_000);
    const expired = await makeKey({ expiresAt: Math.floor(Date.now() / 1000) - 1 });
    for (const key of [revoked, expired]) expect(await post(QUERY, { authorization: key })).toMatchObject(REFUSED);
  });

  it('R23: sees its own predictions, and no others', async () => {
    const [mine, yours] = [await connect(), await connect()];
    const prediction = await mine.predict(someWine());
    expect(await mine.prediction(prediction.id)).toEqual(prediction);
    expect(await yours.prediction(prediction.id)).toBeNull();
    expect((await yours.history().pages().next()).value).toEqual([]);
  });

  it('R23: cannot go on in the history of another', async () => {
    const [mine, yours] = [await makeKey(), await makeKey()];
    for (const key of [mine, yours]) await (await connect(key)).predictBatch([someWine(), someWine()]);
    const page = (key: string, token: string | null): ReturnType<typeof post> =>
      post(
        {
          query: 'query ($token: String) { predictionHistory(limit: 1, nextToken: $token) { nextToken } }',
          variables: { token },
        },
        { authorization: key },
      );
    const token = ((await page(mine, null)).data as { predictionHistory: { nextToken: string } }).predictionHistory
      .nextToken;
    expect((await page(mine, token)).errors).toEqual([]);
    expect((await page(yours, token)).errors).toMatchObject([
      { errorType: 'InvalidInput', errorInfo: { field: 'nextToken' } },
    ]);
  });

  it('shares its predictions with the other keys of its client', async () => {
    const clientId = `client-test-${Date.now()}`;
    const [first, second] = [await connect(await makeKey({ clientId })), await connect(await makeKey({ clientId }))];
    const prediction = await first.predict(someWine());
    expect(await second.prediction(prediction.id)).toEqual(prediction);
  });
});

describe('a request that is none', () => {
  it.each([
    ['an empty body', '', 'Request body is empty.'],
    ['half of JSON', '{"query": "{ __typen', 'Unable to parse GraphQL query.'],
    ['JSON without a query', '{}', 'Unable to parse GraphQL query.'],
    ['a list of queries', `[${JSON.stringify(QUERY)}]`, 'Unable to parse GraphQL query.'],
  ])('is refused with 400: %s', async (_, body, message) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      errors: [{ errorType: 'MalformedHttpRequestException', message }],
    });
  });

  it.each([
    [
      'a field that there is not',
      '{ bottle }',
      "Validation error of type FieldUndefined: Field 'bottle' in type 'Query'",
    ],
    [
      'an argument that there is not',
      '{ prediction(id: "x", name: "y") { id } }',
      'Validation error of type UnknownArgument',
    ],
    ['no argument where there must be one', '{ prediction { id } }', 'Validation error of type MissingFieldArgument'],
    ['no selection', '{ prediction(id: "x") }', 'Validation error of type SubSelectionRequired'],
    [
      'a literal of another type',
      '{ predictionHistory(limit: "x") { nextToken } }',
      'Validation error of type WrongType',
    ],
  ])('is refused as GraphQL: %s', async (_, query, message) => {
    const { status, data, errors } = await post({ query });
    expect([status, data]).toEqual([200, null]);
    expect(errors[0]?.message).toContain(message);
  });
});
