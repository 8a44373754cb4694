import { describe, expect, test, vi } from 'vitest';
import type { FieldContext } from '../../../../../packages/appsync-host/resolver/field.ts';
import { giveOutcome, serveApi } from '../api-over-http.ts';

const schema = `
  type Query { post(id: ID!): Post, posts: [Post!]!, list: Page, found: [Found], any: Thing }
  type Mutation { add(name: String): Int, fail: Int! }
  type Page { items: [Post!]! nextToken: String }
  type Post implements Thing { id: ID! title: String! author: Author likes: Int related(first: Int): [Post!] }
  type Author { name: String! posts: [Post] }
  interface Thing { id: ID! }
  union Found = Post | Author
`;

const fault = { message: 'It broke.', errorType: 'Broken', data: { id: 1 }, errorInfo: { retryable: true } };

describe('a field', () => {
  test('without a resolver takes its value from its source, or is null', async () => {
    const api = await serveApi(schema, { 'Query.post': () => ({ id: 1, title: 'A', constructor: 'x' }) });
    expect(await api.ask('{ post(id: 1) { id called: title likes author { name } } list { nextToken } }')).toEqual({
      data: { post: { id: '1', called: 'A', likes: null, author: null }, list: null },
    });
  });

  test('below another has that value as its source', async () => {
    const api = await serveApi(schema, {
      'Query.post': () => ({ id: '1', title: 'A', authorId: 9 }),
      'Post.author': ({ source }) => ({ name: `author ${(source as { authorId: number }).authorId}` }),
    });
    expect(await api.ask('{ post(id: 1) { author { name } } }')).toEqual({
      data: { post: { author: { name: 'author 9' } } },
    });
  });

  test('of a union or interface is of the type that __typename names', async () => {
    const api = await serveApi(schema, {
      'Query.found': () => [
        { __typename: 'Author', name: 'B' },
        { __typename: 'Post', id: 1, title: 'A' },
      ],
      'Query.any': () => ({ __typename: 'Post', id: 2 }),
    });
    const query = '{ found { __typename ... on Post { title } ... on Author { name } } any { id __typename } }';
    expect(await api.ask(query)).toEqual({
      data: {
        found: [
          { __typename: 'Author', name: 'B' },
          { __typename: 'Post', title: 'A' },
        ],
        any: { id: '2', __typename: 'Post' },
      },
    });
  });

  test('of a union without __typename is null, and an error', async () => {
    const api = await serveApi(schema, { 'Query.any': () => ({ id: 2 }) });
    const { data, errors } = await api.ask('{ any { id } }');
    expect(data).toEqual({ any: null });
    expect(errors?.[0]).toMatchObject({
      path: ['any'],
      message: expect.stringContaining("Can't resolve '/any'") as string,
    });
  });
});

describe('what a resolver is told', () => {
  async function contextFor(
    query: string,
    variables: object,
    headers: Record<string, string> = {},
  ): Promise<FieldContext> {
    const seen: FieldContext[] = [];
    const resolvers = { 'Query.post': (context: FieldContext) => void seen.push(context) };
    const api = await serveApi(schema, resolvers, { environment: { TABLE: 'T' } });
    await api.post({ query, variables }, { 'x-api-key': 'da2-open', ...headers });
    expect(seen).toHaveLength(1);
    return seen[0] as FieldContext;
  }

  test('is arguments, source, environment and its place', async () => {
    const context = await contextFor('query Q($id: ID!) { p: post(id: $id) { id } }', { id: 5, other: 1 });
    expect(context).toMatchObject({
      arguments: { id: '5' },
      source: null,
      identity: null,
      env: { TABLE: 'T' },
      info: { fieldName: 'post', parentTypeName: 'Query', variables: { id: 5, other: 1 } },
    });
  });

  test('is the selection as paths of response names, fragments flattened, skipped fields left out', async () => {
    const query = `query($id: ID!, $no: Boolean = false) {
      post(id: $id) {
        id called: title likes @include(if: $no) author { ...F } ... on Post { related(first: 1) { id } id }
      }
    } fragment F on Author { name }`;
    const { info } = await contextFor(query, { id: 1 });
    expect(info.selectionSetList).toEqual(['id', 'called', 'author', 'author/name', 'related', 'related/id']);
    expect(info.selectionSetGraphQL).toContain('called: title');
    expect(info.selectionSetGraphQL).toContain('...F');
  });

  test('is the headers in lower case, without cookies', async () => {
    const { request } = await contextFor('{ post(id: 1) { id } }', {}, { 'X-Thing': 'a', cookie: 'secret=1' });
    expect(request).toMatchObject({ domainName: null, headers: { 'x-thing': 'a' } });
    expect(request.headers).not.toHaveProperty('cookie');
  });
});

