import type { StoredClient } from '../../../contract/stored/client.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changeClient,
  findClient,
  hashKey,
  listClients,
  putClient,
  revokeClient,
  scopesOf,
} from '../../../store/clients/clients.ts';
import { type Dynamo, startDynamo } from '../dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

const later = () => Date.now() + 10_000;
const exampleClient = (keyHash: string, createdAt = '2026-11-23T00:00:00.000Z'): StoredClient => ({
  keyHash,
  clientId: randomUUID(),
  name: 'A cellar',
  scopes: ['predict'],
  state: 'active',
  createdAt,
});

describe('clients', () => {
  it('are found by the SHA-256 of their key', async () => {
    expect(await hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    const client = exampleClient(await hashKey('abc'));
    await putClient(dynamo.clients(), client, later());
    expect(await findClient(dynamo.clients(), client.keyHash, later())).toEqual(client);
    expect(await findClient(dynamo.clients(), 'unknown', later())).toBeUndefined();
  });

  it('stay, revoked, when their key is', async () => {
    const client = exampleClient(randomUUID());
    await putClient(dynamo.clients(), client, later());
    expect(await revokeClient(dynamo.clients(), client.keyHash, later())).toBe(true);
    expect(await findClient(dynamo.clients(), client.keyHash, later())).toEqual({ ...client, state: 'revoked' });
    expect(await revokeClient(dynamo.clients(), 'unknown', later())).toBe(false);
    expect(await findClient(dynamo.clients(), 'unknown', later())).toBeUndefined();
  });

  it('change on the condition that they are as they were read', async () => {
    const table = dynamo.clients();
    const client = exampleClient(randomUUID());
    await putClient(table, client, later());
    const change = (changes: Parameters<typeof changeClient>[2]) => changeClient(table, client, changes, later());
    expect(await change({ name: 'Another cellar', quotaPerDay: 500 })).toBe(true);
    expect(await change({ scopes: ['label'] })).toBe(true);
    expect(await change({ scopes: ['operate'] })).toBe(false);
    expect(await change({ scopes: ['label'] })).toBe(true);
    const changed = { ...client, scopes: ['label'] as const, name: 'Another cellar', quotaPerDay: 500 };
    expect(await findClient(table, client.keyHash, later())).toEqual(changed);
    // Read before that: a quota that is not as it was.
    expect(await change({ quotaPerDay: 600 })).toBe(false);
    // What is there already counts as changed: an answer that was lost is asked for again.
    expect(await change({ quotaPerDay: 500 })).toBe(true);
    expect(await changeClient(table, changed, { quotaPerDay: undefined }, later())).toBe(true);
    expect(await findClient(table, client.keyHash, later())).toEqual({
      ...client,
      scopes: ['label'],
      name: 'Another cellar',
    });
  });

  it('change no more once they are revoked, and do not come back', async () => {
    const table = dynamo.clients();
    const client = exampleClient(randomUUID());
    await putClient(table, client, later());
    await revokeClient(table, client.keyHash, later());
    for (const changes of [{ name: 'x' }, { state: 'suspended' }, { state: 'active' }] as const) {
      expect(await changeClient(table, client, changes, later())).toBe(false);
    }
    expect(await changeClient(table, exampleClient('unknown'), { name: 'x' }, later())).toBe(false);
    expect(await findClient(table, 'unknown', later())).toBeUndefined();
  });

  it('of fifty changes at once, one holds', async () => {
    const table = dynamo.clients();
    const client = exampleClient(randomUUID());
    await putClient(table, client, later());
    const changes = Array.from({ length: 50 }, (_, n) => changeClient(table, client, { quotaPerDay: n + 1 }, later()));
    expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
  });

  it.each([
    ['predict', ['predict', 'history']],
    ['label', ['label']],
  ] as const)('from before history was a scope allow with %s: %j', (scope, allowed) => {
    expect(scopesOf({ ...exampleClient('a'), scopes: [scope] })).toEqual(allowed);
    expect(scopesOf({ ...exampleClient('a'), scopes: [scope], historyApart: true })).toEqual([scope]);
  });

  it('are listed whole, oldest first', async () => {
    const added = ['2001', '2003', '2002'].map((year) => exampleClient(randomUUID(), `${year}-01-01T00:00:00.000Z`));
    for (const client of added) await putClient(dynamo.clients(), client, later());
    const years = (await listClients(dynamo.clients(), later())).map(({ createdAt }) => createdAt.slice(0, 4));
    expect(years.slice(0, 3)).toEqual(['2001', '2002', '2003']);
  });
});
