import { beforeAll, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient } from './predictions.ts';
import { beginWith, SUBSCRIBER } from './subscriptions.ts';

let resolver: TestedResolver;

beforeAll(async () => {
  resolver = await loadResolver('Subscription.onTrainingProgress');
});

it('begins with nothing, for whoever has a key that is good at this moment', () => {
  const context = { identity: SUBSCRIBER, arguments: { id: '01KASTV5XJ0123456789ABCDEF' } };
  expect(resolver.request(context)).toMatchObject({
    value: { operation: 'GetItem', key: { keyHash: { S: 'hash' } }, consistentRead: true },
    raised: null,
  });
  expect(resolver.response({ ...context, result: { keyHash: 'hash', state: 'active' } })).toMatchObject({
    value: null,
    raised: null,
  });
});

it.each([null, { userArn: 'arn:aws:iam::1:role/x' }])('is Unauthorized for whoever came in without: %j', (identity) => {
  expect(resolver.request({ identity }).raised).toMatchObject({ errorType: 'Unauthorized' });
});

it('is Internal, and may be tried again, where AppSync itself fails', () => {
  const { raised } = resolver.response({ identity: asClient('ann'), error: { type: 'x', message: 'y' } });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
});

it.each([
  ['suspended', { state: 'suspended' }],
  ['revoked', { state: 'revoked' }],
  ['expired', { state: 'active', expiresAt: 1_700_000_000 }],
  ['unknown', null],
])('R24: does not begin with a key that is %s by now, whatever the authorizer has said before', (_, stored) => {
  const { raised } = resolver.response({ identity: SUBSCRIBER, arguments: {}, result: stored });
  expect(raised).toMatchObject({ errorType: 'Unauthorized' });
});

it('R24: does not begin with a token that has expired by now', () => {
  const identity = { resolverContext: { ...SUBSCRIBER.resolverContext, expiresAt: 1_700_000_000 } };
  const { raised } = resolver.response({ identity, arguments: {}, result: { state: 'active' } });
  expect(raised).toMatchObject({ errorType: 'Unauthorized' });
});

it('R24: can be ended by the key, and by the key alone', async () => {
  const { invalidationFilter, filter } = await beginWith({ keyHash: 'hash', state: 'active' });
  expect(invalidationFilter).toEqual({
    filterGroup: [{ filters: [{ fieldName: 'keyHash', operator: 'eq', value: 'hash' }] }],
  });
  // The arguments stand.
  expect(filter).toBeUndefined();
});

it('R24: of a key, or a token, that ends hears nothing that is written after that', async () => {
  const isBefore = { fieldName: 'updatedAt', operator: 'lt', value: '2100-01-01T00:00:00.000Z' };
  const end = Date.UTC(2100) / 1000;
  const byKey = await beginWith({ state: 'active', expiresAt: end }, { id: null });
  expect(byKey.filter).toEqual({ filterGroup: [{ filters: [isBefore] }] });
  const byToken = await beginWith({ state: 'active', expiresAt: end + 9 }, { id: 'a' }, end);
  const isOfRun = { fieldName: 'id', operator: 'eq', value: 'a' };
  expect(byToken.filter).toEqual({ filterGroup: [{ filters: [isBefore, isOfRun] }] });
});
