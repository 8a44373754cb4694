import type { PredictAnswer } from '../../../contract/invocations.ts';
import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { decodeTime, incrementBase32, ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Dependencies, answerRequest } from '../../../functions/predict/answer.ts';
import { openCounter } from '../../../functions/predict/quota.ts';
import { parseRequest } from '../../../functions/predict/request.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo } from '../../store/dynamo.ts';
import { fakeModel } from './fake-model.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterEach(() => {
  dynamo.faults.current = undefined;
});
afterAll(() => dynamo.close());

const plum = { description: 'Ripe plum.', price: 12.5 };
const cherry = { description: 'Sour cherry.' };
const dependenciesOf = (changes: Partial<Dependencies> = {}): Dependencies => ({
  model: fakeModel(),
  // Its time passes only while it waits, so a slow machine is not taken for a slow table.
  table: dynamo.predictions(fakeClock()),
  counter: openCounter(dynamo.usage(fakeClock())),
  traffic: { count: () => Promise.resolve() },
  newId: ulid,
  ...changes,
});

async function ask(
  dependencies: Dependencies,
  clientId: string,
  wines: unknown[],
  requestId?: string,
): Promise<PredictAnswer> {
  const request = parseRequest({ clientId, wines, requestId: requestId ?? null });
  return 'errorType' in request ? { failure: request } : answerRequest(dependencies, request);
}

function outcomesOf(answer: PredictAnswer) {
  if ('failure' in answer) throw new Error(`${answer.failure.errorType}: ${answer.failure.message}`);
  return answer.outcomes;
}

function predictionsOf(answer: PredictAnswer): StoredPrediction[] {
  return outcomesOf(answer).flatMap((outcome) => ('prediction' in outcome ? [outcome.prediction] : []));
}

/** All that the table holds of a client, requestIds not. */
async function recordsOf(clientId: string): Promise<StoredPrediction[]> {
  const query = new QueryCommand({
    TableName: 'Predictions',
    KeyConditionExpression: 'clientId = :clientId AND id < :requests',
    ExpressionAttributeValues: { ':clientId': clientId, ':requests': 'request#' },
  });
  return ((await dynamo.predictions().dynamo.send(query)).Items ?? []) as StoredPrediction[];
}

const INTERNAL = { errorType: 'Internal', errorInfo: { retryable: true } };

describe('an answer', () => {
  it('is what is recorded', async () => {
    const clientId = randomUUID();
    const answer = await ask(dependenciesOf(), clientId, [plum]);
    expect(predictionsOf(answer)).toEqual(await recordsOf(clientId));
    expect(predictionsOf(answer)).toMatchObject([{ clientId, wine: plum, modelVersion: 'v-fake' }]);
  });

  it('has confidences of 4 decimals, effects of 3, and the time of its id', async () => {
    const [prediction] = predictionsOf(await ask(dependenciesOf(), randomUUID(), [plum]));
    for (const [, confidence] of prediction!.country.ranking) expect(confidence).toBe(Number(confidence.toFixed(4)));
    for (const [, , effect] of prediction!.variety.evidence) expect(effect).toBe(Number(effect.toFixed(3)));
    expect(Date.parse(prediction!.createdAt)).toBe(decodeTime(prediction!.id));
  });

  it('has warnings only where there are any', async () => {
    const answer = await ask(dependenciesOf(), randomUUID(), [plum, { variety: 'Unheard Of' }]);
    expect(predictionsOf(answer).map(({ warnings }) => warnings?.length)).toEqual([undefined, 1]);
  });

  it('of a batch is in its order, under ids that follow each other', async () => {
    const wines = Array.from({ length: 100 }, (_, n) => ({ winery: `Winery ${n}` }));
    const clientId = randomUUID();
    const predictions = predictionsOf(await ask(dependenciesOf(), clientId, wines));
    expect(predictions.map(({ wine }) => wine)).toEqual(wines);
    for (const [n, { id }] of predictions.slice(1).entries()) expect(id).toBe(incrementBase32(predictions[n]!.id));
    expect(await recordsOf(clientId)).toEqual(predictions);
  });

  it('asks the table for nothing where every wine is wrong, and claims no requestId', async () => {
    dynamo.operations.length = 0;
    const clientId = randomUUID();
    expect(outcomesOf(await ask(dependenciesOf(), clientId, [{}, { price: -1 }], 'r'))).toMatchObject([
      { rejection: { errorType: 'InvalidInput', errorInfo: { field: null } } },
      { rejection: { errorType: 'InvalidInput', errorInfo: { field: 'price' } } },
    ]);
    expect(dynamo.operations).toEqual([]);
    expect(predictionsOf(await ask(dependenciesOf(), clientId, [plum], 'r'))).toHaveLength(1);
  });
});