describe('an error of a resolver', () => {
  test('makes its field null and is told in full, keys in AppSync’s order', async () => {
    const api = await serveApi(schema, { 'Query.list': () => giveOutcome({ errors: [fault] }) });
    const { body } = await api.post({ query: '{\n  list { nextToken }\n}' });
    expect(JSON.stringify(body)).toBe(
      '{"data":{"list":null},"errors":[{"path":["list"],"data":{"id":1},"errorType":"Broken","errorInfo":{"retryable":true},' +
        '"locations":[{"line":2,"column":3,"sourceName":null}],"message":"It broke."}]}',
    );
  });

  test('without a type has null for it', async () => {
    const bare = { message: 'No.', errorType: null, data: null, errorInfo: null };
    const api = await serveApi(schema, { 'Query.list': () => giveOutcome({ errors: [bare] }) });
    const { errors } = await api.ask('{ l: list { nextToken } }');
    expect(errors?.[0]).toMatchObject({ path: ['l'], data: null, errorType: null, errorInfo: null });
  });

  test('may stand beside a value, and beside others', async () => {
    const value = { items: [], nextToken: 'n' };
    const api = await serveApi(schema, { 'Query.list': () => giveOutcome({ value, errors: [fault, fault] }) });
    const { data, errors } = await api.ask('{ list { nextToken } }');
    expect(data).toEqual({ list: { nextToken: 'n' } });
    expect(errors).toHaveLength(2);
  });

  test('where null may not be is told once, and takes the parent with it', async () => {
    const api = await serveApi(schema, { 'Query.posts': () => giveOutcome({ errors: [fault] }) });
    const { data, errors } = await api.ask('{ posts { id } }');
    expect(data).toBeNull();
    expect(errors?.map((error) => error['errorType'])).toEqual(['Broken']);
  });
});

