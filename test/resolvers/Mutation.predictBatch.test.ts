import { beforeAll, describe, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient, storedPrediction } from './predictions.ts';

const identity = asClient('ann');
const wines = [{ variety: 'Merlot' }, { price: -1 }, { country: 'France' }];
let single: TestedResolver;
let resolver: TestedResolver;

beforeAll(async () => {
  [single, resolver] = await Promise.all([loadResolver('Mutation.predict'), loadResolver('Mutation.predictBatch')]);
});

const rejection = {
  errorType: 'InvalidInput',
  message: 'price must be a number from 0.01 to 100,000.',
  errorInfo: { field: 'price', rule: 'range', retryable: false, retryAfterSeconds: null, requestId: null },
};

function predictionOf(n: number) {
  return { prediction: storedPrediction(`01KASTV5XJ${String(n).padStart(16, '0')}`) };
}

function answer(result: unknown) {
  return resolver.response({ identity, arguments: { wines }, result });
}

describe('a quota', () => {
  const quota = { limit: 100, remaining: 40, resetSeconds: 17 };
  const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': '17' };

  it('goes to the predict function with whose it is', () => {
    const limited = { resolverContext: { clientId: 'ann/17', account: 'ann', quotaPerMinute: 100, quotaPerDay: 9 } };
    const { value } = resolver.request({ identity: limited, arguments: { wines } });
    expect(value).toMatchObject({
      payload: { clientId: 'ann/17', account: 'ann', quotaPerMinute: 100, quotaPerDay: 9 },
    });
  });

  it('is told in headers with an answer and with a refusal, and not where there is none', () => {
    const failure = { ...rejection, errorType: 'QuotaExceeded' };
    const outcomes = [predictionOf(1)];
    expect(answer({ outcomes, quota }).headers).toEqual(headers);
    const refused = answer({ failure, quota });
    expect([refused.raised?.errorType, refused.headers]).toEqual(['QuotaExceeded', headers]);
    expect(answer({ outcomes }).headers).toEqual({});
  });
});

describe('the predict function is asked', () => {
  it('about all wines at once, in the name of the client', () => {
    expect(resolver.request({ identity, arguments: { wines, requestId: 'r1' } }).value).toEqual({
      operation: 'Invoke',
      payload: { clientId: 'ann', wines, requestId: 'r1' },
    });
  });

  it('also about no wines and too many: it says what is wrong with them', () => {
    for (const count of [0, 101, 2_000]) {
      const asked = Array<object>(count).fill({ variety: 'Merlot' });
      expect(resolver.request({ identity, arguments: { wines: asked } }).value).toMatchObject({
        payload: { wines: asked },
      });
    }
  });

  it('for whoever has a key, and for nobody else', () => {
    expect(resolver.request({ identity: null, arguments: { wines } }).raised).toMatchObject({
      errorType: 'Unauthorized',
    });
  });
});

describe('a batch', () => {
  it('has a result for each wine, in the order given, and counts them', () => {
    const { value } = answer({ outcomes: [predictionOf(0), { rejection }, predictionOf(2)] });
    expect(value).toEqual({
      results: [
        expect.objectContaining({ __typename: 'Prediction', id: predictionOf(0).prediction.id }),
        {
          __typename: 'Rejection',
          index: 1,
          errorType: 'InvalidInput',
          field: 'price',
          message: 'price must be a number from 0.01 to 100,000.',
        },
        expect.objectContaining({ __typename: 'Prediction', id: predictionOf(2).prediction.id }),
      ],
      predicted: 2,
      rejected: 1,
    });
  });

  it('of 100 has each prediction as `predict` would answer it alone', () => {
    const outcomes = Array.from({ length: 100 }, (_, n) => predictionOf(n));
    const alone = outcomes.map(
      (outcome) => single.response({ identity, arguments: { wine: {} }, result: { outcomes: [outcome] } }).value,
    );
    expect(answer({ outcomes }).value).toEqual({ results: alone, predicted: 100, rejected: 0 });
  });

  it('may be rejected wine by wine, to the last', () => {
    const { value } = answer({ outcomes: Array<object>(100).fill({ rejection }) });
    expect(value).toMatchObject({ predicted: 0, rejected: 100 });
  });
});

describe('an error', () => {
  it('is what the request as a whole failed with', () => {
    const failure = {
      errorType: 'InvalidInput',
      message: 'wines must hold 1 to 100 wines.',
      errorInfo: { field: 'wines', rule: 'batchSize', retryable: false, retryAfterSeconds: null, requestId: null },
    };
    expect(answer({ failure }).raised).toEqual({ ...failure, data: null });
  });

  it('of the function itself is Internal, and may be retried', () => {
    const error = { type: 'Lambda:ExecutionTimeoutException', message: 'Execution timed out.' };
    expect(resolver.response({ identity, arguments: { wines, requestId: 'r1' }, error }).raised).toMatchObject({
      errorType: 'Internal',
      message: 'The wine could not be predicted. Try again.',
      errorInfo: { retryable: true, requestId: 'r1' },
    });
  });

  it('is Internal, for the batch, when a wine has neither prediction nor rejection', () => {
    expect(answer({ outcomes: [predictionOf(0), {}] }).raised).toMatchObject({ errorType: 'Internal' });
  });
});
