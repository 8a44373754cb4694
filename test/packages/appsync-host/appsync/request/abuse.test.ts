/** Promises R12 and R22: what a hostile query costs. The checks named graphql-cop are those of dolevf/graphql-cop. */
import { describe, expect, test } from 'vitest';
import { settledHeapMb } from '../../settled-heap.ts';
import { apiKey, serveApi, type TestApi } from '../api-over-http.ts';

const schema = `
  input Grape { name: String, share: Float, parents: [Grape!] }
  type Wine { id: ID!, name: String, maker: Maker }
  type Maker { name: String, wines: [Wine!] }
  type Query { wine(id: ID!): Wine, search(text: String, grapes: [Grape!]): [Wine!] }
  type Mutation { add(grape: Grape!): Wine }
`;

const ruby = { id: 'w1', name: 'Ruby', maker: { name: 'Ann' } };
const resolvers = { 'Query.wine': () => ruby, 'Query.search': () => [ruby], 'Mutation.add': () => ruby };

const serve = (definition: Parameters<typeof serveApi>[2] = {}): Promise<TestApi> =>
  serveApi(schema, resolvers, definition);

const times = (count: number, write: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => write(at)).join(' ');

describe('R22: graphql-cop', () => {
  test('alias overloading: each alias counts as a resolver, and those beyond the limit are not run', async () => {
    const api = await serve({ resolverCountLimit: 10 });
    const { data, errors = [] } = await api.ask(`{ ${times(101, (at) => `a${at}: wine(id: 1) { id }`)} }`);
    expect(Object.values(data ?? {}).filter((wine) => wine !== null)).toHaveLength(10);
    expect(new Set(errors.map(({ errorType }) => errorType))).toEqual(new Set(['ResolverExecutionLimitReached']));
    expect(errors).toHaveLength(91);
  });

  test('array-based query batching is not answered', async () => {
    const api = await serve();
    const { status, body } = await api.post(Array.from({ length: 10 }, () => ({ query: '{ __typename }' })));
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ errorType: 'MalformedHttpRequestException' }]);
  });

  test('directive overloading is refused, with no more errors than fifty', async () => {
    const api = await serve();
    const { data, errors } = await api.ask(`{ __typename ${'@aa'.repeat(7_000)} }`);
    expect(data).toBeNull();
    expect(errors?.length).toBeLessThanOrEqual(51);
  });

  test('circular introspection is refused', async () => {
    const api = await serve();
    const circle = 'fields { type { fields { type { fields { type { fields { name } } } } } } }';
    const { data, errors } = await api.ask(`{ __schema { types { ${circle} } } }`);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ message: expect.stringContaining('MaximumIntrospectionDepth') as string }]);
  });

  test('field duplication is refused', async () => {
    const api = await serve();
    const { data, errors } = await api.ask(`{ ${'__typename '.repeat(500)} }`);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ message: 'Validation stopped: the query is too costly to check.' }]);
  });

  test('field suggestions are not made', async () => {
    const api = await serve();
    expect(JSON.stringify(await api.ask('{ wines(id: 1) { id } }'))).not.toMatch(/did you mean|"wine"/i);
  });

  test('introspection that is switched off knows no __schema and no __type', async () => {
    const api = await serve({ introspection: false });
    for (const field of ['__schema { types { name } }', '__type(name: "Query") { name }']) {
      const { data, errors } = await api.ask(`{ ${field} }`);
      expect(data).toBeNull();
      expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('FieldUndefined') as string });
    }
  });

  test('GraphiQL may not be shown in the frame of another site', async () => {
    const { headers } = await (await serve()).fetch('/graphiql');
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  test('trace mode: no answer tells how long its parts took', async () => {
    const { body } = await (
      await serve()
    ).post({ query: '{ __typename }' }, { 'x-api-key': apiKey, 'apollo-tracing': '1' });
    expect(Object.keys(body)).toEqual(['data']);
  });

  test('unhandled errors show nothing of the inside', async () => {
    const { body } = await (await serve()).post('qwerty { abc }');
    expect(JSON.stringify(body)).not.toMatch(/stack|node_modules|\.ts/);
  });

  test('a mutation over GET is refused, a query needs the key', async () => {
    const api = await serve();
    const mutation = encodeURIComponent('mutation { add(grape: {}) { id } }');
    const headers = { 'x-api-key': apiKey };
    expect((await api.fetch(`/graphql?query=${mutation}`, { headers })).status).toBe(405);
    expect((await api.fetch('/graphql?query={__typename}')).status).toBe(401);
    expect(await (await api.fetch('/graphql?query={__typename}', { headers })).json()).toEqual({
      data: { __typename: 'Query' },
    });
  });

  test('a form, which any site could have sent, is not understood', async () => {
    const api = await serve();
    const body = `query=${encodeURIComponent('{ __typename }')}`;
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/x-www-form-urlencoded' };
    const response = await api.fetch('/graphql', { method: 'POST', body, headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ errorType: 'MalformedHttpRequestException' }] });
  });
});

