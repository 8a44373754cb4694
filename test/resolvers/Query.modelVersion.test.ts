import { expect, it } from 'vitest';
import { askField, itAsksModels, modelVersion } from './models-answers.ts';

const field = askField('Query.modelVersion');
const args = { id: 'v-1' };

itAsksModels(field, 'modelVersion', args, modelVersion());

it('answers the version, with the evaluation as a value', async () => {
  const { value } = await field.run(args, { value: modelVersion() });
  expect(value).toEqual({ ...modelVersion(), evaluation: { country: { slices: [1, 2] } } });
});

it('is null where there is none of that id', async () => {
  expect(await field.run(args, { value: null })).toMatchObject({ value: null, error: undefined });
});
