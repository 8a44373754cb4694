import { expect, test } from 'vitest';
import { serveApi } from '../api-over-http.ts';

const schema = `
  input WineInput { price: Float, points: Int }
  type Query { price(wine: WineInput, of: [Float!]): Float }
`;

test.each([
  ['{ price(wine: { price: 1e400 }) }', "argument 'wine.price' with value 'FloatValue{value=1e400}'"],
  ['{ price(of: [1, -1e400]) }', "argument 'of[1]' with value 'FloatValue{value=-1e400}'"],
  [`{ price(wine: { price: ${'9'.repeat(400)} }) }`, "argument 'wine.price' with value 'IntValue{value=999"],
])('R14: a number that no Float holds is of the wrong type: %s', async (query, told) => {
  const api = await serveApi(schema, { 'Query.price': () => 1 });
  const { data, errors } = await api.ask(query);
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.['message']).toContain(`Validation error of type WrongType: ${told}`);
});

test('R14: in variables it is refused, too', async () => {
  const api = await serveApi(schema, { 'Query.price': () => 1 });
  const query = 'query ($wine: WineInput) { price(wine: $wine) }';
  const { body } = await api.post(`{"query":${JSON.stringify(query)},"variables":{"wine":{"price":1e400}}}`);
  expect(body).toMatchObject({
    data: null,
    errors: [{ message: expect.stringContaining("Expected type 'Float'") as string }],
  });
});

test('the largest numbers are taken', async () => {
  const api = await serveApi(schema, {
    'Query.price': ({ arguments: args }) => (args['wine'] as { price: number }).price,
  });
  expect(await api.ask('{ price(wine: { price: 1.7e308 }) }')).toEqual({ data: { price: 1.7e308 } });
});
