import { beforeAll, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { trainingRun } from './runs.ts';

const run = trainingRun('01KASTV5XJ0123456789ABCDEF', {
  share: 0.5,
  refused: ['Row 7 has no note.'],
  decision: { promoted: true, reason: 'Every check passed.', checks: [{ name: 'a', passed: true, detail: 'b' }] },
});
let resolver: TestedResolver;

beforeAll(async () => {
  resolver = await loadResolver('Mutation.publishTrainingCompleted');
});

it('answers the run whole, as it came, so that subscribers get all of it', () => {
  const { value: asked } = resolver.request({ arguments: { run }, identity: { userArn: 'arn:aws:iam::1:role/train' } });
  expect(asked).toEqual({ payload: run });
  expect(resolver.response({ arguments: { run }, result: run }).value).toEqual(run);
});

it('is Internal, and may be tried again, where AppSync itself fails', () => {
  const { raised } = resolver.response({ arguments: { run }, error: { type: 'x', message: 'y' } });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
});
