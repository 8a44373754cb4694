import { expect, it } from 'vitest';
import { itAsksBulk } from './jobs.ts';
import { askField } from './models-answers.ts';

const field = askField('Mutation.createUpload');
const caller = (scopes: string) => ({ resolverContext: { clientId: 'ann', scopes } });

itAsksBulk(field, 'createUpload', { bytes: 10, purpose: 'PREDICT' });

it.each(['predict', 'predict,history', 'predict,cooperate', ''])(
  'of what is to be imported is Unauthorized with the scopes %j',
  async (scopes) => {
    const { error } = await field.runAs(caller(scopes), { bytes: 10, purpose: 'IMPORT' });
    expect(error).toMatchObject({ errorType: 'Unauthorized' });
  },
);

it('of what is to be imported is open to an operator', async () => {
  // No Lambda answers here: it was asked.
  const { error } = await field.runAs(caller('predict,operate'), { bytes: 10, purpose: 'IMPORT' });
  expect(error).toMatchObject({ errorType: 'Internal' });
});
