import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fields, openFields } from './fields.ts';
import { loadResolver } from './harness.ts';
import { jobId, storedJob } from './jobs.ts';
import { SUBSCRIBER } from './subscriptions.ts';

const FIELD = 'Subscription.onPredictionJob';
let fields: Fields;
const begin = (identity: unknown, id: string) => fields.run(FIELD, identity, { id });

beforeAll(async () => {
  fields = await openFields([FIELD]);
  await fields.put('Jobs', [storedJob(), storedJob({ clientId: 'bob', id: jobId(1) })]);
  await fields.put('Clients', [{ keyHash: 'hash', state: 'active' }]);
});
afterAll(() => fields.close());

describe('a subscription to a job', () => {
  it('begins with nothing, for whoever has a key that is good at this moment', async () => {
    expect(await begin(SUBSCRIBER, jobId(0))).toEqual({ value: null, error: undefined });
  });

  it.each([
    ['of another client', jobId(1)],
    ['that there is not', jobId(7)],
    ['by what is no id', 'none'],
  ])('%s is NotFound', async (_, id) => {
    const { error } = await begin(SUBSCRIBER, id);
    expect(error).toMatchObject({ errorType: 'NotFound', errorInfo: { field: 'id' } });
  });

  it('is Unauthorized for a key that is unknown by now, and without one', async () => {
    const revoked = { resolverContext: { ...SUBSCRIBER.resolverContext, keyHash: 'another' } };
    expect((await begin(revoked, jobId(0))).error).toMatchObject({ errorType: 'Unauthorized' });
    expect((await begin({ userArn: 'x' }, jobId(0))).error).toMatchObject({ errorType: 'Unauthorized' });
  });

  it('is Internal, and may be tried again, where DynamoDB fails', async () => {
    for (const step of ['steps/readOwnJob', 'steps/readKey']) {
      const resolver = await loadResolver(step);
      const context = { identity: SUBSCRIBER, arguments: { id: jobId(0) } };
      const { raised } = resolver.response({ ...context, error: { type: 'DynamoDB:x', message: 'y' } });
      expect(raised, step).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
    }
  });
});
