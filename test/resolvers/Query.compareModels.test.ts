import { expect, it } from 'vitest';
import { askField, itAsksModels } from './models-answers.ts';

const field = askField('Query.compareModels');
const args = { first: 'v-1', second: 'v-2' };
const alike = { ...args, facts: [], datasets: [], classes: [], slices: [] };

itAsksModels(field, 'compareModels', args, alike);

it('answers what differs as it was found', async () => {
  const found = { ...alike, facts: [{ path: 'training.settings.seed', first: '1', second: '2' }] };
  expect((await field.run(args, { value: found })).value).toEqual(found);
});
