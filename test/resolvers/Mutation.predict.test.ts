import { beforeAll, describe, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient, storedPrediction } from './predictions.ts';

const identity = asClient('ann');
const wine = { description: 'Cherry and cedar.', price: 30 };
const prediction = storedPrediction('01KASTV5XJ0123456789ABCDEF', { clientId: 'ann' });
let resolver: TestedResolver;

beforeAll(async () => {
  resolver = await loadResolver('Mutation.predict');
});

function answer(result: unknown, requestId?: string) {
  return resolver.response({ identity, arguments: { wine, requestId }, result });
}

const rejection = {
  errorType: 'InvalidInput',
  message: 'price must be a number from 0.01 to 100,000.',
  errorInfo: { field: 'price', rule: 'range', retryable: false, retryAfterSeconds: null, requestId: 'r1' },
};

describe('a quota', () => {
  const quota = { limit: 100, remaining: 40, resetSeconds: 17 };
  const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': '17' };

  it('goes to the predict function with whose it is', () => {
    const limited = { resolverContext: { clientId: 'ann/17', account: 'ann', quotaPerMinute: 100, quotaPerDay: 9 } };
    const { value } = resolver.request({ identity: limited, arguments: { wine } });
    expect(value).toMatchObject({
      payload: { clientId: 'ann/17', account: 'ann', quotaPerMinute: 100, quotaPerDay: 9 },
    });
  });

  it('is told in headers with an answer and with a refusal, and not where there is none', () => {
    const failure = { ...rejection, errorType: 'QuotaExceeded' };
    const outcomes = [{ prediction }];
    expect(answer({ outcomes, quota }).headers).toEqual(headers);
    const refused = answer({ failure, quota });
    expect([refused.raised?.errorType, refused.headers]).toEqual(['QuotaExceeded', headers]);
    expect(answer({ outcomes }).headers).toEqual({});
  });
});

describe('the predict function is asked', () => {
  it('about the wine, in the name of the client', () => {
    expect(resolver.request({ identity, arguments: { wine, requestId: 'r1' } }).value).toEqual({
      operation: 'Invoke',
      payload: { clientId: 'ann', wines: [wine], requestId: 'r1' },
    });
  });

  it.each([{ wine }, { wine, requestId: null }])('with a requestId of null, if there is none', (args) => {
    const { value } = resolver.request({ identity, arguments: args });
    expect(value).toMatchObject({ payload: { requestId: null } });
  });

  it('for whoever has a key, and for nobody else', () => {
    const { raised } = resolver.request({ identity: { userArn: 'arn:aws:iam::1:role/x' }, arguments: { wine } });
    expect(raised).toMatchObject({ errorType: 'Unauthorized' });
  });
});

describe('a prediction', () => {
  it('is answered as GraphQL has it', () => {
    const { value } = answer({ outcomes: [{ prediction }] });
    expect(value).toMatchObject({
      id: prediction.id,
      wine: prediction.wine,
      country: { name: 'France', confidence: 0.6001 },
      variety: { name: 'Pinot Noir', confidence: 0.5 },
      warnings: [],
    });
    expect(JSON.stringify(value)).not.toContain('clientId');
  });

  it('has five classes and up to eight pieces of evidence for each target', () => {
    const evidence = Array.from({ length: 8 }, (_, n) => [`word-${n}`, 'W', 1 - n / 10] as [string, 'W', number]);
    const { value } = answer({
      outcomes: [{ prediction: { ...prediction, country: { ...prediction.country, evidence } } }],
    });
    expect(value).toMatchObject({
      country: {
        ranking: prediction.country.ranking.map(([name, confidence]) => ({ name, confidence })),
        evidence: evidence.map(([feature, , effect]) => ({ feature, kind: 'WORD', effect })),
      },
      variety: { evidence: [] },
    });
  });
});

describe('an error', () => {
  it('is what the wine was rejected with', () => {
    expect(answer({ outcomes: [{ rejection }] }).raised).toEqual({ ...rejection, data: null });
  });

  it('is what the request failed with', () => {
    const failure = { ...rejection, errorType: 'RequestConflict', message: 'Used before.' };
    expect(answer({ failure }).raised).toEqual({ ...failure, data: null });
  });

  const internal = {
    errorType: 'Internal',
    message: 'The wine could not be predicted. Try again.',
    errorInfo: { field: null, rule: null, retryable: true, retryAfterSeconds: 1, requestId: 'r1' },
  };

  it('of the function itself is Internal, may be retried, and tells nothing of the inside', () => {
    const { raised } = resolver.response({
      identity,
      arguments: { wine, requestId: 'r1' },
      error: { type: 'Lambda:Unhandled', message: 'Cannot read properties of undefined (reading "ranking")' },
    });
    expect(raised).toEqual({ ...internal, data: null });
  });

  it('is InvalidInput, not to be retried, for a request that Lambda is too small for', () => {
    const { raised } = resolver.response({
      identity,
      arguments: { wine },
      error: { type: 'Lambda:RequestEntityTooLargeException', message: 'Request must be smaller than 6291456 bytes' },
    });
    expect(raised).toMatchObject({ errorType: 'InvalidInput', errorInfo: { rule: 'length', retryable: false } });
  });

  it.each([null, {}])('is Internal for an answer of another shape: %j', (result) => {
    expect(answer(result, 'r1').raised).toMatchObject(internal);
  });

  it.each([{ outcomes: [] }, { outcomes: [{}] }])('is Internal for an answer without the wine: %j', (result) => {
    expect(answer(result).raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
  });
});
