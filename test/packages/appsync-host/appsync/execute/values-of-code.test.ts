import { expect, it } from 'vitest';
import { createFieldRunner } from '../../../../../packages/appsync-host/resolver/runner.ts';
import { resolverOf } from '../../resolver/run-code.ts';
import { serveApi, type TestApi } from '../api-over-http.ts';

const SCHEMA = `
  type Query { wine: Wine }
  type Wine { name: String price: Float points: Int old: Boolean tags: [String] parts: [Wine] data: AWSJSON }
`;
const ASKED = '{ wine { name price points old tags data parts { name parts { name } } } }';

/** An API whose only field is answered by code with this body. */
function answerBy(body: string): Promise<TestApi> {
  const fields = createFieldRunner({
    definitions: [
      {
        typeName: 'Query',
        fieldName: 'wine',
        kind: 'UNIT',
        code: resolverOf('return {};', body),
        dataSource: { name: 'none', type: 'NONE' },
      },
    ],
    dynamodb: () => Promise.reject(new Error('no DynamoDB here')),
    invoke: () => Promise.reject(new Error('no Lambda here')),
    tokenKey: new Uint8Array(32),
  });
  return serveApi(SCHEMA, {}, {}, { fields });
}

it.each([
  ['undefined is as what is not there', `return { name: undefined };`, { name: null }],
  ['NaN is null, as JSON has it', `return { price: 0 / 0, name: 'Gamay' };`, { price: null, name: 'Gamay' }],
  ['functions are left out, as by JSON', `return { name: () => 'x', tags: ['a', () => 'b'] };`, { tags: ['a', null] }],
  [
    'what says itself how it is written is written so',
    `return { parts: [{ toJSON: () => ({ name: 'told' }) }] };`,
    { parts: [{ name: 'told', parts: null }] },
  ],
  ['an object may stand for AWSJSON', `return { data: { a: [1, undefined] } };`, { data: '{"a":[1,null]}' }],
])('%s', async (_, body, wine) => {
  const api = await answerBy(body);
  const nothing = { name: null, price: null, points: null, old: null, tags: null, data: null, parts: null };
  expect(await api.ask(ASKED)).toEqual({ data: { wine: { ...nothing, ...wine } } });
});

it('no method of what code leaves is called: as JSON it has none', async () => {
  const api = await answerBy(`return { name: { valueOf: () => 'called' }, points: 90 };`);
  const { data, errors } = await api.ask('{ wine { name points } }');
  expect(data).toEqual({ wine: { name: null, points: 90 } });
  expect(errors).toHaveLength(1);
});

it('a list of more entries than a loop of AppSync has rounds is answered whole', async () => {
  const api = await answerBy(`
    let tags = ['a', 'b'];
    for (const round of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) tags = [...tags, ...tags];
    return { tags };
  `);
  const { data } = await api.ask('{ wine { tags } }');
  expect((data?.['wine'] as { tags: string[] }).tags).toHaveLength(2048);
});

it('what contains itself is an error of the code', async () => {
  const api = await answerBy(`const wine = { name: 'a' }; wine.parts = [wine]; return wine;`);
  const { data, errors } = await api.ask('{ wine { name } }');
  expect(data).toEqual({ wine: null });
  const message = expect.stringContaining('circular structure') as string;
  expect(errors).toEqual([expect.objectContaining({ errorType: 'Code', message })]);
});