const json = (query: string, variables: object = {}): string => JSON.stringify({ query, variables });
const nested = (levels: number, open: string, core: string, close: string): string =>
  open.repeat(levels) + core + close.repeat(levels);
/** Each fragment is spread twice by the one before: two to the thirtieth ways lead to the last one. */
const doubling = times(30, (at) => `fragment f${at} on Wine { maker { name } ...f${at + 1} ...f${at + 1} }`);
const search = 'query ($text: String, $grapes: [Grape!]) { search(text: $text, grapes: $grapes) { id } }';
const numberedTo = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, at]));
const numbered = numberedTo(100_000);

/** What is asked, and what must be in the answer. */
const HOSTILE: [string, string, RegExp][] = [
  ['10,000 aliases', json(`{ ${times(10_000, (at) => `a${at}: __typename`)} }`), /exceeds 15000 tokens/],
  ['1,000 aliases', json(`{ ${times(1_000, (at) => `a${at}: wine(id: 1) { id }`)} }`), /"a999":\{"id":"w1"\}/],
  [
    '100,000 wines',
    json(search, { grapes: Array.from({ length: 100_000 }, () => ({ name: 'x' })) }),
    /more than 25000/,
  ],
  ['100,000 variables', json(search, numbered), /RequestEntityTooLargeException/],
  [
    '100,000 declared variables',
    json(`query (${times(100_000, (at) => `$v${at}: ID`)}) { __typename }`),
    /15000 tokens/,
  ],
  ['a note of a million characters', json(search, { text: 'n'.repeat(1_000_000) }), /"w1"/],
  ['a field name of a million characters', json(`{ ${'f'.repeat(1_000_000)} }`), /FieldUndefined/],
  ['an argument of such a name', json(`{ wine(${'f'.repeat(1_000_000)}: 1) { id } }`), /UnknownArgument/],
  ['a variable of such a name', json(`query ($${'f'.repeat(1_000_000)}: ID!) { __typename }`), /UnusedVariable/],
  [
    'a number of a million digits',
    json(`{ search(grapes: [{ share: ${'9'.repeat(1_000_000)} }]) { id } }`),
    /WrongType/,
  ],
  [
    'an unknown operation of such a name',
    JSON.stringify({ query: '{ __typename }', operationName: 'o'.repeat(1_000_000) }),
    /Unknown operation/,
  ],
  [
    'a selection 2,000 levels deep',
    json(nested(2_000, '{ ... on Query ', '{ __typename }', '}')),
    /too costly|Unable to parse/,
  ],
  ['fields 50 levels deep', json(`{ wine(id: 1) ${nested(50, '{ maker { wines ', '{ id }', '} }')} }`), /"wines":null/],
  ['brackets a million deep', '['.repeat(1_000_000), /Unable to parse/],
  [
    'an object 900 levels deep',
    json(search).replace('{}', nested(900, '{"grapes":', '1', '}')),
    /is not defined for input object/,
  ],
  [
    'a literal 3,000 levels deep',
    json(`{ search(grapes: ${nested(3_000, '[', '{}', ']')}) { id } }`),
    /WrongType|too costly|Unable/,
  ],
  ['fragments that double', json(`{ wine(id: 1) { ...f0 } } ${doubling} fragment f30 on Wine { id }`), /"id":"w1"/],
  [
    'a chain of 1,500 fragments',
    json(
      `{ ...f0 } ${times(1_500, (at) => `fragment f${at} on Query { ...f${at + 1} }`)} fragment f1500 on Query { __typename }`,
    ),
    /"Query"/,
  ],
  [
    'a circle of 1,500 fragments',
    json(`{ ...f0 } ${times(1_500, (at) => `fragment f${at} on Query { ...f${(at + 1) % 1_500} }`)}`),
    /FragmentCycle/,
  ],
  [
    'fragments that all spread each other',
    json(
      `{ ${times(118, (at) => `...f${at}`)} } ${times(118, (at) => `fragment f${at} on Query { ${times(59, (to) => `...f${(at + to + 1) % 118}`)} }`)}`,
    ),
    /too costly|FragmentCycle/,
  ],
  ['commas behind a hundred thousand blanks', `${' '.repeat(100_000)}${','.repeat(60_000)}`, /Unable to parse/],
  [
    'a literal object of 3,500 unknown fields',
    json(`mutation { add(grape: { ${times(3_500, (at) => `f${at}: 1`)} }) { id } }`),
    /WrongType/,
  ],
  ['24,000 variables', json(search, numberedTo(24_000)), /"w1"/],
  ['the same field 1,000 times', json(`{ ${times(1_000, () => 'wine(id: 1) { id }')} }`), /too costly/],
  [
    'the same nested field 300 times',
    json(`{ ${times(300, () => 'wine(id: 1) { maker { name wines { id } } }')} }`),
    /too costly/,
  ],
  [
    '__schema 300 times',
    json(`{ ${times(300, (at) => `a${at}: __schema { types { fields { name } } }`)} }`),
    /good faith/,
  ],
  [
    'errors behind a million empty lines',
    json(`{ ${'\n'.repeat(1_000_000)} ${times(50, (at) => `none${at}`)} }`),
    /"line":1000001/,
  ],
  [
    'a comment of nine million characters',
    json(`{ #${'x'.repeat(9_000_000)}\n __typename }`),
    /exceeds 2000000 characters/,
  ],
  [
    'a batch of 100,000',
    JSON.stringify(Array.from({ length: 100_000 }, () => ({ query: '{ __typename }' }))),
    /Unable to parse/,
  ],
];

