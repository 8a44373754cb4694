import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../classifier/files/manifest.ts';
import { MADE_KEYS_MAX } from '../../../contract/keys.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import type { Client, ClientKey, ClientPage, NewKey } from '../../../generated/schema.ts';
import { answerPayload } from '../../../functions/models/answer.ts';
import type { Dependencies } from '../../../functions/models/dependencies.ts';
import type { Bucket } from '../../../store/s3/bucket.ts';
import { changeClient, findClient, hashKey, keyIdOf, listClients, putClient } from '../../../store/clients/clients.ts';
import { systemClock } from '../../../store/dynamodb/clock.ts';
import { issueKey, type KeyRequest } from '../../../store/clients/issue-key.ts';
import { beginMinute } from '../../../store/clients/usage.ts';
import { type Dynamo, startDynamo, THROTTLED } from '../../store/dynamo.ts';

let dynamo: Dynamo;
let maker: StoredClient;
let ended: string[];
let canEnd: boolean;
beforeEach(async () => {
  dynamo = await startDynamo();
  maker = await issue({ name: 'Ann', scopes: ['predict', 'history', 'keys'], expiresAt: inDays(30) });
  [ended, canEnd] = [[], true];
});
afterEach(() => dynamo.close());

const DAY_SECONDS = 86_400;
const later = (): number => Date.now() + 5_000;
const inDays = (days: number): number => Math.floor(Date.now() / 1000) + days * DAY_SECONDS;
const issue = async (request: Partial<KeyRequest>): Promise<StoredClient> =>
  (await issueKey(dynamo.clients(), { name: 'A key', scopes: ['predict'], ...request })).client;
const stored = async (keyHash: string): Promise<StoredClient> =>
  (await findClient(dynamo.clients(), keyHash, later())) as StoredClient;

function ask(
  operation: string,
  given: object = {},
  by: StoredClient = maker,
): Promise<{ value?: unknown; failure?: object }> {
  // Nobody is waited for: that is the caller's.
  const clients = dynamo.clients({ ...systemClock, wait: () => Promise.resolve() });
  const endSubscriptions = (hashes: readonly string[]): Promise<void> => {
    if (!canEnd) return Promise.reject(new Error('The API sleeps.'));
    ended.push(...hashes);
    return Promise.resolve();
  };
  const dependencies: Dependencies = {
    models: dynamo.models(),
    predictions: dynamo.predictions(),
    traffic: dynamo.traffic(),
    bucket: {} as Bucket,
    starter: { version: 'starter' } as Manifest,
    starterFolder: new URL('file:///nowhere/'),
    tryVersion: () => Promise.resolve(),
    newId: ulid,
    publish: () => Promise.resolve(),
    onTrouble: () => undefined,
    keys: { clients, usage: dynamo.usage(), endSubscriptions },
  };
  const { clientId, keyHash } = by;
  return answerPayload(dependencies, { operation, clientId, keyHash, arguments: given });
}

async function make(given: object = {}): Promise<NewKey> {
  const answer = await ask('createClient', { name: 'The shop', scopes: ['PREDICT'], ...given });
  expect(answer.failure).toBeUndefined();
  return answer.value as NewKey;
}
const refusal = (field: string | null): object => ({ failure: { errorType: 'InvalidInput', errorInfo: { field } } });
const acts = async (): Promise<object[]> => {
  const query = new QueryCommand({
    TableName: 'Models',
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': 'keyAct' },
  });
  return (await dynamo.models().dynamo.send(query)).Items ?? [];
};

