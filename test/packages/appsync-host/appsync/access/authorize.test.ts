import { describe, expect, test, vi } from 'vitest';
import type { ApiDefinition, ApiParts } from '../../../../../packages/appsync-host/appsync/definition.ts';
import type { FieldContext } from '../../../../../packages/appsync-host/resolver/field.ts';
import type { InvokeLambda } from '../../../../../packages/appsync-host/service-calls.ts';
import type { TestApi } from '../api-over-http.ts';
import { apiKey, serveApi } from '../api-over-http.ts';

const schema = `
  type Query { open: String, closed: String, secret: Secret, keyed: String @aws_api_key, signed: String @aws_iam }
  type Secret @aws_iam { word: String, hint: String @aws_lambda @aws_iam }
`;

const refused = {
  status: 401,
  body: { errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }] },
};

const resolvers = {
  'Query.open': (context: FieldContext) => JSON.stringify(context.identity),
  'Query.closed': () => 'closed',
  'Query.secret': () => ({ word: 'w', hint: 'h' }),
  'Query.keyed': () => 'keyed',
};

interface Answering {
  api: TestApi;
  authorizer: ReturnType<typeof vi.fn<InvokeLambda>>;
  call: (query?: string, token?: string) => ReturnType<TestApi['post']>;
}

/** An API whose Lambda authorizer answers `answer`. */
async function serveAuthorized(
  answer: unknown,
  parts: Partial<ApiParts> = {},
  more: Partial<ApiDefinition> = {},
): Promise<Answering> {
  const authorizer = vi.fn<InvokeLambda>(() => Promise.resolve({ payload: answer }));
  const authorizerSettings = {
    functionName: 'guard',
    identityValidationExpression: '^key-[a-z]+$',
    resultTtlSeconds: 30,
  };
  const definition: Partial<ApiDefinition> = {
    defaultAuth: { type: 'AWS_LAMBDA', authorizer: authorizerSettings },
    additionalAuth: [
      { type: 'AWS_IAM' },
      {
        type: 'API_KEY',
        keys: [
          { key: apiKey, expiresAtMs: 1_000_000 },
          { key: 'da2-late', expiresAtMs: 1_000 },
        ],
      },
    ],
    ...more,
  };
  const api = await serveApi(schema, resolvers, definition, { invoke: authorizer, now: () => 2_000, ...parts });
  return {
    api,
    authorizer,
    call: (query = '{ open }', token = 'key-a') => api.post({ query }, { authorization: token }),
  };
}

