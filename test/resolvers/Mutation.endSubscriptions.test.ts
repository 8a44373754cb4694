import { beforeAll, expect, it } from 'vitest';
import { createCall } from '../../packages/appsync-host/resolver/call.ts';
import { loadCode } from '../../packages/appsync-host/resolver/code/load.ts';
import { bundleAsDeployed, loadResolver, type TestedResolver } from './harness.ts';

let resolver: TestedResolver;

beforeAll(async () => {
  resolver = await loadResolver('Mutation.endSubscriptions');
});

const args = { keyHash: 'hash', subscription: 'onTrainingProgress' };

it('R24: ends the subscriptions of that field that were begun with the key', async () => {
  const call = createCall({ identity: null, fieldName: 'endSubscriptions', parentTypeName: 'Mutation' });
  const code = loadCode(await bundleAsDeployed('Mutation.endSubscriptions'));
  expect(code.run('response', { arguments: args, result: null }, call).outcome).toMatchObject({ value: true });
  expect(call.invalidation).toEqual({ subscriptionField: 'onTrainingProgress', payload: { keyHash: 'hash' } });
});

it('asks nobody', () => {
  expect(resolver.request({ arguments: args })).toMatchObject({ value: { payload: null }, raised: null });
});

it('is Internal, and may be tried again, where AppSync itself fails', () => {
  const { raised } = resolver.response({ arguments: args, error: { type: 'x', message: 'y' } });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
});