describe('a key that is made through the API', () => {
  it('R24: is told once, stored as a hash, and says who made it', async () => {
    const { key, entry, replaced } = await make({ name: '  The <b>shop</b> ', quotaPerDay: 50 });
    expect(key).toMatch(/^trr_[A-Za-z0-9]{40}$/);
    expect(replaced).toBeNull();
    expect(entry).toMatchObject({
      name: 'The <b>shop</b>',
      scopes: ['PREDICT'],
      state: 'ACTIVE',
      madeBy: maker.clientId,
    });
    expect(entry.madeWith).toBe(keyIdOf(maker));
    const kept = await stored(await hashKey(key));
    expect(kept).toMatchObject({
      quotaPerDay: 50,
      madeBy: maker.clientId,
      madeWith: maker.keyHash,
      scopes: ['predict'],
    });
    expect(JSON.stringify(await listClients(dynamo.clients(), later()))).not.toContain(key);
    expect(kept.clientId).not.toBe(maker.clientId);
  });

  it('ends with its maker at the latest, and in 90 days', async () => {
    expect((await stored(await hashKey((await make()).key))).expiresAt).toBe(maker.expiresAt);
    expect((await stored(await hashKey((await make({ expiresInDays: 7 })).key))).expiresAt).toBeLessThan(inDays(7) + 5);
    expect(await ask('createClient', { name: 'x', scopes: ['PREDICT'], expiresInDays: 31 })).toMatchObject(
      refusal('expiresInDays'),
    );
    maker = await issue({ scopes: ['predict', 'keys'] });
    const { expiresAt = 0 } = await stored(await hashKey((await make()).key));
    expect(Math.abs(expiresAt - inDays(90))).toBeLessThan(5);
    for (const expiresInDays of [0, 91]) {
      expect(await ask('createClient', { name: 'x', scopes: ['PREDICT'], expiresInDays })).toMatchObject(
        refusal('expiresInDays'),
      );
    }
  });

  it.each([[['OPERATE']], [['PREDICT', 'LABEL']], [['KEYS']], [['PREDICT', 'KEYS']], [[]]])(
    'never has the scopes %j, which its maker has not or may not give',
    async (scopes) => {
      expect(await ask('createClient', { name: 'x', scopes })).toMatchObject(refusal('scopes'));
      expect(await acts()).toEqual([]);
    },
  );

  it('has quotas that are at most those of its maker, and the same unless told', async () => {
    maker = await issue({ scopes: ['predict', 'keys'], quotaPerMinute: 10, quotaPerDay: 100 });
    expect(await stored(await hashKey((await make()).key))).toMatchObject({ quotaPerMinute: 10, quotaPerDay: 100 });
    for (const quotas of [{ quotaPerMinute: 11 }, { quotaPerDay: 101 }, { quotaPerDay: 0 }]) {
      expect(await ask('createClient', { name: 'x', scopes: ['PREDICT'], ...quotas })).toMatchObject(
        refusal(Object.keys(quotas)[0] ?? ''),
      );
    }
  });

  it.each(['', '   ', 'x'.repeat(101)])('is for somebody who has a name, and not %j', async (name) => {
    expect(await ask('createClient', { name, scopes: ['PREDICT'] })).toMatchObject(refusal('name'));
  });

  it('is not made by a key that was stopped a moment ago, though AppSync may still let it in', async () => {
    for (const change of [{ state: 'suspended' }, { expiresAt: inDays(-1) }, { scopes: ['predict'] }] as const) {
      const one = await issue({ scopes: ['predict', 'keys'] });
      await changeClient(dynamo.clients(), one, { ...change }, later());
      expect(await ask('createClient', { name: 'x', scopes: ['PREDICT'] }, one)).toMatchObject(refusal(null));
    }
  });

  it('is revoked where its maker is stopped while it is made', async () => {
    let isThere = false;
    dynamo.faults.current = (operation, body) => {
      if (operation === 'PutItem' && body.includes('"Clients"')) isThere = true;
      // From then on the maker is a suspended one.
      if (operation !== 'GetItem' || !isThere) return undefined;
      const Item = { keyHash: { S: maker.keyHash }, state: { S: 'suspended' }, scopes: { L: [{ S: 'keys' }] } };
      return { status: 200, json: { Item } };
    };
    expect(await ask('createClient', { name: 'Thief', scopes: ['PREDICT'] })).toMatchObject(refusal(null));
    dynamo.faults.current = undefined;
    const thief = (await listClients(dynamo.clients(), later())).find(({ name }) => name === 'Thief');
    expect(thief?.state).toBe('revoked');
  });

  it('is one of 200 at most that live', async () => {
    const from = {
      madeBy: maker.clientId,
      madeWith: maker.keyHash,
      clientId: 'client-x',
      name: 'x',
      scopes: ['predict'],
    };
    for (let at = 0; at < MADE_KEYS_MAX; at += 1) {
      const client = {
        ...from,
        keyHash: `hash-${at}`,
        state: 'active',
        createdAt: '2026-11-01T00:00:00.000Z',
      } as const;
      await putClient(dynamo.clients(), { ...client, scopes: ['predict'] }, later());
    }
    expect(await ask('createClient', { name: 'x', scopes: ['PREDICT'] })).toMatchObject(refusal(null));
    const one = await stored('hash-7');
    await changeClient(dynamo.clients(), one, { state: 'revoked' }, later());
    await make();
  });

  it('is written down before it is made: by whom, with which key, when, for whom', async () => {
    const { entry } = await make();
    expect(await acts()).toMatchObject([
      { act: 'CREATE', by: maker.clientId, byKey: keyIdOf(maker), clientId: entry.clientId, keyId: entry.id },
    ]);
    dynamo.faults.current = (operation, body) =>
      operation === 'PutItem' && body.includes('"Models"')
        ? { status: 400, json: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'x' } }
        : undefined;
    const before = (await listClients(dynamo.clients(), later())).length;
    await expect(ask('createClient', { name: 'x', scopes: ['PREDICT'] })).rejects.toThrow();
    expect((await listClients(dynamo.clients(), later())).length).toBe(before);
  });
});

