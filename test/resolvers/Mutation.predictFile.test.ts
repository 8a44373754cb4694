import { expect, it } from 'vitest';
import { itAsksBulk, jobId } from './jobs.ts';
import { askField } from './models-answers.ts';

const field = askField('Mutation.predictFile');
const ARGS = { upload: jobId(1), record: true, fileName: 'cellar.csv', requestId: 'r-1' };

itAsksBulk(field, 'predictFile', ARGS);

it('tells by which requestId a call failed that may be tried again', async () => {
  const { error } = await field.run(ARGS, new Error('Lambda is gone.'));
  expect(error).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true, requestId: 'r-1' } });
});
