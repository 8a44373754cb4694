import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prediction } from '../../../packages/client/client.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { errorOf, someWine } from '../api.ts';
import { canKill, type FaultyClient, type FaultyHost, hasTemplate, startFaultyHost } from './faulty-host.ts';
import { type Fault, FAULTS, first, half, isWrite, type Rule } from './proxy.ts';

/** How long a function may go on trying, so that a client hears within 3 s; starting a process takes its own time. */
const TRYING_MS_MAX = 3_000;

/** Of R1: 300 in the tests, 10,000 by `FAULT_PREDICTIONS=10000`. */
const PREDICTIONS = Number(process.env['FAULT_PREDICTIONS'] ?? 300);
const KILL_EVERY = Math.max(75, PREDICTIONS / 40);
const KILL_TEST_MS = 60_000 + PREDICTIONS * 200;

let host: FaultyHost;
let client: FaultyClient;
beforeAll(async () => {
  if (!hasTemplate) return;
  host = await startFaultyHost();
  client = await host.connect();
  await client.predict(someWine());
}, 120_000);
afterAll(() => host?.close());

const idsOf = (predictions: readonly (Prediction | StoredPrediction)[]) => predictions.map(({ id }) => id).sort();

/** Runs while a rule holds, for what is asked of DynamoDB on behalf of that client. */
async function whileRule<Result>({ clientId }: FaultyClient, rule: Rule, run: () => Promise<Result>): Promise<Result> {
  const own: Rule = (passing) => (passing.body.includes(clientId) ? rule(passing) : undefined);
  host.dynamodb.rules.add(own);
  try {
    return await run();
  } finally {
    host.dynamodb.rules.delete(own);
  }
}

/** The one request of a new client while a rule holds, what became of it, and for how long it was tried to write. */
async function tryOnce(rule: Rule) {
  const triedMs: number[] = [];
  const noting: Rule = (passing) => {
    if (isWrite(passing)) triedMs.push(performance.now());
    return rule(passing);
  };
  const one = await host.connect();
  const [wine, requestId] = [someWine(), randomUUID()];
  const ask = () => one.predict(wine, { requestId });
  const result = await whileRule(one, noting, () => ask().catch((error: unknown) => error));
  return { one, result, tryingMs: (triedMs.at(-1) ?? 0) - (triedMs[0] ?? 0), again: ask };
}

describe.skipIf(!hasTemplate)('while DynamoDB', () => {
  describe.concurrent('answers no write at all', () => {
    it.for<[string, Fault]>([
      ['it is throttled (ProvisionedThroughputExceededException)', FAULTS.throttled],
      ['it is throttled (ThrottlingException)', FAULTS.throttling],
      ['it has a fault (500)', FAULTS.internal],
      ['there is a page of HTML before it (503)', FAULTS.html],
      ['connections are cut before anything is done', FAULTS.cutBefore],
      ['connections are cut after it is done', FAULTS.cutAfter],
      ['nothing ever comes back', FAULTS.hang],
      ['it refuses (AccessDeniedException)', FAULTS.denied],
    ])('R3: since %s: a retryable error in time, and by a repeat one record', async ([, fault], { expect }) => {
      const { one, result, tryingMs, again } = await tryOnce((passing) => (isWrite(passing) ? fault : undefined));
      expect(result).toMatchObject({ errorType: 'Internal', retryable: true });
      expect(tryingMs).toBeLessThan(TRYING_MS_MAX);
      const prediction = await again();
      expect(idsOf(await one.recorded())).toEqual([prediction.id]);
    });
  });

  describe.concurrent('fails a write once', () => {
    it.for<[string, Fault]>([
      ['it is throttled', FAULTS.throttled],
      ['it has a fault (500)', FAULTS.internal],
      ['there is a page of HTML before it (503)', FAULTS.html],
      ['a connection is cut before anything is done', FAULTS.cutBefore],
      ['a connection is cut after it is done', FAULTS.cutAfter],
      ['nothing comes back', FAULTS.hang],
      ['it is late', { kind: 'late', ms: 300 }],
    ])('R3: since %s: a client sees nothing of it', async ([, fault], { expect }) => {
      const { one, result } = await tryOnce(first(1, fault, isWrite));
      expect(result).toMatchObject({ id: expect.any(String) as string });
      expect(idsOf(await one.recorded())).toEqual([(result as Prediction).id]);
    });
  });

  it('R3: refuses half of all writes, every call is answered or may be repeated, and what is answered is recorded', async () => {
    const one = await host.connect();
    const outcomes: unknown[] = [];
    await whileRule(one, half(FAULTS.throttled, isWrite), async () => {
      const work = async (): Promise<void> => {
        for (let n = 0; n < 15; n++) outcomes.push(await one.predict(someWine()).catch((error: unknown) => error));
      };
      await Promise.all([work(), work(), work()]);
    });
    for (const outcome of outcomes) {
      if (outcome instanceof Error) expect(outcome).toMatchObject({ errorType: 'Internal', retryable: true });
    }
    const answered = outcomes.flatMap((outcome) => (outcome instanceof Error ? [] : [outcome as Prediction]));
    expect(answered.length).toBeGreaterThan(35);
    const recorded = new Set(idsOf(await one.recorded()));
    expect(answered.filter(({ id }) => !recorded.has(id))).toEqual([]);
  });

  const fifty = Array.from({ length: 50 }, (_, n) => someWine(`Wine ${n}.`));
  it('R3: writes a part of a batch, the whole is answered, and each wine is recorded once', async () => {
    const one = await host.connect();
    const rule = first(2, { kind: 'partial', written: 10 }, ({ operation }) => operation === 'BatchWriteItem');
    const { results } = await whileRule(one, rule, () => one.predictBatch(fifty));
    expect(results.map(({ __typename }) => __typename)).toEqual(fifty.map(() => 'Prediction'));
    expect(idsOf(await one.recorded())).toEqual(idsOf(results as Prediction[]));
  });

  it('R3: never writes a part of a batch, the other part is answered and recorded, and a repeat records the rest', async () => {
    const one = await host.connect();
    const requestId = randomUUID();
    const rule: Rule = ({ operation, body }) =>
      operation === 'BatchWriteItem' && body.includes('Wine 49.') ? { kind: 'partial', written: 0 } : undefined;
    const { results } = await whileRule(one, rule, () => one.predictBatch(fifty, { requestId }));
    const answered = results.filter(({ __typename }) => __typename === 'Prediction') as Prediction[];
    expect(answered).toHaveLength(25);
    expect(idsOf(await one.recorded())).toEqual(idsOf(answered));
    const ids = async () => idsOf((await one.predictBatch(fifty, { requestId })).results as Prediction[]);
    // A machine that is busy may not record all of the rest in the time of one call.
    await expect.poll(ids, { timeout: 20_000 }).not.toContain(undefined);
    expect(await ids()).toEqual(idsOf(await one.recorded()));
  });

  it('R3: is in trouble for longer than a call may take, a client that tries again by itself records once', async () => {
    const patient = await host.connect({ retries: 4 });
    let refusedMs = 0;
    const rule: Rule = (passing) => {
      if (!isWrite(passing)) return undefined;
      refusedMs ||= performance.now();
      return performance.now() - refusedMs < 2_600 ? FAULTS.html : undefined;
    };
    const prediction = await whileRule(patient, rule, () => patient.predict(someWine()));
    expect(idsOf(await patient.recorded())).toEqual([prediction.id]);
  });

  it('lets no key be checked, nobody is let in, and everybody is as soon as it answers', async () => {
    const one = await host.connect();
    const rule: Rule = ({ body }) => (body.includes(one.keyHash) ? FAULTS.html : undefined);
    host.dynamodb.rules.add(rule);
    expect((await errorOf(one.predict(someWine()))).errorType).toBe('Unauthorized');
    host.dynamodb.rules.delete(rule);
    expect(await one.predict(someWine())).toMatchObject({ modelVersion: expect.any(String) as string });
  });
});

