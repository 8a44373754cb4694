import { expect, it } from 'vitest';
import { askField, itRaisesWhatFails } from './models-answers.ts';
import { trainingRun } from './runs.ts';

const field = askField('Mutation.startTraining');
const args = { reason: 'Two hundred labels.' };
const run = trainingRun('01KASTV5XJ0123456789ABCDEF');

itRaisesWhatFails(field, args);

it('takes the lease, sets the train function to work without waiting for it, and answers the run', async () => {
  const { value, error, asked } = await field.run(args, { value: run });
  expect({ value, error }).toEqual({ value: run, error: undefined });
  const payload = { operation: 'startTraining', clientId: 'ann', arguments: args };
  expect(asked).toEqual([
    { functionName: 'models', payload, invocationType: 'RequestResponse' },
    { functionName: 'train', payload: { run: run.id }, invocationType: 'Event' },
  ]);
});

it('sets nothing to work while another training runs', async () => {
  const errorInfo = { field: null, rule: null, retryable: true, retryAfterSeconds: 60, requestId: null };
  const failure = { errorType: 'TrainingInProgress', message: 'A training runs.', errorInfo };
  const { error, asked } = await field.run(args, { failure });
  expect(error).toMatchObject(failure);
  expect(asked).toHaveLength(1);
});

it('says when to try again where the train function can not be invoked', async () => {
  const { value, error } = await field.run(args, { value: run }, new Error('Rate exceeded for Train-X7.'));
  expect(value).toBeNull();
  expect(error).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true, retryAfterSeconds: 60 } });
  expect(error?.message).not.toContain('X7');
});
