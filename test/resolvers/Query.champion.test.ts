import { expect, it } from 'vitest';
import { askField, itAsksModels, modelVersion } from './models-answers.ts';

const field = askField('Query.champion');

itAsksModels(field, 'champion', {}, modelVersion());

it('answers the version, with the evaluation as a value', async () => {
  const version = modelVersion({ state: 'CHAMPION' });
  const { value } = await field.run({}, { value: version });
  // AppSync makes the text of an AWSJSON of it.
  expect(value).toEqual({ ...version, evaluation: { country: { slices: [1, 2] } } });
});
