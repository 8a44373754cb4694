import { describe, expect, it } from 'vitest';
import { canMakeKeys, connect, errorOf, makeKey } from './api.ts';

const to = new Date().toISOString();
const from = new Date(Date.now() - 60 * 60 * 1000).toISOString();

describe.runIf(canMakeKeys)('an operator', () => {
  it('sees whether the deployment is well, be CloudWatch in reach or not', async () => {
    const terroir = await connect(await makeKey({ scopes: ['operate'] }));
    const health = await terroir.health();
    expect(health.champion).toMatch(/\w/);
    expect(health.release).toMatch(/^\d+\.\d+\.\d+/);
    expect(health.node).toMatch(/^\d+\.\d+\.\d+/);
    expect(health.alarms.length > 0).toBe(health.alarmsUnavailable === null);
    expect(health.state === 'UNKNOWN').toBe(health.alarmsUnavailable !== null);
  });

  it.each([
    [{ name: 'vintage' }, 'name'],
    [{ period: 61 }, 'period'],
    [{ from: to, to: from }, 'from'],
  ])('is told what is wrong with a question: %j', async (changes, field) => {
    const terroir = await connect(await makeKey({ scopes: ['operate'] }));
    const error = await errorOf(terroir.metrics({ name: 'latencyMs', from, to, ...changes }));
    expect(error).toMatchObject({ errorType: 'InvalidInput', field, retryable: false });
  });

  it('is alone with that: other keys may not ask', async () => {
    const terroir = await connect(await makeKey({ scopes: ['predict', 'history', 'label'] }));
    const calls = [terroir.health(), terroir.metrics({ name: 'latencyMs', from, to })];
    for (const error of await Promise.all(calls.map(errorOf))) {
      expect(error).toMatchObject({ errorType: 'Unauthorized' });
    }
  });
});
