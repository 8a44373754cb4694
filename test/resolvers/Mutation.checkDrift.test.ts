import { expect, it } from 'vitest';
import { askField, itRaisesWhatFails } from './models-answers.ts';

const field = askField('Mutation.checkDrift');

it('asks the drift function, in the name of the operator', async () => {
  const { asked, value } = await field.run({}, { value: { state: 'STEADY', signals: [], history: [] } });
  expect(value).toMatchObject({ state: 'STEADY' });
  const payload = { operation: 'checkDrift', clientId: 'ann', arguments: {} };
  expect(asked).toEqual([{ functionName: 'drift', payload, invocationType: 'RequestResponse' }]);
});

itRaisesWhatFails(field, {});
