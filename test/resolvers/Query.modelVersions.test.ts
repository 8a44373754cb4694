import { expect, it } from 'vitest';
import { askField, itAsksModels, modelVersion } from './models-answers.ts';

const field = askField('Query.modelVersions');
const args = { limit: 2, nextToken: 'abc' };

itAsksModels(field, 'modelVersions', args, { items: [], nextToken: null });

it('answers the versions, each with its evaluation as a value, and where to go on', async () => {
  const items = [modelVersion({ id: 'v-2', evaluation: [2] }), modelVersion({ evaluation: [1] })];
  expect((await field.run(args, { value: { items, nextToken: 'next' } })).value).toEqual({
    items: [
      { ...items[0], evaluation: [2] },
      { ...items[1], evaluation: [1] },
    ],
    nextToken: 'next',
  });
});

it('answers nothing at all where nothing was trained', async () => {
  expect((await field.run(args, { value: { items: [], nextToken: null } })).value).toEqual({
    items: [],
    nextToken: null,
  });
});
