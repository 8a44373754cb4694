import { describe, expect, it } from 'vitest';
import { issueKey } from '../../../store/clients/issue-key.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { findClient, hashKey, putClient } from '../../../store/clients/clients.ts';
import { api, create, dynamo, endOf, keys, later, setUpKeys, stage, storedOf } from './keys-stage.ts';

setUpKeys();

describe('keys that a key has made through the API', () => {
  /** A key that another one has made, as createClient stores it. */
  const madeBy = async (maker: { key: string; clientId: string }): Promise<StoredClient> => {
    const request = { name: 'Made', scopes: ['predict'] as const };
    const from = { clientId: maker.clientId, keyHash: await hashKey(maker.key) };
    return (await issueKey(dynamo.clients(), { ...request, maker: from })).client;
  };
  const stateOfHash = async (keyHash: string): Promise<string | undefined> =>
    (await findClient(dynamo.clients(), keyHash, later()))?.state;

  it('are told of when it is stopped, and stopped as well with --made, also those that they have made', async () => {
    const maker = await create('--scopes', 'predict,keys');
    const made = await madeBy(maker);
    await putClient(dynamo.clients(), { ...made, keyHash: 'b'.repeat(64), madeWith: made.keyHash }, later());
    expect(await keys('suspend', maker.id)).toBe(0);
    expect(stage.told.join('\n')).toContain(
      `It has made 2 keys through the API that are still let in: ${made.keyHash.slice(0, 12)}`,
    );
    expect(await stateOfHash(made.keyHash)).toBe('active');
    expect(await keys('suspend', maker.id, '--made')).toBe(0);
    expect(await stateOfHash(made.keyHash)).toBe('suspended');
    expect(await stateOfHash('b'.repeat(64))).toBe('suspended');
    expect(await keys('revoke', maker.id, '--made')).toBe(0);
    expect(await stateOfHash(made.keyHash)).toBe('revoked');
    expect(api.calls).toEqual(expect.arrayContaining(endOf(made.keyHash)));
  });

  it('are listed with who has made them', async () => {
    const maker = await create('--scopes', 'predict,keys');
    const { keyHash } = await madeBy(maker);
    expect(await keys('list')).toBe(0);
    const row = stage.printed.find((line) => line.includes(keyHash.slice(0, 12)));
    expect(row).toMatch(new RegExp(`${maker.clientId} ${maker.id}$`));
  });

  it('that the API has suspended are the command line’s once it suspends or resumes them', async () => {
    const made = await madeBy(await create('--scopes', 'predict,keys'));
    const id = made.keyHash.slice(0, 12);
    const suspended = { ...made, state: 'suspended', suspendedBy: 'client-x' } as const;
    await putClient(dynamo.clients(), suspended, later());
    expect(await keys('suspend', id)).toBe(0);
    expect(await findClient(dynamo.clients(), made.keyHash, later())).toEqual({ ...made, state: 'suspended' });
    await putClient(dynamo.clients(), suspended, later());
    expect(await keys('resume', id)).toBe(0);
    expect(await findClient(dynamo.clients(), made.keyHash, later())).toEqual(made);
  });

  it('are made by a key that itself ends in 90 days unless told', async () => {
    const { expiresAt = 0 } = (await storedOf(await create('--scopes', 'predict,keys'))) ?? {};
    expect(Math.abs(expiresAt - Date.now() / 1000 - 90 * 86_400)).toBeLessThan(10);
    expect((await storedOf(await create('--scopes', 'keys', '--expires', 'never')))?.expiresAt).toBeUndefined();
  });
});
