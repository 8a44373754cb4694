import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PredictionJobPage } from '../../generated/schema.ts';
import { type Fields, openFields } from './fields.ts';
import { loadResolver } from './harness.ts';
import { jobId, storedJob, toldOf } from './jobs.ts';
import { asClient } from './predictions.ts';

let fields: Fields;
const ask = (clientId: string, args: object = {}) =>
  fields.run<PredictionJobPage>('Query.predictionJobs', asClient(clientId), args);
const idsOf = ({ value }: Awaited<ReturnType<typeof ask>>) => value.items.map(({ id }) => id);

beforeAll(async () => {
  fields = await openFields(['Query.predictionJobs']);
  await fields.put(
    'Jobs',
    [0, 1, 2, 3, 4].map((n) => storedJob({ id: jobId(n) })),
  );
  await fields.put('Jobs', [storedJob({ clientId: 'bob', id: jobId(9) })]);
});
afterAll(() => fields.close());

it('lists the client’s own jobs, newest first, each as the client may see it', async () => {
  const page = await ask('ann');
  expect(idsOf(page)).toEqual([4, 3, 2, 1, 0].map(jobId));
  expect(page.value.items[0]).toEqual(toldOf(storedJob({ id: jobId(4) })));
  expect(page.value.nextToken).toBeNull();
  expect(idsOf(await ask('eve'))).toEqual([]);
});

it('goes on where the page before has ended', async () => {
  const first = await ask('ann', { limit: 2 });
  const second = await ask('ann', { limit: 2, nextToken: first.value.nextToken });
  const third = await ask('ann', { limit: 2, nextToken: second.value.nextToken });
  expect([first, second, third].map(idsOf)).toEqual([[jobId(4), jobId(3)], [jobId(2), jobId(1)], [jobId(0)]]);
  expect(third.value.nextToken).toBeNull();
});

it.each([
  [{ limit: 0 }, 'limit', 'range'],
  [{ limit: 101 }, 'limit', 'range'],
  [{ nextToken: 'none' }, 'nextToken', 'token'],
  [{ nextToken: Buffer.from('{"list":"jobs","before":"x"}').toString('base64') }, 'nextToken', 'token'],
  [{ nextToken: Buffer.from(`{"kind":"run","before":"${jobId(1)}"}`).toString('base64') }, 'nextToken', 'token'],
])('refuses %j', async (args, field, rule) => {
  expect((await ask('ann', args)).error).toMatchObject({ errorType: 'InvalidInput', errorInfo: { field, rule } });
});

it('is Internal where DynamoDB fails, and Unauthorized without a key', async () => {
  const resolver = await loadResolver('Query.predictionJobs');
  const context = { identity: asClient('ann'), arguments: {} };
  const { raised } = resolver.response({ ...context, error: { type: 'DynamoDB:x', message: 'y' } });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
  expect(resolver.request({ ...context, identity: null }).raised).toMatchObject({ errorType: 'Unauthorized' });
});