describe('R12: a hostile request', () => {
  test.each(HOSTILE)('with %s is answered within 200 ms and in little', async (_, body, expected) => {
    const api = await serve();
    const { text, processorMs } = await fastestOf(3, api, body);
    expect(text).toMatch(expected);
    expect(processorMs).toBeLessThan(200);
    expect(text.length).toBeLessThan(60_000);
  });

  test('leaves the memory as it was', async () => {
    const api = await serve();
    const send = async (): Promise<void> => {
      for (const [, body] of HOSTILE) await fastestOf(1, api, body);
    };
    await send();
    const before = await settledHeapMb();
    for (let round = 0; round < 3; round += 1) await send();
    expect((await settledHeapMb()) - before).toBeLessThan(15);
  });
});

/** Time of the processor, for both sides: a machine that is busy with something else as well does not count. */
async function fastestOf(attempts: number, api: TestApi, body: string): Promise<{ text: string; processorMs: number }> {
  let processorMs = Infinity;
  let text = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = process.threadCpuUsage();
    const response = await api.fetch('/graphql', { method: 'POST', body, headers: { 'x-api-key': apiKey } });
    expect(response.status).toBeLessThan(500);
    text = await response.text();
    const { user, system } = process.threadCpuUsage(before);
    processorMs = Math.min(processorMs, (user + system) / 1000);
  }
  return { text, processorMs };
}