describe.skipIf(!hasTemplate)('a requestId', () => {
  const wine = someWine();
  it('R2: 100 times at once gives one record and 100 equal answers, with another wine RequestConflict', async () => {
    const one = await host.connect();
    const requestId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 100 }, () => one.predict(wine, { requestId })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(idsOf(await one.recorded())).toEqual([answers[0]?.id]);
    const error = await errorOf(one.predict(someWine('Another one.'), { requestId }));
    expect(error).toMatchObject({ errorType: 'RequestConflict', retryable: false });
  });

  it('R2: 100 times at once while every second connection is cut gives one record and 100 equal answers', async () => {
    const one = await host.connect({ retries: 8, wait: () => Promise.resolve() });
    const requestId = randomUUID();
    const answers = await whileRule(one, half(FAULTS.cutAfter, isWrite), () =>
      Promise.all(Array.from({ length: 100 }, () => one.predict(wine, { requestId }))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(idsOf(await one.recorded())).toEqual([answers[0]?.id]);
  });
});

describe.skipIf(!hasTemplate || !canKill)('a predict process that is killed', () => {
  it(
    `R1: again and again, of ${PREDICTIONS} predictions no acknowledged one is missing, and none is there twice`,
    async () => {
      const one = await host.connect({ retries: 6, wait: () => Promise.resolve() });
      const acknowledged: string[] = [];
      let asked = 0;
      let kills = 0;
      // Between inference and write: the write that comes by is held up, and its process does not live to write again.
      const rule: Rule = (passing) => {
        if (!isWrite(passing) || asked < (kills + 1) * KILL_EVERY) return undefined;
        kills += 1;
        void host.kill('Predict');
        return kills % 2 === 0 ? FAULTS.cutAfter : FAULTS.hang;
      };
      const work = async (): Promise<void> => {
        while (asked < PREDICTIONS) acknowledged.push((await one.predict(someWine(`Wine ${asked++}.`))).id);
      };
      await whileRule(one, rule, () => Promise.all(Array.from({ length: 6 }, work)));
      expect(kills).toBeGreaterThan(2);
      expect(acknowledged).toHaveLength(PREDICTIONS);
      expect(idsOf(await one.recorded())).toEqual(acknowledged.sort());
    },
    KILL_TEST_MS,
  );

  it('R1: is Internal and retryable for whoever it was answering, and the next call is answered', async () => {
    const one = await host.connect();
    const [wine, requestId] = [someWine(), randomUUID()];
    const rule: Rule = (passing) => {
      if (!isWrite(passing)) return undefined;
      void host.kill('Predict');
      return FAULTS.hang;
    };
    const error = await whileRule(one, rule, () => errorOf(one.predict(wine, { requestId })));
    expect(error).toMatchObject({ errorType: 'Internal', retryable: true });
    // The host hears of the end of a process a moment later.
    const again = () => one.predict(wine, { requestId }).catch(() => undefined);
    await expect.poll(again, { timeout: 10_000 }).toMatchObject({ modelVersion: expect.any(String) as string });
    expect(await one.recorded()).toHaveLength(1);
  });
});
