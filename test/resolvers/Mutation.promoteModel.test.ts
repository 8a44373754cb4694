import { expect, it } from 'vitest';
import { askField, itAsksModels, modelVersion } from './models-answers.ts';

const field = askField('Mutation.promoteModel');

itAsksModels(field, 'promoteModel', { id: 'v-1', reason: 'It is better.' }, modelVersion(), { newestMove: 0 });

it('answers the version that is the champion now', async () => {
  const version = modelVersion({ state: 'CHAMPION' });
  const { value } = await field.run({ id: 'v-1', reason: 'It is better.' }, { value: version });
  // AppSync makes the text of an AWSJSON of it.
  expect(value).toEqual({ ...version, evaluation: { country: { slices: [1, 2] } } });
});

it('says which move was the newest when the request came, and which champion the client expects', async () => {
  const moves = ['0000000009', '0000000010'].map((id) => ({ kind: 'promotion', id, sequence: Number(id), to: 'v-0' }));
  await field.put('Models', moves);
  const args = { id: 'v-1', reason: 'It is better.', expectedChampion: 'v-0' };
  const { asked } = await field.run(args, { value: modelVersion() });
  expect(asked[0]?.payload).toMatchObject({ newestMove: 10, arguments: args });
});
