import { describe, expect, it } from 'vitest';
import { createUserToken } from '../../packages/client/transport/user-token.ts';
import { canMakeKeys, collect, connect, errorOf, makeKey, someWine } from './api.ts';

describe.runIf(canMakeKeys)('keys that are made through the API', () => {
  it('R24: work at once, for what they allow and nothing else, and sign tokens of users', async () => {
    const keeper = await connect(await makeKey({ scopes: ['predict', 'history', 'keys'] }));
    const { key, entry } = await keeper.addClient({ name: 'The shop', scopes: ['PREDICT', 'HISTORY'], quotaPerDay: 5 });
    const shop = await connect(key);
    const { id } = await shop.predict(someWine());
    expect(await shop.caller()).toMatchObject({ clientId: entry.clientId, scopes: ['PREDICT', 'HISTORY'] });
    expect((await errorOf(shop.champion().then(() => shop.health()))).errorType).toBe('Unauthorized');
    expect((await errorOf(collect(shop.clients()))).errorType).toBe('Unauthorized');
    expect(await keeper.prediction(id)).toBeNull();
    const ann = await connect(await createUserToken(key, { user: 'ann' }));
    expect((await ann.caller()).clientId).toBe(`${entry.clientId}/ann`);
    for await (const known of keeper.clients()) {
      if (known.id !== entry.clientId) continue;
      expect(known.quota.perDay).toMatchObject({ limit: 5, used: 1 });
      expect(known.keys).toEqual([entry]);
      return;
    }
    throw new Error('The client is not listed.');
  });

  it('are never more than the key that makes them', async () => {
    const keeper = await connect(await makeKey({ scopes: ['predict', 'keys'] }));
    for (const scopes of [['OPERATE'], ['PREDICT', 'HISTORY'], ['KEYS']] as const) {
      const { errorType, field } = await errorOf(keeper.addClient({ name: 'x', scopes: [...scopes] }));
      expect([errorType, field]).toEqual(['InvalidInput', 'scopes']);
    }
  });

  it('are rotated with both valid, suspended and resumed, and each act is told', async () => {
    const keeper = await connect(await makeKey({ scopes: ['predict', 'keys'] }));
    const first = await keeper.addClient({ name: 'The shop', scopes: ['PREDICT'] });
    const second = await keeper.rotateKey(first.entry.id, { overlapHours: 48 });
    for (const { key } of [first, second]) {
      expect((await (await connect(key)).caller()).clientId).toBe(first.entry.clientId);
    }
    const third = await keeper.addClient({ name: 'Never used', scopes: ['PREDICT'] });
    expect(await keeper.suspendKey(third.entry.id)).toMatchObject({ state: 'SUSPENDED' });
    expect((await errorOf((await connect(third.key)).caller())).errorType).toBe('Unauthorized');
    expect(await keeper.resumeKey(third.entry.id)).toMatchObject({ state: 'ACTIVE', suspendedBy: null });
    const { clientId } = await keeper.caller();
    const acts = (await collect(keeper.keyActs())).filter(({ by }) => by === clientId);
    expect(acts.map(({ act, keyId }) => [act, keyId])).toEqual([
      ['RESUME', third.entry.id],
      ['SUSPEND', third.entry.id],
      ['CREATE', third.entry.id],
      ['ROTATE', second.entry.id],
      ['CREATE', first.entry.id],
    ]);
    expect(acts[3]).toMatchObject({ replaced: first.entry.id, scopes: ['PREDICT'] });
  });
});
