import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainingRun } from '../../generated/schema.ts';
import { type Answered, type Fields, openFields } from './fields.ts';
import { loadResolver } from './harness.ts';
import { asClient } from './predictions.ts';
import { trainingRun } from './runs.ts';

const ID = '01KASTV5XJ0123456789ABCDEF';
let fields: Fields;

beforeAll(async () => {
  fields = await openFields(['Query.trainingRun']);
  await fields.put('Models', [
    { kind: 'run', ...trainingRun(ID, { share: 0.25 }) },
    { kind: 'lease', id: 'training', runId: ID },
    { kind: 'version', id: '01KASTV5XJ0123456789ABCDEG' },
  ]);
});

afterAll(() => fields.close());

function find(id: string): Promise<Answered<TrainingRun | null>> {
  return fields.run('Query.trainingRun', asClient('ann'), { id });
}

it('answers a run as it stands', async () => {
  expect((await find(ID)).value).toMatchObject(trainingRun(ID, { share: 0.25 }));
});

it('is as new as what was written last', async () => {
  const resolver = await loadResolver('steps/readRun');
  const { value } = resolver.request({ identity: asClient('ann'), arguments: { id: ID } });
  expect(value).toMatchObject({ consistentRead: true });
});

it.each(['01KASTV5XJ0123456789ABCDEG', '01KASTV5XJ0123456789ABCDEH', 'training', '', 'x'.repeat(100_000)])(
  'is null for what is no run’s id: %s',
  async (id) => {
    expect(await find(id)).toEqual({ value: null, error: undefined });
  },
);

it('is Internal where DynamoDB fails, and may be tried again', async () => {
  const resolver = await loadResolver('steps/readRun');
  const error = { type: 'DynamoDB:ProvisionedThroughputExceededException', message: 'Too much of Models-X7.' };
  const { raised, logs } = resolver.response({ identity: asClient('ann'), arguments: { id: ID }, error });
  expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
  expect(raised?.message).not.toContain('X7');
  expect(logs.join()).toContain('Too much of Models-X7.');
});

it('is Unauthorized for whoever came in without a key', async () => {
  const { error } = await fields.run('Query.trainingRun', { userArn: 'x' }, { id: ID });
  expect(error).toMatchObject({ errorType: 'Unauthorized' });
});