it('R15: k wrong wines of a batch are exactly k rejections, and the others equal the single predictions', async () => {
  const wrong = fc.constantFrom({}, { price: 7 }, { description: ' ' }, { winery: 'w', points: 7 }, null);
  const sound = fc.record({
    description: fc.stringMatching(/^[a-z]{1,30}$/),
    points: fc.integer({ min: 50, max: 100 }),
  });
  const row = fc.oneof(
    wrong.map((wine) => ({ wine, isWrong: true })),
    sound.map((wine) => ({ wine, isWrong: false })),
  );
  const told = (prediction: StoredPrediction) => JSON.stringify({ ...prediction, id: '', createdAt: '' });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 100, size: 'max' }), async (rows) => {
      const wines = rows.map(({ wine }) => wine);
      const outcomes = outcomesOf(await ask(dependenciesOf(), 'property', wines));
      expect(outcomes.map((outcome) => 'rejection' in outcome)).toEqual(rows.map(({ isWrong }) => isWrong));
      const n = outcomes.findIndex((outcome) => 'prediction' in outcome);
      const alone = n < 0 ? [] : predictionsOf(await ask(dependenciesOf(), 'property', [wines[n]]));
      expect(predictionsOf({ outcomes }).slice(0, 1).map(told)).toEqual(alone.map(told));
    }),
    { numRuns: 25 },
  );
});

it('R13: any text at all is answered or refused as InvalidInput, never Internal', async () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\ud800', '\udc00', '\0', '\u202e', 'e\u0301', '🍷'), fc.string()),
  });
  const wine = fc.record({ description: text, winery: text, region: text }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(fc.array(wine, { minLength: 1, maxLength: 40 }), text, async (wines, requestId) => {
      const answer = await ask(dependenciesOf(), randomUUID(), wines, requestId);
      const failures = 'failure' in answer ? [answer.failure] : [];
      if ('outcomes' in answer) for (const one of answer.outcomes) if ('rejection' in one) failures.push(one.rejection);
      for (const { errorType } of failures) expect(errorType).toBe('InvalidInput');
    }),
    { numRuns: 40 },
  );
});

describe('a repeat of a requestId', () => {
  it('is answered with the first answer, byte for byte, and records nothing new', async () => {
    const clientId = randomUUID();
    const wines = [plum, { price: -1 }, cherry];
    const first = await ask(dependenciesOf(), clientId, wines, 'r');
    const repeat = await ask(dependenciesOf({ model: fakeModel('v-next') }), clientId, wines, 'r');
    expect(JSON.stringify(repeat)).toBe(JSON.stringify(first));
    expect(await recordsOf(clientId)).toHaveLength(2);
  });

  it('R2: a hundred times at once gives one record and a hundred equal answers', async () => {
    const clientId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(dependenciesOf(), clientId, [plum], 'r')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await recordsOf(clientId)).toEqual(predictionsOf(answers[0]!));
  });

  it('R2: with another wine is a RequestConflict', async () => {
    const clientId = randomUUID();
    await ask(dependenciesOf(), clientId, [plum], 'r');
    expect(await ask(dependenciesOf(), clientId, [cherry], 'r')).toMatchObject({
      failure: { errorType: 'RequestConflict', errorInfo: { field: 'requestId', retryable: false, requestId: 'r' } },
    });
    expect(await recordsOf(clientId)).toHaveLength(1);
  });

  it('by another client, or a day later, is a request of its own', async () => {
    const clientId = randomUUID();
    const clock = fakeClock();
    const dependencies = dependenciesOf({ table: dynamo.predictions(clock) });
    await ask(dependencies, clientId, [plum], 'r');
    expect(predictionsOf(await ask(dependencies, randomUUID(), [cherry], 'r'))).toHaveLength(1);
    clock.advance(24 * 60 * 60 * 1000);
    expect(predictionsOf(await ask(dependencies, clientId, [cherry], 'r'))).toHaveLength(1);
    expect(await recordsOf(clientId)).toHaveLength(2);
  });
});

