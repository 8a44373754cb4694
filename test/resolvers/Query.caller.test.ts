import { describe, expect, it } from 'vitest';
import { loadResolver } from './harness.ts';

const resolver = await loadResolver('Query.caller');

describe('the caller', () => {
  it('is told whose key it has and what that may do, from what the authorizer found', () => {
    const resolverContext = { clientId: 'ann/17', account: 'ann', keyHash: 'hash', scopes: 'predict,history' };
    expect(resolver.request({ identity: { resolverContext } }).value).toEqual({ payload: null });
    expect(resolver.response({ identity: { resolverContext } }).value).toEqual({
      clientId: 'ann/17',
      scopes: ['PREDICT', 'HISTORY'],
      expiresAt: null,
    });
  });

  it('is told when its key ends', () => {
    const resolverContext = {
      clientId: 'ann',
      account: 'ann',
      keyHash: 'hash',
      scopes: 'label',
      expiresAt: 1_800_000_000,
    };
    const { value } = resolver.response({ identity: { resolverContext } });
    expect(value).toMatchObject({ scopes: ['LABEL'], expiresAt: '2027-01-15T08:00:00.000Z' });
  });

  it('has no scope where its key has none', () => {
    const resolverContext = { clientId: 'ann', account: 'ann', keyHash: 'hash', scopes: '' };
    expect(resolver.response({ identity: { resolverContext } }).value).toMatchObject({ scopes: [] });
  });

  it('that came without a key is Unauthorized', () => {
    expect(resolver.response({ identity: null }).raised).toMatchObject({ errorType: 'Unauthorized' });
  });
});
