import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { drawKey } from '../../../store/clients/issue-key.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { deriveUserKey } from '../../../store/clients/user-key.ts';
import { findClient, hashKey, KEY_FORM, listClients, putClient, scopesOf } from '../../../store/clients/clients.ts';
import { api, create, dynamo, endOf, keys, later, setUpKeys, stage, storedOf } from './keys-stage.ts';

setUpKeys();

const stateOf = async (key: string): Promise<string | undefined> => (await storedOf({ key }))?.state;
const keysOf = async (clientId: string): Promise<StoredClient[]> =>
  (await listClients(dynamo.clients(), later())).filter((client) => client.clientId === clientId);

describe('keys create', () => {
  it('R24: prints a key of the form that the API takes, and stores only its hash', async () => {
    const { key, clientId } = await create();
    expect(key).toMatch(KEY_FORM);
    expect(clientId).toMatch(/^client-[A-Za-z0-9]{12}$/);
    const stored = (await listClients(dynamo.clients(), later())).filter((client) => client.clientId === clientId);
    expect(stored).toEqual([
      {
        keyHash: await hashKey(key),
        clientId,
        name: 'An app',
        scopes: ['predict', 'history'],
        historyApart: true,
        state: 'active',
        createdAt: expect.stringMatching(/^20.*Z$/) as string,
        userKey: await deriveUserKey(key),
      },
    ]);
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(stage.told).toEqual([`Keep it: it is shown this once. Client ${clientId}, scopes predict, history.`]);
  });

  it('gives every client a key and an id of its own', async () => {
    const created = [await create(), await create()];
    expect(new Set(created.flatMap(({ key, clientId }) => [key, clientId])).size).toBe(4);
  });

  it('makes keys of all letters and digits', async () => {
    const drawn = await Promise.all(Array.from({ length: 50 }, () => drawKey({ name: 'x', scopes: ['predict'] })));
    expect(new Set(drawn.flatMap(({ key }) => [...key.slice(4)])).size).toBe(62);
  });

  it('stores quotas, and a further key of a client carries them', async () => {
    const { clientId } = await create('--quota-per-minute', '60', '--quota-per-day', '5000');
    const second = await create('--client', clientId);
    for (const stored of await keysOf(second.clientId)) {
      expect(stored).toMatchObject({ quotaPerMinute: 60, quotaPerDay: 5_000 });
    }
    await expect(keys('create', '--name', 'x', '--client', clientId, '--quota-per-day', '9')).rejects.toThrow(
      `Quotas are the client's: change them by keys change ${clientId}.`,
    );
  });

  it('gives a suspended client none', async () => {
    const { clientId } = await create();
    await keys('suspend', clientId);
    await expect(keys('create', '--name', 'x', '--client', clientId)).rejects.toThrow(
      `${clientId} is suspended: keys resume ${clientId} first.`,
    );
  });

  it('stores scopes and expiry', async () => {
    const { key } = await create('--scopes', 'predict, operate,predict', '--expires', '90d');
    const client = await findClient(dynamo.clients(), await hashKey(key), later());
    expect(client?.scopes).toEqual(['predict', 'operate']);
    expect(Math.abs((client?.expiresAt ?? 0) - (Date.now() / 1000 + 90 * 86_400))).toBeLessThan(10);
  });

  it('gives a client a second key', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    expect(second.clientId).toBe(first.clientId);
    expect(second.key).not.toBe(first.key);
    await expect(keys('create', '--name', 'x', '--client', 'client-none')).rejects.toThrow(/no client client-none/);
  });

  it.each([
    ['no name', ['create'], 'Say who the key is for'],
    ['a blank name', ['create', '--name', ' '], 'Say who the key is for'],
    ['an unknown scope', ['create', '--name', 'x', '--scopes', 'predict,admin'], 'There is no scope "admin"'],
    ['no scope', ['create', '--name', 'x', '--scopes', ''], 'There is no scope ""'],
    ['a time without a unit', ['create', '--name', 'x', '--expires', '90'], '--expires takes days or hours'],
    ['a time of nothing', ['create', '--name', 'x', '--expires', '0d'], '--expires takes days or hours'],
    ['a subject', ['create', 'x'], 'Say keys create --name NAME'],
    ['nothing to revoke', ['revoke'], 'or revoke KEY_ID'],
    ['no action', [], 'or revoke KEY_ID'],
    ['an unknown action', ['toString'], 'or revoke KEY_ID'],
    [
      'a quota that is none',
      ['create', '--name', 'x', '--quota-per-day', '0'],
      '--quota-per-day takes a number of wines',
    ],
    ['an option of another action', ['list', '--name', 'x'], 'keys list does not take --name'],
    ['no change', ['change', 'client-x'], 'Say what to change'],
    ['an overlap without a unit', ['rotate', 'client-x', '--overlap', '7'], '--overlap takes days or hours'],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    await expect(keys(...args)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('keys list', () => {
  it('shows clients, and neither keys nor hashes', async () => {
    const { key, clientId } = await create('--scopes', 'label', '--expires', '12h');
    expect(await keys('list')).toBe(0);
    const [header, ...rows] = stage.printed;
    expect(header).toMatch(/^CLIENT +KEY +NAME +SCOPES +STATE +PER MINUTE +PER DAY +TODAY +CREATED +EXPIRES +ROTATED$/);
    expect(rows.find((row) => row.startsWith(clientId))).toMatch(
      / [0-9a-f]{12} +An app +label +active +– +– +– +20\S+Z +20\S+Z +never$/,
    );
    expect(stage.printed.join()).not.toContain(key);
    expect(stage.printed.join()).not.toContain(await hashKey(key));
  });
});

describe('keys show', () => {
  it('shows how many wines a client with a quota has asked about today', async () => {
    const { clientId } = await create('--quota-per-day', '5000');
    const shown = async (): Promise<string> => {
      stage.printed.length = 0;
      await keys('show', clientId);
      return stage.printed[1] ?? '';
    };
    expect(await shown()).toMatch(/ – +5000 +0 /);
    const day = new Date().toISOString().slice(0, 10);
    const put = new PutCommand({ TableName: 'Usage', Item: { account: clientId, day, dayWines: 42 } });
    await dynamo.usage().dynamo.send(put);
    expect(await shown()).toMatch(/ – +5000 +42 /);
  });

  it('shows one key, or those of one client', async () => {
    const first = await create('--quota-per-day', '5000');
    const second = await create('--client', first.clientId);
    await create();
    await keys('show', first.clientId);
    expect(stage.printed.slice(1).map((row) => row.split(/ +/)[1])).toEqual([first.id, second.id]);
    stage.printed.length = 0;
    await keys('show', second.id);
    expect(stage.printed.slice(1)).toEqual([expect.stringMatching(/ active +– +5000 +0 /)]);
  });

  it('tells a key that has expired, and the history of one from before that was a scope', async () => {
    const client = { clientId: 'client-old', name: 'Old', scopes: ['predict'], state: 'active' } as const;
    const stored = { ...client, keyHash: '0123456789abcdef', createdAt: '2026-11-01T00:00:00.000Z', expiresAt: 1 };
    await putClient(dynamo.clients(), stored, later());
    await keys('show', 'client-old');
    expect(stage.printed[1]).toMatch(/ 0123456789ab +Old +predict,history +expired /);
  });
});

describe('keys change', () => {
  it('changes a key, and leaves its client’s others alone', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    await keys('change', first.id, '--name', 'A page', '--scopes', 'predict', '--expires', '12h');
    expect(await storedOf(first)).toMatchObject({ name: 'A page', scopes: ['predict'] });
    expect((await storedOf(first))?.expiresAt).toBeGreaterThan(Date.now() / 1000);
    expect(await storedOf(second)).toMatchObject({ name: 'An app', scopes: ['predict', 'history'] });
    await keys('change', first.id, '--expires', 'never');
    expect(await storedOf(first)).not.toHaveProperty('expiresAt');
  });

  it('changes quotas for every key of the client, whichever is named', async () => {
    const first = await create('--quota-per-minute', '10');
    const second = await create('--client', first.clientId);
    await keys('change', second.id, '--quota-per-day', '5000', '--quota-per-minute', 'none');
    for (const stored of await keysOf(first.clientId)) {
      expect(stored).toMatchObject({ quotaPerDay: 5_000 });
      expect(stored).not.toHaveProperty('quotaPerMinute');
    }
  });

  it('takes history from a key from before that was a scope', async () => {
    const client = { clientId: 'client-page', name: 'Page', scopes: ['predict'], state: 'active' } as const;
    await putClient(dynamo.clients(), { ...client, keyHash: 'a'.repeat(64), createdAt: '2026' }, later());
    await keys('change', 'client-page', '--scopes', 'predict');
    const [stored] = await keysOf('client-page');
    expect(stored && scopesOf(stored)).toEqual(['predict']);
  });

  it('does not bring a revoked key back', async () => {
    const { id } = await create();
    await keys('revoke', id);
    for (const action of [
      ['change', id, '--name', 'x'],
      ['resume', id],
      ['suspend', id],
      ['rotate', id],
    ]) {
      await expect(keys(...action)).rejects.toThrow(/^It is revoked/);
    }
  });
});

describe('keys rotate', () => {
  it('R24: gives a client a new key, and the old one a week', async () => {
    const old = await create('--scopes', 'predict', '--quota-per-day', '5000');
    await keys('rotate', old.clientId);
    const key = stage.printed.pop() ?? '';
    expect(key).toMatch(KEY_FORM);
    const made = await storedOf({ key });
    expect(made).toMatchObject({ clientId: old.clientId, name: 'An app', scopes: ['predict'], quotaPerDay: 5_000 });
    expect(made?.userKey).toBe(await deriveUserKey(key));
    expect(made?.rotatedAt).toBe(made?.createdAt);
    expect(made).not.toHaveProperty('expiresAt');
    expect((await storedOf(old))?.state).toBe('active');
    expect(Math.abs(((await storedOf(old))?.expiresAt ?? 0) - (Date.now() / 1000 + 7 * 86_400))).toBeLessThan(10);
    // What the old one listens to would be over by then.
    expect(api.calls).toEqual([]);
  });

  it('gives the new key the length of life of the old one, and a key from before its history', async () => {
    const createdAt = new Date(Date.now() - 80 * 86_400_000).toISOString();
    const expiresAt = Math.floor(Date.now() / 1000) + 10 * 86_400;
    const client = { clientId: 'client-90', name: 'Old', scopes: ['predict'], state: 'active' } as const;
    await putClient(dynamo.clients(), { ...client, keyHash: 'b'.repeat(64), createdAt, expiresAt }, later());
    await keys('rotate', 'client-90', '--overlap', '30d');
    const made = await storedOf({ key: stage.printed.pop() ?? '' });
    expect(Math.abs((made?.expiresAt ?? 0) - (Date.now() / 1000 + 90 * 86_400))).toBeLessThan(10);
    expect(made).toMatchObject({ scopes: ['predict', 'history'], historyApart: true });
    const [old] = await keysOf('client-90');
    expect(old?.expiresAt).toBe(expiresAt);
  });

  it('ends what the old key listens to where that is to be dead within a day', async () => {
    const old = await create();
    await keys('rotate', old.id, '--overlap', '0h');
    expect((await storedOf(old))?.expiresAt).toBeLessThanOrEqual(Date.now() / 1000);
    expect(api.calls).toEqual(endOf(await hashKey(old.key)));
    expect(stage.told.join()).toContain(`The old key ${old.id} is dead within a minute`);
  });

  it('asks which of several keys is meant', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    await expect(keys('rotate', first.clientId)).rejects.toThrow(
      `say which one to replace, ${first.id}, ${second.id}.`,
    );
  });

  it('leaves no new key behind where the old one is revoked at the same moment', async () => {
    const old = await create();
    const keyHash = await hashKey(old.key);
    // Just before the old one is given its end.
    dynamo.faults.current = (operation, body) => {
      if (operation !== 'UpdateItem' || !body.includes('expiresAt')) return undefined;
      dynamo.faults.current = undefined;
      return { status: 400, json: { __type: 'x#ConditionalCheckFailedException', message: 'Somebody was first.' } };
    };
    await expect(keys('rotate', old.id)).rejects.toThrow(`The key ${old.id} was changed at the same moment.`);
    const others = (await keysOf(old.clientId)).filter((stored) => stored.keyHash !== keyHash);
    expect(others.map(({ state }) => state)).toEqual(['revoked']);
    expect(stage.printed).toEqual([]);
  });
});

describe('keys suspend', () => {
  it('R24: shuts out every key of a client, and ends what they listen to, until they are resumed', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    await keys('suspend', first.clientId);
    expect([await stateOf(first.key), await stateOf(second.key)]).toEqual(['suspended', 'suspended']);
    const ended = [...endOf(await hashKey(first.key)), ...endOf(await hashKey(second.key))];
    expect(api.calls).toEqual(ended);
    await keys('resume', second.id);
    expect([await stateOf(first.key), await stateOf(second.key)]).toEqual(['suspended', 'active']);
    expect(stage.told.slice(-2)).toEqual([
      `Suspended 2 keys: shut out within a minute, until keys resume ${first.clientId}.`,
      'Resumed one key: let in again within half a minute.',
    ]);
  });

  it('says what was so before', async () => {
    const { id } = await create();
    for (const action of ['resume', 'suspend', 'suspend']) await keys(action, id);
    expect(stage.told[1]).toBe('It is not suspended.');
    expect(stage.told[3]).toBe('It was suspended before.');
  });
});

describe('keys revoke', () => {
  it('R24: revokes one key by its id', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    expect(await keys('revoke', first.id)).toBe(0);
    expect([await stateOf(first.key), await stateOf(second.key)]).toEqual(['revoked', 'active']);
    expect(api.calls).toEqual(endOf(await hashKey(first.key)));
  });

  it('revokes the key that comes on standard input', async () => {
    const { key } = await create();
    stage.stdin = `${key}\n`;
    expect(await keys('revoke', '-')).toBe(0);
    expect(await stateOf(key)).toBe('revoked');
    stage.stdin = 'sesame';
    await expect(keys('revoke', '-')).rejects.toThrow('Standard input holds no key');
  });

  it('R24: takes no whole key as an argument, where others would read it', async () => {
    const { key } = await create();
    await expect(keys('revoke', key)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/stands in the list of processes.*keys list.*standard input/) as string,
    });
    expect(await stateOf(key)).toBe('active');
  });

  it('revokes all keys of a client', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    expect(await keys('revoke', first.clientId)).toBe(0);
    expect([await stateOf(first.key), await stateOf(second.key)]).toEqual(['revoked', 'revoked']);
    expect(stage.told.at(-1)).toBe('Revoked 2 keys: dead within a minute.');
  });

  it('says what is left to do where the API cannot be told, and does it when it is repeated', async () => {
    const { id, key } = await create();
    api.status = 403;
    await expect(keys('revoke', id)).rejects.toThrow(
      /is done, but running subscriptions could not be ended \(endSubscriptions was answered with status 403/,
    );
    expect(await stateOf(key)).toBe('revoked');
    api.status = 200;
    api.calls.length = 0;
    await keys('revoke', id);
    expect(stage.told.at(-1)).toBe('It was revoked before.');
    expect(api.calls).toEqual(endOf(await hashKey(key)));
  });

  it.each(['client-none', '0123456789ac'])('says that there is no %s', async (subject) => {
    await expect(keys('revoke', subject)).rejects.toThrow(
      'There is no such key or client. See keys list. Say an id of either: a name will not do.',
    );
  });
});