describe('rotateKey', () => {
  it('makes a key of the same client, and both are valid for the overlap', async () => {
    const first = await make({ expiresInDays: 20, quotaPerDay: 9 });
    const told = { partitions: 2, partitionsRead: 4 };
    await changeClient(dynamo.clients(), await stored(await hashKey(first.key)), told, later());
    const answer = (await ask('rotateKey', { key: first.entry.id, overlapHours: 48 })).value as NewKey;
    const [old, fresh] = [await stored(await hashKey(first.key)), await stored(await hashKey(answer.key))];
    expect(fresh).toMatchObject({
      clientId: old.clientId,
      name: old.name,
      scopes: old.scopes,
      quotaPerDay: 9,
      ...told,
    });
    expect(fresh.rotatedAt).toBe(fresh.createdAt);
    expect(Math.abs((old.expiresAt ?? 0) - inDays(2))).toBeLessThan(5);
    expect(Math.abs((fresh.expiresAt ?? 0) - inDays(20))).toBeLessThan(5);
    expect(answer.replaced).toMatchObject({ id: first.entry.id, state: 'ACTIVE' });
    expect(await acts()).toMatchObject([{}, { act: 'ROTATE', keyId: answer.entry.id, replaced: first.entry.id }]);
    expect(ended).toEqual([]);
  });

  it('makes none where the client gets other partitions, or another quota, at the same moment', async () => {
    for (const change of [{ partitions: 4, partitionsRead: 4 }, { quotaPerMinute: 5 }, { quotaPerDay: 7 }]) {
      const { key, entry } = await make();
      const old = await stored(await hashKey(key));
      let changing: Promise<void> | undefined;
      let isChanged = false;
      dynamo.faults.current = (operation, body) => {
        if (operation !== 'UpdateItem' || !body.includes('expiresAt') || isChanged) return undefined;
        changing ??= changeClient(dynamo.clients(), old, change, later()).then((held) => void (isChanged = held));
        return THROTTLED;
      };
      expect(await ask('rotateKey', { key: entry.id, overlapHours: 1 })).toMatchObject({
        failure: { errorType: 'Internal', errorInfo: { retryable: true } },
      });
      dynamo.faults.current = undefined;
      const ofClient = await listClients(dynamo.clients(), later());
      const states = ofClient.filter(({ clientId }) => clientId === old.clientId).map(({ state }) => state);
      expect(states.sort()).toEqual(['active', 'revoked']);
      expect(await stored(old.keyHash)).toMatchObject({ ...change, state: 'active' });
    }
  });

  it('ends what the old key listens to where it goes on for less than a connection may last', async () => {
    const first = await make();
    await ask('rotateKey', { key: first.entry.id, overlapHours: 0 });
    expect(ended).toEqual([await hashKey(first.key)]);
    const old = await stored(await hashKey(first.key));
    expect(old.expiresAt).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it('gives nobody a key of a client that they did not make: it would read what that has asked', async () => {
    const other = await issue({ name: 'Made by the command line' });
    expect(await ask('rotateKey', { key: keyIdOf(other), overlapHours: 1 })).toMatchObject(refusal('key'));
    const bob = await issue({ scopes: ['predict', 'keys'] });
    const { entry } = await make();
    expect(await ask('rotateKey', { key: entry.id, overlapHours: 1 }, bob)).toMatchObject(refusal('key'));
    // Another key of the same client may: the first one may have been rotated itself.
    const annToo = await issue({ clientId: maker.clientId, scopes: ['predict', 'keys'] });
    expect(await ask('rotateKey', { key: entry.id, overlapHours: 1 }, annToo)).toHaveProperty('value');
  });

  it('refuses what is unknown, suspended, too powerful or out of range', async () => {
    const { entry } = await make();
    expect(await ask('rotateKey', { key: 'ffffffffffff', overlapHours: 1 })).toMatchObject({
      failure: { errorType: 'NotFound' },
    });
    expect(await ask('rotateKey', { key: keyIdOf(maker), overlapHours: 1 })).toMatchObject(refusal('key'));
    for (const overlapHours of [-1, 721]) {
      expect(await ask('rotateKey', { key: entry.id, overlapHours })).toMatchObject(refusal('overlapHours'));
    }
    await ask('suspendKey', { key: entry.id });
    expect(await ask('rotateKey', { key: entry.id, overlapHours: 1 })).toMatchObject(refusal('key'));
  });
});

describe('suspendKey and resumeKey', () => {
  it('shut a key out and let it in again, whoever made it, and end what it listens to', async () => {
    const other = await issue({ name: 'Made by the command line' });
    const { value } = await ask('suspendKey', { key: keyIdOf(other) });
    expect(value).toMatchObject({ state: 'SUSPENDED', suspendedBy: maker.clientId });
    expect(ended).toEqual([other.keyHash]);
    expect(await stored(other.keyHash)).toMatchObject({ state: 'suspended', suspendedBy: maker.clientId });
    expect((await ask('resumeKey', { key: keyIdOf(other) })).value).toMatchObject({
      state: 'ACTIVE',
      suspendedBy: null,
    });
    expect(await stored(other.keyHash)).toEqual(other);
    expect(await acts()).toMatchObject([{ act: 'SUSPEND', keyId: keyIdOf(other) }, { act: 'RESUME' }]);
  });

  it('change nothing by a repeat, but end again what may not have ended', async () => {
    const { entry } = await make();
    canEnd = false;
    expect(await ask('suspendKey', { key: entry.id })).toMatchObject({
      failure: { errorType: 'Internal', errorInfo: { retryable: true } },
    });
    canEnd = true;
    expect((await ask('suspendKey', { key: entry.id })).value).toMatchObject({ state: 'SUSPENDED' });
    expect(ended).toHaveLength(1);
    expect((await ask('resumeKey', { key: entry.id })).value).toMatchObject({ state: 'ACTIVE' });
    expect((await ask('resumeKey', { key: entry.id })).value).toMatchObject({ state: 'ACTIVE' });
    expect(await acts()).toHaveLength(3);
  });

  it('do not touch keys that make keys, nor undo what the command line did', async () => {
    const bob = await issue({ scopes: ['keys'] });
    for (const operation of ['suspendKey', 'resumeKey']) {
      expect(await ask(operation, { key: keyIdOf(bob) })).toMatchObject(refusal('key'));
      expect(await ask(operation, { key: 'none' })).toMatchObject({ failure: { errorType: 'NotFound' } });
    }
    const other = await issue({});
    await changeClient(dynamo.clients(), other, { state: 'suspended' }, later());
    expect(await ask('resumeKey', { key: keyIdOf(other) })).toMatchObject(refusal('key'));
    await changeClient(dynamo.clients(), await stored(other.keyHash), { state: 'revoked' }, later());
    expect(await ask('suspendKey', { key: keyIdOf(other) })).toMatchObject(refusal('key'));
    expect((await stored(other.keyHash)).state).toBe('revoked');
  });
});

describe('clients', () => {
  const page = async (given: object = {}): Promise<ClientPage> => (await ask('clients', given)).value as ClientPage;

  it('lists every client once with all of its keys, newest first, also while new ones come', async () => {
    const made = [];
    for (let at = 0; at < 5; at += 1) made.push(await issue({ name: `n ${at}` }));
    const second = await issue({ clientId: made[2]?.clientId, name: 'second' });
    const seen: Client[] = [];
    let nextToken: string | null = null;
    do {
      const read: ClientPage = await page({ limit: 2, nextToken });
      seen.push(...read.items);
      nextToken = read.nextToken ?? null;
      await issue({ name: 'came meanwhile' });
    } while (nextToken !== null);
    expect(seen.map(({ id }) => id)).toEqual([...made.toReversed(), maker].map(({ clientId }) => clientId));
    const keys: readonly ClientKey[] = seen[2]?.keys ?? [];
    expect(keys.map(({ id }) => id)).toEqual([second, made[2]].map((key) => keyIdOf(key ?? maker)));
  });

  it('tells how much of a quota is used now, and which keys have ended', async () => {
    const { clientId } = await issue({ quotaPerMinute: 10, quotaPerDay: 100, expiresAt: inDays(-1) });
    const now = Date.now();
    const increase = {
      account: clientId,
      day: new Date(now).toISOString().slice(0, 10),
      minute: Math.floor(now / 60_000),
    };
    const most = { minuteWinesMax: Infinity, dayWinesMax: Infinity };
    await beginMinute(dynamo.usage(), { ...increase, minuteWines: 4, dayWines: 44, ...most }, later());
    const one = (await page()).items.find(({ id }) => id === clientId);
    expect(one?.quota.perDay).toMatchObject({ limit: 100, used: 44, remaining: 56 });
    expect(one?.quota.perMinute?.limit).toBe(10);
    expect(one?.keys[0]).toMatchObject({ state: 'EXPIRED', madeBy: null, madeWith: null });
    const unlimited = (await page()).items.find(({ id }) => id === maker.clientId);
    expect(unlimited?.quota).toEqual({ perMinute: null, perDay: null });
    expect(unlimited?.keys[0]?.scopes).toEqual(['PREDICT', 'HISTORY', 'KEYS']);
  });

  it('refuses a page of no size, and a token that it did not give', async () => {
    for (const limit of [0, 101]) expect(await ask('clients', { limit })).toMatchObject(refusal('limit'));
    const tokens = [
      '',
      'x',
      btoa('null'),
      btoa('{"kind":"dataset","after":{"at":"x","id":"y"}}'),
      btoa('{"kind":"client"}'),
    ];
    for (const nextToken of tokens) expect(await ask('clients', { nextToken })).toMatchObject(refusal('nextToken'));
  });
});
