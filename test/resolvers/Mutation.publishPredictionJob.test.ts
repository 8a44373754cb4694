import { beforeAll, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { storedJob, toldOf } from './jobs.ts';

const job = toldOf(storedJob());
let resolver: TestedResolver;

beforeAll(async () => {
  resolver = await loadResolver('Mutation.publishPredictionJob');
});

it('answers the job whole, as it came, so that its subscriber gets all of it', () => {
  const { value: asked } = resolver.request({ arguments: { job }, identity: { userArn: 'arn:aws:iam::1:role/bulk' } });
  expect(asked).toEqual({ payload: job });
  expect(resolver.response({ arguments: { job }, result: job }).value).toEqual(job);
});

it('is Internal, and may be tried again, where AppSync itself fails', () => {
  const { raised } = resolver.response({ arguments: { job }, error: { type: 'x', message: 'y' } });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
});
