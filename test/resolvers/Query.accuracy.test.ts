import { expect, it } from 'vitest';
import { askField, itAsksModels } from './models-answers.ts';

const field = askField('Query.accuracy');
const args = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', by: 'COUNTRY' };

itAsksModels(field, 'accuracy', args, []);

it('answers every slice as it was counted', async () => {
  const slice = { target: 'COUNTRY', slice: 'France', labelled: 4, right: 3, accuracy: 0.75, low: 0.301, high: 0.954 };
  expect((await field.run(args, { value: [slice] })).value).toEqual([slice]);
});