describe('a Lambda authorizer', () => {
  test('is told token, request and headers, and its context becomes the identity', async () => {
    const { api, authorizer } = await serveAuthorized({ isAuthorized: true, resolverContext: { clientId: 'c1' } });
    const body = { query: 'query Q($a: ID) { open }', operationName: 'Q', variables: { a: 1 } };
    const answer = await api.post({ ...body, query: 'query Q { open }' }, { authorization: 'key-a', 'x-extra': 'e' });
    expect(answer.body).toEqual({ data: { open: '{"resolverContext":{"clientId":"c1"}}' } });
    expect(authorizer).toHaveBeenCalledWith(
      'guard',
      {
        authorizationToken: 'key-a',
        requestContext: {
          apiId: 'api1',
          accountId: '000000000000',
          requestId: answer.headers.get('x-amzn-requestid'),
          queryString: 'query Q { open }',
          operationName: 'Q',
          variables: { a: 1 },
        },
        requestHeaders: expect.objectContaining({ authorization: 'key-a', 'x-extra': 'e' }) as object,
      },
      'RequestResponse',
    );
  });

  test('that says no turns the request away', async () => {
    const { call } = await serveAuthorized({ isAuthorized: false });
    const answer = await call();
    expect(answer).toMatchObject(refused);
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  });

  test('is not asked about a token that the validation expression refuses', async () => {
    const { call, authorizer } = await serveAuthorized({ isAuthorized: true });
    for (const token of ['other', 'key-', 'xkey-a', 'key-a b', 'Bearer key-a'])
      expect(await call('{ open }', token)).toMatchObject(refused);
    expect(authorizer).not.toHaveBeenCalled();
  });

  test('is not asked about a body that cannot be parsed', async () => {
    const { api, authorizer } = await serveAuthorized({ isAuthorized: true });
    expect((await api.post('meow', { authorization: 'key-a' })).status).toBe(400);
    expect(authorizer).not.toHaveBeenCalled();
  });

  test.each([
    ['nothing', null],
    ['text', 'yes'],
    ['no verdict', {}],
    ['a verdict that is no boolean', { isAuthorized: 'true' }],
    ['a nested context', { isAuthorized: true, resolverContext: { client: { id: 1 } } }],
    ['denied fields that are no list', { isAuthorized: true, deniedFields: 'Query.open' }],
  ])('that answers %s lets nobody in', async (_, answer) => {
    const { call } = await serveAuthorized(answer);
    expect(await call()).toMatchObject(refused);
  });

  test('that fails lets nobody in', async () => {
    const invoke: InvokeLambda = () => Promise.resolve({ error: { type: 'Error', message: 'boom' } });
    const { call } = await serveAuthorized(null, { invoke });
    expect(await call()).toMatchObject(refused);
  });

  test('is asked once per token until its answer is too old', async () => {
    let now = 0;
    const { call, authorizer } = await serveAuthorized({ isAuthorized: true }, { now: () => now });
    await call();
    now = 29_999;
    await call();
    expect(authorizer).toHaveBeenCalledTimes(1);
    await call('{ open }', 'key-b');
    expect(authorizer).toHaveBeenCalledTimes(2);
    now = 30_000;
    await call();
    expect(authorizer).toHaveBeenCalledTimes(3);
  });

  test('R24: is asked again in time although the clock was put back by an hour', async () => {
    let elapsedMs = 0;
    let now = 7_200_000;
    const times = { now: () => now, elapsedMs: () => elapsedMs };
    const { call, authorizer } = await serveAuthorized({ isAuthorized: true }, times);
    await call();
    now -= 3_600_000;
    elapsedMs += 30_000;
    await call();
    expect(authorizer).toHaveBeenCalledTimes(2);
  });

  test('may set for how long its answer is kept, also when it says no', async () => {
    let now = 0;
    const { call, authorizer } = await serveAuthorized({ isAuthorized: false, ttlOverride: 60 }, { now: () => now });
    await call();
    now = 59_000;
    expect(await call()).toMatchObject(refused);
    expect(authorizer).toHaveBeenCalledTimes(1);
    const never = await serveAuthorized({ isAuthorized: true, ttlOverride: 0 });
    await never.call();
    await never.call();
    expect(never.authorizer).toHaveBeenCalledTimes(2);
  });

  test('may deny fields, by name or by ARN', async () => {
    const arn = 'arn:aws:appsync:eu-central-1:000000000000:apis/api1/types/Query/fields/closed';
    const elsewhere = arn.replace('api1', 'api2').replace('closed', 'open');
    for (const deniedFields of [['Query.closed'], [arn, elsewhere]]) {
      const { call } = await serveAuthorized({ isAuthorized: true, deniedFields });
      const { status, body } = await call('{ closed open }');
      expect(status).toBe(200);
      expect(body).toEqual({
        data: { closed: null, open: expect.any(String) as string },
        errors: [
          {
            path: ['closed'],
            data: null,
            errorType: 'Unauthorized',
            errorInfo: null,
            locations: [{ line: 1, column: 3, sourceName: null }],
            message: 'Not Authorized to access closed on type Query',
          },
        ],
      });
    }
  });
});

describe('credentials', () => {
  test('are needed', async () => {
    const { api } = await serveAuthorized({ isAuthorized: true });
    expect(await api.post({ query: '{ open }' }, {})).toMatchObject({
      status: 401,
      body: { errors: [{ errorType: 'UnauthorizedException', message: 'Valid authorization header not provided.' }] },
    });
  });

  test('are needed before the body is looked at', async () => {
    const { api } = await serveAuthorized({ isAuthorized: true });
    expect((await api.post('meow', {})).status).toBe(401);
  });

  test('by API key are refused when unknown or expired', async () => {
    const { api } = await serveAuthorized(null);
    const ask = (key: string) => api.post({ query: '{ keyed }' }, { 'x-api-key': key });
    expect((await ask(apiKey)).body).toEqual({ data: { keyed: 'keyed' } });
    expect(await ask('da2-late')).toMatchObject(refused);
    expect(await ask('da2-none')).toMatchObject(refused);
  });

  test('of a mode that the API does not have are refused', async () => {
    const api = await serveApi(schema, resolvers);
    expect(await api.post({ query: '{ open }' }, { authorization: 'key-a' })).toMatchObject(refused);
    expect(await api.post({ query: '{ open }' }, { authorization: 'AWS4-HMAC-SHA256 x' })).toMatchObject(refused);
  });
});

describe('directives', () => {
  test('let a mode other than the default in only where they stand', async () => {
    const { api } = await serveAuthorized(null);
    const { body } = await api.post({ query: '{ keyed open signed }' }, { 'x-api-key': apiKey });
    expect(body.data).toEqual({ keyed: 'keyed', open: null, signed: null });
    expect(body.errors?.map((error) => error['message'])).toEqual([
      'Not Authorized to access open on type Query',
      'Not Authorized to access signed on type Query',
    ]);
  });

  test('on a field keep the default mode out unless they name it', async () => {
    const { call } = await serveAuthorized({ isAuthorized: true });
    const { body } = await call('{ open keyed }');
    expect(body.data).toMatchObject({ keyed: null });
  });

  test('on a type hold for each of its fields, except where the field has its own', async () => {
    const { call } = await serveAuthorized({ isAuthorized: true });
    const { body } = await call('{ secret { word hint } }');
    expect(body.data).toEqual({ secret: { word: null, hint: 'h' } });
    expect(body.errors).toMatchObject([{ path: ['secret', 'word'], errorType: 'Unauthorized' }]);
  });
});
