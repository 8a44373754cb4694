import { expect, it } from 'vitest';
import { askField, itAsksModels, modelVersion } from './models-answers.ts';

const field = askField('Mutation.promoteModel');

itAsksModels(field, 'promoteModel', { id: 'v-1', reason: 'It is better.' }, modelVersion());

it('answers the version that is the champion now', async () => {
  const version = modelVersion({ state: 'CHAMPION' });
  const { value } = await field.run({ id: 'v-1', reason: 'It is better.' }, { value: version });
  // AppSync makes the text of an AWSJSON of it.
  expect(value).toEqual({ ...version, evaluation: { country: { slices: [1, 2] } } });
});
