import { expect, it } from 'vitest';
import { askField, itAsksModels, modelVersion } from './models-answers.ts';

const field = askField('Mutation.rollbackModel');

itAsksModels(field, 'rollbackModel', { reason: 'It is worse.' }, modelVersion(), { newestMove: 0 });

it('answers the version that is the champion again', async () => {
  const version = modelVersion({ state: 'CHAMPION' });
  const { value } = await field.run({ reason: 'It is worse.' }, { value: version });
  // AppSync makes the text of an AWSJSON of it.
  expect(value).toEqual({ ...version, evaluation: { country: { slices: [1, 2] } } });
});
