/** What is known of a caller before its body is read. */
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { InvokeLambda } from '../../../../../packages/appsync-host/service-calls.ts';
import { serveApi, type TestApi } from '../api-over-http.ts';

const settings = { functionName: 'guard', identityValidationExpression: '^key-[a-z]+$', resultTtlSeconds: 30 };

function serve(invoke: InvokeLambda): Promise<TestApi> {
  const definition = { defaultAuth: { type: 'AWS_LAMBDA' as const, authorizer: settings } };
  return serveApi('type Query { open: String }', { 'Query.open': () => 'open' }, definition, { invoke });
}

const admit: InvokeLambda = () => Promise.resolve({ payload: { isAuthorized: true } });
const large = JSON.stringify({ query: '{ open }', variables: { note: 'n'.repeat(9_900_000) } });

/** Begins a request whose body is announced and does not come. */
async function announce({ endpoint }: TestApi, headers: Record<string, string>): Promise<number | undefined> {
  const asking = request(endpoint, { method: 'POST', headers: { 'content-length': '9900000', ...headers } });
  asking.flushHeaders();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  asking.destroy();
  return response.statusCode;
}

test('whoever has no key, or none of the right form, is refused before the body comes', async () => {
  const api = await serve(admit);
  expect(await announce(api, {})).toBe(401);
  expect(await announce(api, { authorization: 'no key of this form' })).toBe(401);
  expect(await announce(api, { 'x-api-key': 'da2-none' })).toBe(401);
});

test('a key that the authorizer has refused is refused before the body comes, as long as its answer is kept', async () => {
  const invoke = vi.fn<InvokeLambda>(() => Promise.resolve({ payload: { isAuthorized: false } }));
  const api = await serve(invoke);
  expect((await api.post({ query: '{ open }' }, { authorization: 'key-wrong' })).status).toBe(401);
  expect(await announce(api, { authorization: 'key-wrong' })).toBe(401);
  expect(invoke).toHaveBeenCalledOnce();
});

test('of sixty strangers with ten megabytes each the host holds three, and tells the others to try again', async () => {
  const { promise: verdict, resolve: decide } = Promise.withResolvers<void>();
  const api = await serve(async () => {
    await verdict;
    return { payload: { isAuthorized: false } };
  });
  const sent = Array.from({ length: 60 }, () => api.post(large, { authorization: 'key-wrong' }));
  const refused = await firstOf(sent, 57);
  expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 57 }, () => 429));
  expect(refused[0]?.body.errors).toMatchObject([{ errorType: 'TooManyRequestsException' }]);
  decide();
  const statuses = (await Promise.all(sent)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
});

test('callers who are known are not counted among them', async () => {
  const api = await serve(admit);
  await api.post({ query: '{ open }' }, { authorization: 'key-known' });
  const sent = Array.from({ length: 8 }, () => api.post(large, { authorization: 'key-known' }));
  expect((await Promise.all(sent)).map(({ body }) => body)).toEqual(sent.map(() => ({ data: { open: 'open' } })));
});

test('what strangers held is free again once they are answered', async () => {
  const api = await serve(() => Promise.resolve({ payload: { isAuthorized: false, ttlOverride: 0 } }));
  for (let round = 0; round < 6; round += 1) {
    expect((await api.post(large, { authorization: 'key-wrong' })).status).toBe(401);
  }
});

/** The first answers that come, in the order in which they do. */
function firstOf<T>(asked: readonly Promise<T>[], count: number): Promise<T[]> {
  const arrived: T[] = [];
  return new Promise((resolve, reject) => {
    for (const one of asked) {
      one.then((answer) => {
        arrived.push(answer);
        if (arrived.length === count) resolve([...arrived]);
      }, reject);
    }
  });
}
