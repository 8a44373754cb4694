import { describe, expect, it } from 'vitest';
import { loadResolver } from './harness.ts';
import { asClient } from './predictions.ts';

const resolver = await loadResolver('Query.tryWine');
const identity = asClient('ann');
const wine = { description: 'Cherry and cedar.', price: 30 };

describe('trying a wine', () => {
  it('asks the predict function to record nothing, by the champion or the version that is named', () => {
    const asked = (args: object) => resolver.request({ identity, arguments: { wine, ...args } }).value;
    const payload = { clientId: 'ann', wines: [wine], requestId: null };
    expect(asked({})).toEqual({ operation: 'Invoke', payload: { ...payload, trial: { modelVersion: null } } });
    expect(asked({ modelVersion: 'v-1' })).toMatchObject({ payload: { trial: { modelVersion: 'v-1' } } });
  });

  it('answers what the function answers, with how the quota stands', () => {
    const result = { value: { modelVersion: 'v-1' }, quota: { limit: 10, remaining: 9, resetSeconds: 3 } };
    const { value, headers } = resolver.response({ identity, arguments: { wine }, result });
    expect(value).toEqual({ modelVersion: 'v-1' });
    expect(headers).toMatchObject({ 'x-ratelimit-remaining': '9' });
  });

  it('raises what the function refuses, and Internal where it gives no answer', () => {
    const failure = { errorType: 'NotFound', message: 'There is no model version v-2.', errorInfo: {} };
    const raised = (context: object) => resolver.response({ identity, arguments: { wine }, ...context }).raised;
    expect(raised({ result: { failure } })).toMatchObject({ errorType: 'NotFound', message: failure.message });
    expect(raised({ result: null, error: { message: 'late', type: 'Lambda' } })).toMatchObject({
      errorType: 'Internal',
    });
  });
});
