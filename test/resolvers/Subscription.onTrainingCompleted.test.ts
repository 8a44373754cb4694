import { beforeAll, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient } from './predictions.ts';
import { SUBSCRIBER } from './subscriptions.ts';

let resolver: TestedResolver;

beforeAll(async () => {
  resolver = await loadResolver('Subscription.onTrainingCompleted');
});

it('begins with nothing, for whoever has a key that is good at this moment', () => {
  const context = { identity: SUBSCRIBER, arguments: {} };
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
