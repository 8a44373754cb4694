import { describe, expect, it } from 'vitest';
import type { StoredClient } from '../../contract/stored/client.ts';
import { findClient, hashKey, putClient } from '../../store/clients/clients.ts';
import { api, canMakeKeys, clientsTable, collect, connect, errorOf, makeKey, someWine } from './api.ts';

type Limits = Pick<StoredClient, 'quotaPerMinute' | 'quotaPerDay'>;

/** A key of a client with quotas. Those of a day make tests that no full minute comes into. */
async function makeLimitedKey(limits: Limits): Promise<string> {
  const [key, table] = [await makeKey(), await clientsTable()];
  const deadline = Date.now() + 5_000;
  const client = await findClient(table, await hashKey(key), deadline);
  if (client === undefined) throw new Error('The key is not there.');
  await putClient(table, { ...client, ...limits }, deadline);
  return key;
}

/** How a response tells that a quota stands. */
async function headersOf(key: string, query: string): Promise<(string | null)[]> {
  const { headers } = await fetch(api.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: key },
    body: JSON.stringify({ query }),
  });
  return ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));
}

const PREDICT = 'predict(wine: { description: "Plum." }) { id }';
const seconds = (atMost: number): unknown => expect.toSatisfy((text) => Number(text) >= 1 && Number(text) <= atMost);
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

describe.runIf(canMakeKeys)('R20: a quota', () => {
  it('is held to the wine under 50 callers at once, and what is answered is recorded', async () => {
    const terroir = await connect(await makeLimitedKey({ quotaPerDay: 30 }));
    const calls = await Promise.allSettled(Array.from({ length: 50 }, () => terroir.predict(someWine())));
    const refused = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason as unknown] : []));
    expect(refused).toHaveLength(20);
    for (const error of refused) expect(error).toMatchObject({ errorType: 'QuotaExceeded', rule: 'quotaPerDay' });
    const history = await collect(terroir.history());
    expect(history).toHaveLength(30);
    expect((await terroir.quota()).perDay).toMatchObject({ limit: 30, used: 30, remaining: 0 });
  });

  it('per minute tells how long to wait, less than a minute', async () => {
    const terroir = await connect(await makeLimitedKey({ quotaPerMinute: 1 }));
    // A new minute may begin between them, but not two.
    const calls = await Promise.allSettled([1, 2, 3].map(() => terroir.predict(someWine())));
    const refused = calls.filter((call) => call.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(refused[0]?.reason).toMatchObject({
      errorType: 'QuotaExceeded',
      rule: 'quotaPerMinute',
      retryable: true,
      retryAfterSeconds: seconds(MINUTE),
    });
  });

  it('counts the wines of a batch that are sound, all or none', async () => {
    const terroir = await connect(await makeLimitedKey({ quotaPerDay: 5 }));
    const { predicted, rejected } = await terroir.predictBatch([someWine(), { price: -1 }, someWine(), someWine()]);
    expect([predicted, rejected]).toEqual([3, 1]);
    expect(await errorOf(terroir.predictBatch([someWine(), someWine(), someWine()]))).toMatchObject({
      errorType: 'QuotaExceeded',
    });
    expect((await terroir.predictBatch([someWine(), someWine()])).predicted).toBe(2);
    expect((await terroir.quota()).perDay?.remaining).toBe(0);
  });

  it('says of a batch that is larger than it that it will never do', async () => {
    const terroir = await connect(await makeLimitedKey({ quotaPerDay: 1 }));
    const error = await errorOf(terroir.predictBatch([someWine(), someWine()]));
    expect(error).toMatchObject({ errorType: 'QuotaExceeded', retryable: false, retryAfterSeconds: null });
    expect(error.message).toContain('ask in smaller requests');
  });

  it('counts a requestId once, and answers its repeats when it is used up', async () => {
    const terroir = await connect(await makeLimitedKey({ quotaPerDay: 1 }));
    const [wine, requestId] = [someWine(), 'bottle 7'];
    const storm = await Promise.all(Array.from({ length: 25 }, () => terroir.predict(wine, { requestId })));
    expect(new Set(storm.map((prediction) => JSON.stringify(prediction))).size).toBe(1);
    expect(await errorOf(terroir.predict(someWine()))).toMatchObject({ errorType: 'QuotaExceeded' });
    expect(await terroir.predict(wine, { requestId })).toEqual(storm[0]);
  });

  it('is shared by all keys of a client', async () => {
    const clientId = `client-test-${Date.now()}`;
    const table = await clientsTable();
    const keys = [await makeKey({ clientId }), await makeKey({ clientId })];
    for (const key of keys) {
      const client = await findClient(table, await hashKey(key), Date.now() + 5_000);
      await putClient(table, { ...client!, quotaPerDay: 1 }, Date.now() + 5_000);
    }
    await (await connect(keys[0])).predict(someWine());
    expect(await errorOf((await connect(keys[1])).predict(someWine()))).toMatchObject({ errorType: 'QuotaExceeded' });
  });

  it('is told in headers with an answer and with a refusal: of two that of which less is left', async () => {
    const key = await makeLimitedKey({ quotaPerMinute: 50, quotaPerDay: 2 });
    const query = `mutation { ${PREDICT} }`;
    expect(await headersOf(key, query)).toEqual(['2', '1', seconds(DAY)]);
    expect(await headersOf(key, query)).toEqual(['2', '0', seconds(DAY)]);
    expect(await headersOf(key, query)).toEqual(['2', '0', seconds(DAY)]);
  });

  it('is told once where a request has several predictions, as the last one left it', async () => {
    const key = await makeLimitedKey({ quotaPerDay: 10 });
    const query = `mutation { a: ${PREDICT} b: ${PREDICT} c: ${PREDICT} }`;
    expect(await headersOf(key, query)).toEqual(['10', '7', seconds(DAY)]);
  });
});

describe.runIf(canMakeKeys)('a client without a quota', () => {
  it('has no such headers, and its quota is null', async () => {
    const key = await makeKey();
    expect(await headersOf(key, `mutation { ${PREDICT} }`)).toEqual([null, null, null]);
    expect(await (await connect(key)).quota()).toEqual({ perMinute: null, perDay: null });
  });
});
