import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PredictAnswer } from '../../../contract/invocations.ts';
import { type Dependencies, answerRequest } from '../../../functions/predict/answer.ts';
import { openCounter } from '../../../functions/predict/quota.ts';
import { parseRequest } from '../../../functions/predict/request.ts';
import type { Table } from '../../../store/dynamodb/table.ts';
import { readUsage } from '../../../store/clients/usage.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo, patientClock } from '../../store/dynamo.ts';
import { fakeModel } from './fake-model.ts';

let dynamo: Dynamo;
let predictions: Table;
let usage: Table;
beforeAll(async () => {
  dynamo = await startDynamo();
  [predictions, usage] = [dynamo.predictions(patientClock), dynamo.usage(patientClock)];
});
afterEach(() => {
  dynamo.faults.current = undefined;
});
afterAll(() => dynamo.close());

const START_MS = Date.UTC(2026, 10, 28, 15, 30, 10);
const plum = { description: 'Ripe plum.', price: 12.5 };
const cherry = { description: 'Sour cherry.' };

type Limits = { quotaPerMinute?: number; quotaPerDay?: number };

/** A client with quotas, whose every request comes to a process of its own. */
function limitedClient(limits: Limits) {
  let nowMs = START_MS;
  const [clientId, account] = [randomUUID(), randomUUID()];
  const dependencies = (): Dependencies => {
    // One of its own, for it moves where one waits.
    const clock = fakeClock(nowMs);
    const counter = openCounter({ ...usage, clock });
    const traffic = { count: () => Promise.resolve() };
    return { model: fakeModel(), table: { ...predictions, clock }, counter, traffic, newId: ulid };
  };
  return {
    clock: fakeClock(nowMs),
    pass: (ms: number): void => {
      nowMs += ms;
    },
    ask: async (wines: unknown[], requestId: string | null = null, changes: Partial<Dependencies> = {}) => {
      const request = parseRequest({ clientId, account, wines, requestId, ...limits });
      if ('errorType' in request) throw new Error(request.message);
      return answerRequest({ ...dependencies(), ...changes }, request);
    },
    counted: async (): Promise<number> => {
      const entry = await readUsage(usage, account, '2026-11-28', Date.now() + 5_000);
      return entry?.dayWines ?? 0;
    },
    recorded: async (): Promise<number> => {
      const query = new QueryCommand({
        TableName: 'Predictions',
        KeyConditionExpression: 'clientId = :clientId AND id < :requests',
        ExpressionAttributeValues: { ':clientId': clientId, ':requests': 'request#' },
      });
      return (await predictions.dynamo.send(query)).Count ?? 0;
    },
  };
}

const predictedIn = ({ outcomes = [] }: PredictAnswer): number =>
  outcomes.filter(({ prediction }) => prediction !== undefined).length;
const EXCEEDED = { errorType: 'QuotaExceeded', errorInfo: { retryable: true } };

describe('a client with a quota', () => {
  it('is answered up to it, and then refused: by which rule, and for how long', async () => {
    const { ask, recorded } = limitedClient({ quotaPerMinute: 2 });
    expect(predictedIn(await ask([plum, cherry]))).toBe(2);
    expect(await ask([plum])).toMatchObject({
      failure: { ...EXCEEDED, errorInfo: { rule: 'quotaPerMinute', retryAfterSeconds: 50, requestId: null } },
      quota: { limit: 2, remaining: 0, resetSeconds: 50 },
    });
    expect(await recorded()).toBe(2);
  });

  it('is told with each answer how the quota stands', async () => {
    const { ask } = limitedClient({ quotaPerMinute: 5, quotaPerDay: 100 });
    expect((await ask([plum])).quota).toEqual({ limit: 5, remaining: 4, resetSeconds: 50 });
    expect((await ask([plum, cherry], 'r')).quota).toMatchObject({ remaining: 2 });
    expect((await ask([plum, cherry], 'r')).quota).toMatchObject({ remaining: 2 });
  });

  it('pays for no wine that is rejected', async () => {
    const { ask, counted } = limitedClient({ quotaPerMinute: 2 });
    await ask([{}, { price: -1 }]);
    expect(await counted()).toBe(0);
    expect(predictedIn(await ask([plum, { price: -1 }, cherry]))).toBe(2);
    expect(await counted()).toBe(2);
  });

  it('is refused, to be retried, while nothing can be counted', async () => {
    const { ask, recorded } = limitedClient({ quotaPerMinute: 2 });
    dynamo.faults.current = (_, body) => (body.includes('"Usage"') ? THROTTLED : undefined);
    expect(await ask([plum])).toMatchObject({ failure: { errorType: 'Internal', errorInfo: { retryable: true } } });
    expect(await recorded()).toBe(0);
  });

  it('is refused for good where a batch is larger than the quota', async () => {
    const { ask } = limitedClient({ quotaPerMinute: 1 });
    expect(await ask([plum, cherry])).toMatchObject({
      failure: { ...EXCEEDED, errorInfo: { retryable: false, retryAfterSeconds: null } },
    });
  });
});

