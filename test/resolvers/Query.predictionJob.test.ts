import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredJob } from '../../contract/stored/job.ts';
import { type Fields, openFields } from './fields.ts';
import { loadResolver } from './harness.ts';
import { jobId, storedJob, toldOf } from './jobs.ts';
import { asClient } from './predictions.ts';

let fields: Fields;
const ask = (clientId: string, id: string) => fields.run('Query.predictionJob', asClient(clientId), { id });

beforeAll(async () => {
  fields = await openFields(['Query.predictionJob']);
  await fields.put('Jobs', [storedJob()]);
});
afterAll(() => fields.close());

it('answers a job of the client’s own, and nothing of where its files lie', async () => {
  expect(await ask('ann', jobId(0))).toEqual({ value: toldOf(storedJob()), error: undefined });
});

it('answers one that an earlier release has stored, which did not count what it put together', async () => {
  const before: Partial<StoredJob> = storedJob({ id: jobId(2) });
  delete (before as { rowsCombined?: number }).rowsCombined;
  await fields.put('Jobs', [before]);
  expect(await ask('ann', jobId(2))).toEqual({ value: toldOf(before as StoredJob), error: undefined });
});

describe('null is the answer', () => {
  it.each([
    ['to another client', 'bob', jobId(0)],
    ['to a user of the client', 'ann/eve', jobId(0)],
    ['for an id that nobody has', 'ann', jobId(1)],
    ['for no text at all', 'ann', ''],
    ['for a very long text', 'ann', 'x'.repeat(100_000)],
  ])('%s', async (_, clientId, id) => {
    expect(await ask(clientId, id)).toEqual({ value: null, error: undefined });
  });
});

it('is Internal where DynamoDB fails, and Unauthorized without a key', async () => {
  const resolver = await loadResolver('Query.predictionJob');
  const context = { identity: asClient('ann'), arguments: { id: jobId(0) } };
  const { raised } = resolver.response({ ...context, error: { type: 'DynamoDB:x', message: 'Jobs-X7' } });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
  expect(raised?.message).not.toContain('X7');
  expect(resolver.request({ ...context, identity: null }).raised).toMatchObject({ errorType: 'Unauthorized' });
});
