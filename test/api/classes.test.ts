import { expect, it } from 'vitest';
import { api, connect, errorOf, post, someWine } from './api.ts';

const terroir = await connect();

it.each(['COUNTRY', 'VARIETY'] as const)(
  'every %s that can be answered is listed, once, with counts',
  async (target) => {
    const classes = await terroir.classes(target);
    const names = classes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const counts = classes.map(({ examples }) => examples ?? 0);
    expect(counts).toEqual(counts.toSorted((one, other) => other - one));
    expect(counts.at(-1)).toBeGreaterThan(0);
    expect(classes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  },
);

it('what is answered is among them', async () => {
  const { country, variety } = await terroir.predict(someWine());
  const listed = await Promise.all([terroir.classes('COUNTRY'), terroir.classes('VARIETY')]);
  const [countries, varieties] = listed.map((classes) => classes.map(({ name }) => name));
  expect(countries).toEqual(expect.arrayContaining(country.ranking.map(({ name }) => name)));
  expect(varieties).toEqual(expect.arrayContaining(variety.ranking.map(({ name }) => name)));
});

it('a target that there is not is refused before anything is asked', async () => {
  const { errors } = await post({ query: '{ classes(target: WINERY) { name } }' }, { authorization: api.key });
  expect(errors).toHaveLength(1);
});

it('a version that is not there can be compared with none', async () => {
  const { id } = await terroir.champion();
  const error = await errorOf(terroir.compareModels(id, 'v-none'));
  expect(error).toMatchObject({ errorType: 'NotFound', field: 'second' });
});
