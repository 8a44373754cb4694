import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Quota } from '../../generated/schema.ts';
import { type Fields, openFields } from './fields.ts';
import { loadResolver, type TestedResolver } from './harness.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let fields: Fields;
let resolver: TestedResolver;

beforeAll(async () => {
  fields = await openFields(['Query.quota']);
  resolver = await loadResolver('Query.quota');
});
afterAll(() => fields.close());

/** A client whose counters stand so in this minute, and in the next should that begin meanwhile. */
async function askAs(caller: object, counted: { minuteWines: number; dayWines: number }, minutesAgo = 0) {
  const nowMs = Date.now();
  const minute = Math.floor(nowMs / MINUTE_MS) - minutesAgo;
  const day = new Date(nowMs).toISOString().slice(0, 10);
  await fields.put('Usage', [{ account: 'ann', day, minute, ...counted }]);
  return fields.run<Quota>('Query.quota', { resolverContext: { clientId: 'ann/17', account: 'ann', ...caller } });
}

describe('the quota', () => {
  it('of a client without limits is null, and nothing is read', () => {
    const identity = { resolverContext: { clientId: 'ann', account: 'ann' } };
    const { early, value } = resolver.request({ identity });
    expect([early, value]).toEqual(['NEXT', { perMinute: null, perDay: null }]);
  });

  it('is what was counted for the account, whole again at the next minute and at midnight', async () => {
    const limits = { quotaPerMinute: 100, quotaPerDay: 1_000 };
    const { value } = await askAs(limits, { minuteWines: 30, dayWines: 600 });
    expect(value).toMatchObject({
      perMinute: { limit: 100, used: 30, remaining: 70 },
      perDay: { limit: 1_000, used: 600, remaining: 400 },
    });
    expect(Date.parse(value.perMinute?.resetsAt as string) % MINUTE_MS).toBe(0);
    expect(Date.parse(value.perDay?.resetsAt as string) % DAY_MS).toBe(0);
    expect(Date.parse(value.perMinute?.resetsAt as string) - Date.now()).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('of a minute that is over counts no more, that of the day does', async () => {
    const { value } = await askAs({ quotaPerMinute: 100, quotaPerDay: 1_000 }, { minuteWines: 30, dayWines: 600 }, 1);
    expect([value.perMinute?.used, value.perDay?.used]).toEqual([0, 600]);
  });

  it('that was lowered below what is used has nothing left', async () => {
    const { value } = await askAs({ quotaPerDay: 10 }, { minuteWines: 30, dayWines: 600 });
    expect(value).toMatchObject({ perMinute: null, perDay: { limit: 10, used: 10, remaining: 0 } });
  });

  it('of a client that has asked for nothing today is whole', async () => {
    const identity = { resolverContext: { clientId: 'bob', account: 'bob', quotaPerMinute: 5 } };
    const { value } = await fields.run<Quota>('Query.quota', identity);
    expect(value.perMinute).toMatchObject({ limit: 5, used: 0, remaining: 5 });
  });
});

describe('an error', () => {
  it('of DynamoDB is Internal to the client, and whole in the log', () => {
    const { raised, logs } = resolver.response({
      identity: { resolverContext: { clientId: 'ann', account: 'ann', quotaPerDay: 1 } },
      stash: { nowMs: Date.now() },
      error: { type: 'DynamoDB:InternalServerError', message: 'Down.' },
    });
    expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
    expect(logs.join()).toContain('DynamoDB:InternalServerError: Down.');
  });

  it('is Unauthorized for whoever came in without a key', () => {
    expect(resolver.request({ identity: { userArn: 'arn' } }).raised).toMatchObject({ errorType: 'Unauthorized' });
  });
});
