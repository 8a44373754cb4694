import type { StoredClient } from '../../../contract/stored/client.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { authorize, deniedFieldsOf } from '../../../functions/authorizer/authorize.ts';
import { hashKey, putClient, revokeClient } from '../../../store/clients/clients.ts';
import { StoreUnavailable } from '../../../store/dynamodb/retry.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo } from '../../store/dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterEach(() => {
  dynamo.faults.current = undefined;
});
afterAll(() => dynamo.close());

const key = `trr_${'k'.repeat(40)}`;
const clock = fakeClock();
const nowSeconds = clock.now() / 1000;
const REFUSED = { isAuthorized: false };

async function ask(changes: Partial<StoredClient> = {}, asked: unknown = key) {
  const table = dynamo.clients(clock);
  const client: StoredClient = {
    keyHash: await hashKey(key),
    clientId: 'cellar',
    name: 'A cellar',
    scopes: ['predict'],
    state: 'active',
    createdAt: '2026-11-23T00:00:00.000Z',
    ...changes,
  };
  await putClient(table, client, clock.now() + 10_000);
  return authorize(table, asked);
}

describe('a key', () => {
  it('lets its client in, to the fields of its scopes', async () => {
    const deniedFields = deniedFieldsOf(['predict']);
    expect(deniedFields).toContain('Mutation.startTraining');
    expect(deniedFields).not.toContain('Mutation.predict');
    expect(await ask({ historyApart: true })).toEqual({
      isAuthorized: true,
      resolverContext: { clientId: 'cellar', account: 'cellar', scopes: 'predict', keyHash: await hashKey(key) },
      deniedFields,
    });
  });

  it('without scopes is denied every field that needs one', async () => {
    expect(await ask({ scopes: [] })).toMatchObject({ isAuthorized: true, deniedFields: deniedFieldsOf([]) });
    const denied = (await ask({ scopes: ['label', 'operate'] })).deniedFields;
    expect(denied).toEqual(expect.arrayContaining(['Query.prediction', 'Mutation.predictBatch']));
    expect(denied).not.toContain('Mutation.promoteModel');
  });

  it.each([
    ['no key', undefined],
    ['an empty one', ''],
    ['a number', 7],
    ['one letter less', key.slice(0, -1)],
    ['one letter more', `${key}k`],
    ['another sign', `trr_${'-'.repeat(40)}`],
    ['a line break at its end', `${key}\n`],
    ['a scheme before it', `Bearer ${key}`],
    ['a million letters', `trr_${'k'.repeat(1_000_000)}`],
  ])('that is malformed (%s) is refused without a look at the table', async (_, asked) => {
    dynamo.operations.length = 0;
    expect(await authorize(dynamo.clients(clock), asked)).toEqual(REFUSED);
    expect(dynamo.operations).toEqual([]);
  });

  it('that nobody has is refused', async () => {
    expect(await ask({}, `trr_${'0'.repeat(40)}`)).toEqual(REFUSED);
  });

  it('R24: that was revoked is refused from then on', async () => {
    expect(await ask()).toMatchObject({ isAuthorized: true });
    await revokeClient(dynamo.clients(clock), await hashKey(key), clock.now() + 10_000);
    expect(await authorize(dynamo.clients(clock), key)).toEqual(REFUSED);
  });

  it('R24: that is suspended is refused until it is resumed', async () => {
    expect(await ask({ state: 'suspended' })).toEqual(REFUSED);
    expect(await ask({ state: 'active' })).toMatchObject({ isAuthorized: true });
  });

  it('R23: from before history was a scope of its own has it with predict, and only so', async () => {
    const history = ['Query.prediction', 'Query.predictionHistory'];
    const denied = async (changes: Partial<StoredClient>) =>
      (await ask(changes)).deniedFields?.filter((field) => history.includes(field));
    expect(await denied({ scopes: ['predict'] })).toEqual([]);
    expect(await denied({ scopes: ['label'] })).toEqual(history);
    expect(await denied({ scopes: ['predict'], historyApart: true })).toEqual(history);
    expect(await denied({ scopes: ['history'], historyApart: true })).toEqual([]);
  });

  it('tells its quotas and its end, as far as it has them', async () => {
    const told = (await ask({ quotaPerMinute: 10, quotaPerDay: 500, expiresAt: nowSeconds + 90 })).resolverContext;
    expect(told).toMatchObject({ quotaPerMinute: 10, quotaPerDay: 500, expiresAt: nowSeconds + 90 });
  });

  it('is refused from the second in which it expires', async () => {
    expect(await ask({ expiresAt: nowSeconds })).toEqual(REFUSED);
    expect(await ask({ expiresAt: nowSeconds + 1 })).toMatchObject({ isAuthorized: true });
  });

  it('near its expiry is not cached beyond it', async () => {
    expect(await ask({ expiresAt: nowSeconds + 12 })).toMatchObject({ ttlOverride: 12 });
    expect(await ask({ expiresAt: nowSeconds + 30 })).not.toHaveProperty('ttlOverride');
  });
});

it('trouble with the table is thrown and not answered, so that it is not cached', async () => {
  dynamo.faults.current = () => THROTTLED;
  await expect(authorize(dynamo.clients(fakeClock()), key)).rejects.toThrow(StoreUnavailable);
});