describe('where a crash kept the first request of a requestId from being recorded', () => {
  const crash = { ...fakeModel(), classify: () => Promise.reject(new Error('killed')) };
  const crashed = async (clientId: string, wines: unknown[], dependencies = dependenciesOf()) => {
    await expect(
      ask({ ...dependencies, model: { ...crash, version: 'v-fake' } }, clientId, wines, 'r'),
    ).rejects.toThrow();
    expect(await recordsOf(clientId)).toEqual([]);
  };

  it('R1: a repeat finishes it under the ids that were meant', async () => {
    const clientId = randomUUID();
    const firstId = ulid();
    await crashed(clientId, [plum, cherry], dependenciesOf({ newId: () => firstId }));
    const predictions = predictionsOf(await ask(dependenciesOf(), clientId, [plum, cherry], 'r'));
    expect(predictions.map(({ id }) => id)).toEqual([firstId, incrementBase32(firstId)]);
    expect(await recordsOf(clientId)).toEqual(predictions);
  });

  it('R1: a repeat records only what is missing', async () => {
    const clientId = randomUUID();
    const wines = Array.from({ length: 30 }, (_, n) => ({ winery: `Winery ${n}` }));
    const clock = fakeClock();
    dynamo.faults.current = (_, body) => (body.includes('Winery 29') ? THROTTLED : undefined);
    const first = await ask(dependenciesOf({ table: dynamo.predictions(clock) }), clientId, wines, 'r');
    dynamo.faults.current = undefined;
    const model = fakeModel();
    const repeat = await ask(dependenciesOf({ model }), clientId, wines, 'r');
    expect([predictionsOf(first).length, model.asked, predictionsOf(repeat).length]).toEqual([25, 5, 30]);
    expect(predictionsOf(repeat).slice(0, 25)).toEqual(predictionsOf(first));
  });

  it('a repeat by another model version waits until the first cannot be at work any more', async () => {
    const clientId = randomUUID();
    const clock = fakeClock();
    const table = dynamo.predictions(clock);
    await crashed(clientId, [plum], dependenciesOf({ table }));
    const next = dependenciesOf({ table, model: fakeModel('v-next') });
    const early = { ...INTERNAL, errorInfo: { retryable: true, retryAfterSeconds: 30, requestId: 'r' } };
    expect(await ask(next, clientId, [plum], 'r')).toMatchObject({ failure: early });
    expect(await recordsOf(clientId)).toEqual([]);
    clock.advance(30_000);
    const answer = await ask(next, clientId, [plum], 'r');
    expect(predictionsOf(answer)).toMatchObject([{ modelVersion: 'v-next' }]);
    expect(await ask(dependenciesOf({ table }), clientId, [plum], 'r')).toEqual(answer);
  });
});

describe('while DynamoDB is in trouble', () => {
  it('R3: what could not be recorded in time is Internal, to be retried, and is not answered', async () => {
    const clock = fakeClock();
    const startMs = clock.now();
    dynamo.faults.current = () => THROTTLED;
    const dependencies = dependenciesOf({ table: dynamo.predictions(clock) });
    const single = await ask(dependencies, randomUUID(), [plum]);
    expect(single).toMatchObject({ outcomes: [{ rejection: INTERNAL }] });
    expect(clock.now() - startMs).toBeLessThanOrEqual(2_400);
    expect(await ask(dependencies, randomUUID(), [plum], 'r')).toMatchObject({ failure: INTERNAL });
  });

  it('the wines of a batch that could be recorded are answered', async () => {
    const clientId = randomUUID();
    const wines = Array.from({ length: 50 }, (_, n) => ({ winery: `Winery ${n}` }));
    dynamo.faults.current = (_, body) => (body.includes('Winery 30') ? THROTTLED : undefined);
    const answer = await ask(dependenciesOf({ table: dynamo.predictions(fakeClock()) }), clientId, wines);
    dynamo.faults.current = undefined;
    expect(outcomesOf(answer).map((outcome) => 'prediction' in outcome)).toEqual(wines.map((_, n) => n < 25));
    expect(await recordsOf(clientId)).toEqual(predictionsOf(answer));
  });

  it('R3: with half of all requests throttled, every call is answered or retryable within the time', async () => {
    let state = 7;
    dynamo.faults.current = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 2 === 0 ? THROTTLED : undefined;
    };
    const clientId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const clock = fakeClock();
        const answer = await ask(dependenciesOf({ table: dynamo.predictions(clock) }), clientId, [plum], `r${n % 8}`);
        return { answer, tookMs: clock.pauses.reduce((sum, pause) => sum + pause, 0) };
      }),
    );
    for (const { answer, tookMs } of answers) {
      expect(tookMs).toBeLessThan(2_401);
      const failures = 'failure' in answer ? [answer.failure] : [];
      for (const failure of failures) expect(failure).toMatchObject(INTERNAL);
    }
    dynamo.faults.current = undefined;
    const recorded = new Set((await recordsOf(clientId)).map(({ id }) => id));
    const answered = answers.flatMap(({ answer }) => ('outcomes' in answer ? predictionsOf(answer) : []));
    expect(answered.filter(({ id }) => !recorded.has(id))).toEqual([]);
    expect(recorded.size).toBeLessThanOrEqual(8);
    expect(answered.length).toBeGreaterThan(30);
  });

  it('what a retry cannot cure is thrown, for the log', async () => {
    const missing = { ...dynamo.predictions(), name: 'Elsewhere' };
    await expect(ask(dependenciesOf({ table: missing }), randomUUID(), [plum])).rejects.toThrow('resource not found');
  });
});
