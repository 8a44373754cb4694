import { expect, it } from 'vitest';
import { askField, itAsksModels } from './models-answers.ts';

const field = askField('Query.classes');

itAsksModels(field, 'classes', { target: 'VARIETY' }, []);

it('answers every class, with what was not counted as null', async () => {
  const classes = [
    { name: 'Gamay', examples: 12, share: 0.6 },
    { name: 'Melon', examples: null, share: 0.4 },
  ];
  expect((await field.run({ target: 'VARIETY' }, { value: classes })).value).toEqual(classes);
});