describe('a value that does not fit', () => {
  test('null where none may be takes the nearest nullable parent with it', async () => {
    const api = await serveApi(schema, { 'Query.post': () => ({ id: 1, author: { posts: [] } }) });
    const { data, errors } = await api.ask('{ post(id: 1) { id author { name } } }');
    expect(data).toEqual({ post: { id: '1', author: null } });
    expect(JSON.stringify(errors)).toBe(
      JSON.stringify([
        {
          path: ['post', 'author', 'name'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'String' within parent 'Author' (/post/author/name)",
        },
      ]),
    );
  });

  test.each([
    [
      { items: null },
      ['list', 'items'],
      "Cannot return null for non-nullable type: 'null' within parent 'Page' (/list/items)",
    ],
    [
      { items: [null] },
      ['list', 'items', 0],
      "Cannot return null for non-nullable type: 'Post' within parent 'Page' (/list/items[0])",
    ],
    [
      { items: [{ id: 1, title: 'A' }, { id: 2 }] },
      ['list', 'items', 1, 'title'],
      "Cannot return null for non-nullable type: 'String' within parent 'Post' (/list/items[1]/title)",
    ],
    [{ items: 'x' }, ['list', 'items'], "Can't resolve value (/list/items) : type mismatch error, expected type LIST"],
  ])('%j in a list is told with its path', async (page, path, message) => {
    const api = await serveApi(schema, { 'Query.list': () => page });
    const { data, errors } = await api.ask('{ list { items { id title } } }');
    expect(data).toEqual({ list: null });
    expect(errors).toEqual([{ path, locations: null, message }]);
  });

  test('a scalar that cannot be sent is null', async () => {
    const api = await serveApi(schema, { 'Query.post': () => ({ id: 1, likes: 'many' }) });
    const { data, errors } = await api.ask('{ post(id: 1) { likes } }');
    expect(data).toEqual({ post: { likes: null } });
    expect(errors).toEqual([
      {
        path: ['post', 'likes'],
        locations: null,
        message: `Can't serialize value (/post/likes) : Expected type 'Int' but was "many".`,
      },
    ]);
  });
});

describe('defaults', () => {
  const withDefaults = `
    type Query { list(limit: Int = 20, filter: Filter = { from: 1 }, filters: [Filter!], note: AWSJSON): Int }
    input Filter { from: Int = 1, to: Int, inner: Filter }
  `;

  test.each([
    ['{ list }', undefined, {}],
    ['{ list(filter: {}) }', undefined, { filter: {} }],
    ['{ list(limit: 3, filter: { to: 2, inner: {} }) }', undefined, { limit: 3, filter: { to: 2, inner: {} } }],
    ['query($f: Filter) { list(filter: $f) }', { f: { inner: { to: 2 } } }, { filter: { inner: { to: 2 } } }],
    ['query($f: Filter) { list(filter: $f) }', {}, { filter: null }],
    ['query($n: Int) { list(filter: { from: $n }) }', {}, { filter: {} }],
    ['{ list(filters: { to: 2 }) }', undefined, { filters: [{ to: 2 }] }],
    ['query($t: Int) { list(filters: [{ to: $t }, {}]) }', { t: 2 }, { filters: [{ to: 2 }, {}] }],
    ['{ list(note: "{\\"a\\":[{\\"b\\":1}]}") }', undefined, { note: { a: [{ b: 1 }] } }],
  ])('of the schema do not reach a resolver: %s', async (query, variables, expected) => {
    const resolve = vi.fn(() => 1);
    const api = await serveApi(withDefaults, { 'Query.list': resolve });
    expect(await api.ask(query, variables)).toEqual({ data: { list: 1 } });
    expect(resolve).toHaveBeenCalledWith(expect.objectContaining({ arguments: expected }));
  });

  test('of the operation’s variables do', async () => {
    const resolve = vi.fn(() => 1);
    const api = await serveApi(withDefaults, { 'Query.list': resolve });
    await api.ask('query($f: Filter = { to: 5 }, $l: Int = 7) { list(filter: $f, limit: $l) }');
    expect(resolve).toHaveBeenCalledWith(expect.objectContaining({ arguments: { filter: { to: 5 }, limit: 7 } }));
  });
});

describe('limits', () => {
  test('a field too deep is null and an error, the others are answered', async () => {
    const post = { id: 1, title: 'A', author: { name: 'B' } };
    const api = await serveApi(schema, { 'Query.post': () => post }, { queryDepthLimit: 2 });
    const { data, errors } = await api.ask('{ post(id: 1) { title author { posts { id } } } }');
    expect(data).toEqual({ post: { title: 'A', author: { posts: null } } });
    expect(errors).toMatchObject([{ path: ['post', 'author', 'posts'], errorType: 'QueryDepthLimitReached' }]);
  });

  test('introspection may go deeper', async () => {
    const api = await serveApi(schema, {}, { queryDepthLimit: 1 });
    expect(await api.ask('{ __schema { queryType { name } } }')).not.toHaveProperty('errors');
  });

  test('resolvers beyond the count do not run', async () => {
    const add = vi.fn(() => 1);
    const api = await serveApi(schema, { 'Mutation.add': add }, { resolverCountLimit: 2 });
    const { data, errors } = await api.ask('mutation { a: add b: add c: add }');
    expect(data).toEqual({ a: 1, b: 1, c: null });
    expect(errors).toMatchObject([
      { path: ['c'], errorType: 'ResolverExecutionLimitReached', message: 'Resolver invocation limit reached' },
    ]);
    expect(add).toHaveBeenCalledTimes(2);
  });

  test('a request that takes too long is answered all the same', async () => {
    const never = () => new Promise(() => undefined);
    const api = await serveApi(schema, { 'Query.post': never }, {}, { requestTimeoutMs: 20 });
    const row = { data: null, errorType: 'ExecutionTimeout', errorInfo: null, message: 'Execution timed out.' };
    expect(await api.ask('{ any { id } post(id: 1) { id } }')).toEqual({
      data: { any: null, post: null },
      errors: [{ path: ['post'], ...row, locations: [{ line: 1, column: 14, sourceName: null }] }],
    });
  });

  test('what was resolved in time is answered, and mutations that were to follow do not run', async () => {
    const add = vi.fn();
    const never = () => new Promise(() => undefined);
    const resolvers = { 'Query.posts': () => [{ id: 1 }], 'Post.author': never, 'Mutation.add': never };
    const api = await serveApi(schema, resolvers, {}, { requestTimeoutMs: 20 });
    const { data, errors } = await api.ask('{ posts { id author { name } } }');
    expect(data).toEqual({ posts: [{ id: '1', author: null }] });
    expect(errors).toMatchObject([{ path: ['posts', 0, 'author'], errorType: 'ExecutionTimeout' }]);
    const mutations = await serveApi(
      schema,
      { 'Mutation.add': never, 'Mutation.fail': add },
      {},
      { requestTimeoutMs: 20 },
    );
    expect((await mutations.ask('mutation { add fail }')).errors).toMatchObject([
      { path: ['add'], errorType: 'ExecutionTimeout' },
      { path: ['fail'], errorType: 'ExecutionTimeout' },
    ]);
    expect(add).not.toHaveBeenCalled();
  });
});

describe('order', () => {
  test('mutations run one after the other, queries at once', async () => {
    const log: string[] = [];
    const slow = async (name: string) => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      return null;
    };
    const api = await serveApi(schema, {
      'Mutation.add': ({ arguments: args }) => slow(String(args['name'])),
      'Query.post': ({ arguments: args }) => slow(String(args['id'])),
    });
    await api.ask('mutation { a: add(name: "a") b: add(name: "b") }');
    expect(log.splice(0)).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    await api.ask('{ a: post(id: "a") { id } b: post(id: "b") { id } }');
    expect(log.slice(0, 2)).toEqual(['a begins', 'b begins']);
  });
});

test('a resolver may add headers to the answer', async () => {
  const api = await serveApi(schema, { 'Query.list': () => giveOutcome({ responseHeaders: { 'x-page': '1' } }) });
  expect((await api.post({ query: '{ list { nextToken } }' })).headers.get('x-page')).toBe('1');
});

test('a subscription is not answered over HTTP', async () => {
  const api = await serveApi(`${schema} type Subscription { onAdd: Int @aws_subscribe(mutations: ["add"]) }`);
  expect(await api.post({ query: 'subscription { onAdd }' })).toMatchObject({
    status: 200,
    body: { data: null, errors: [{ errorType: 'OperationNotSupported' }] },
  });
});