it('a client without a quota costs the table of quotas nothing', async () => {
  const { ask } = limitedClient({});
  dynamo.operations.length = 0;
  const answer = await ask([plum]);
  expect([answer.quota, dynamo.operations]).toEqual([undefined, ['PutItem']]);
});

describe('R2: a requestId of a client with a quota', () => {
  it('counts once, though it comes a hundred times at once', async () => {
    const { ask, counted, recorded } = limitedClient({ quotaPerMinute: 1 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask([plum], 'r')));
    expect(new Set(answers.map(({ outcomes }) => JSON.stringify(outcomes))).size).toBe(1);
    expect([predictedIn(answers[0]!), await counted(), await recorded()]).toEqual([1, 1, 1]);
  });

  it('is answered again when the quota is used up', async () => {
    const { ask, counted } = limitedClient({ quotaPerMinute: 2 });
    const first = await ask([plum, cherry], 'r');
    const repeat = await ask([plum, cherry], 'r');
    expect(repeat.outcomes).toEqual(first.outcomes);
    expect(await counted()).toBe(2);
  });

  it('that was refused is a new request as soon as there is room', async () => {
    const { ask, pass, counted } = limitedClient({ quotaPerMinute: 1 });
    await ask([plum]);
    const refused = await Promise.all(Array.from({ length: 5 }, () => ask([cherry], 'r')));
    for (const { failure } of refused) expect(failure).toMatchObject(EXCEEDED);
    pass(50_000);
    // Another wine even: the first was never asked about.
    expect(predictedIn(await ask([plum], 'r'))).toBe(1);
    expect(await counted()).toBe(2);
  });
});

it('what comes beyond the quota writes nothing, with a requestId or without, once the process knows', async () => {
  const { ask, clock } = limitedClient({ quotaPerMinute: 1 });
  const counter = openCounter({ ...usage, clock });
  await ask([plum], null, { counter });
  dynamo.operations.length = 0;
  for (const requestId of [null, 'r', 's']) expect((await ask([cherry], requestId, { counter })).failure).toBeDefined();
  expect(dynamo.operations).toEqual(['GetItem', 'GetItem']);
});

describe('R1: where a crash cut off the first request of a requestId', () => {
  const killed = { ...fakeModel(), classify: () => Promise.reject(new Error('killed')) };

  it('one of many repeats finishes it, and counts it once more', async () => {
    const { ask, counted, recorded } = limitedClient({ quotaPerMinute: 10 });
    await expect(ask([plum], 'r', { model: killed })).rejects.toThrow('killed');
    expect(await counted()).toBe(1);
    const repeats = await Promise.all(Array.from({ length: 20 }, () => ask([plum], 'r')));
    const answered = repeats.filter((answer) => predictedIn(answer) === 1);
    expect(answered.length).toBeGreaterThan(0);
    for (const { failure } of repeats) if (failure) expect(failure).toMatchObject({ errorType: 'Internal' });
    expect([await counted(), await recorded()]).toEqual([2, 1]);
  });

  it('a repeat that the quota has no room for leaves the requestId free', async () => {
    const { ask, pass, recorded } = limitedClient({ quotaPerMinute: 1 });
    await expect(ask([plum], 'r', { model: killed })).rejects.toThrow('killed');
    expect(await ask([plum], 'r')).toMatchObject({ failure: EXCEEDED });
    pass(60_000);
    expect(predictedIn(await ask([cherry], 'r'))).toBe(1);
    expect(await recorded()).toBe(1);
  });
});
