import type { StoredClient } from '../../contract/stored-client.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findClient, hashKey, listClients, putClient, revokeClient } from '../../store/clients.ts';
import { type Dynamo, startDynamo } from './dynamo.ts';

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

  it('are listed whole, oldest first', async () => {
    const added = ['2001', '2003', '2002'].map((year) => exampleClient(randomUUID(), `${year}-01-01T00:00:00.000Z`));
    for (const client of added) await putClient(dynamo.clients(), client, later());
    const years = (await listClients(dynamo.clients(), later())).map(({ createdAt }) => createdAt.slice(0, 4));
    expect(years.slice(0, 3)).toEqual(['2001', '2002', '2003']);
  });
});
