import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serveApi } from '../api-over-http.ts';

const schema = `
  type Query { post: Post, posts: [Post!], grid: [[Int!]], found: [Found], any: Thing, secret: Secret }
  type Mutation { add: Post!, other: [Post] }
  type Post implements Thing { id: ID! title: String! author: Author likes: Int related: [Post!] kind: Kind at: AWSDateTime }
  type Author { name: String! posts: [Post] }
  type Secret @aws_iam { id: ID }
  interface Thing { id: ID! }
  union Found = Post | Author
  enum Kind { NEWS OPINION }
`;

const QUERIES = [
  '{ post { id title author { name posts { id } } likes kind at related { id likes } } }',
  '{ posts { called: title id id __typename } __typename }',
  '{ grid post { ...P ... on Thing { id } ... on Post { author { posts { title } } } } } fragment P on Post { author { name } }',
  '{ found { __typename ... on Post { title } ... on Author { name } } any { id __typename ... on Post { likes } } }',
  '{ a: post { id } b: post { title } posts { id } secret { id } }',
  'query ($no: Boolean = false) { post { id title @include(if: $no) } any { id @skip(if: $no) } }',
  'mutation { add { id title } other { id related { title } } }',
  '{ post { id } __schema { queryType { name } } }',
  '{ post { constructor: id toString: title } }',
];

/** Values as resolvers give them: of the right form, or nearly. */
const { post } = fc.letrec((tie) => ({
  post: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, 7, 'post', [], {}),
    fc.record(
      {
        __typename: fc.constantFrom('Post', 'Author', 'Thing', 3),
        id: fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, 1.5, {})),
        title: fc.oneof(fc.string(), fc.constantFrom(null, true, ['a'])),
        name: fc.option(fc.string()),
        likes: fc.oneof(fc.integer(), fc.constantFrom(null, 2 ** 40, '7', Number.MAX_VALUE)),
        kind: fc.constantFrom('NEWS', 'OPINION', 'ODD', null),
        at: fc.constantFrom('2026-11-28T10:00:00Z', '2026-13-28T10:00:00Z', null),
        author: tie('post'),
        posts: tie('posts'),
        related: tie('posts'),
      },
      { requiredKeys: [] },
    ),
  ),
  posts: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, 'posts', {}), fc.array(tie('post'), { maxLength: 3 })),
}));

const value = fc.oneof(post, fc.array(post, { maxLength: 3 }), fc.array(fc.array(fc.option(fc.integer()))));

test('answers are the same, errors too, whether they are written by a plan or field by field', async () => {
  let given: unknown = null;
  const names = ['Query.post', 'Query.posts', 'Query.grid', 'Query.found', 'Query.any', 'Query.secret'];
  const fields = [...names, 'Mutation.add', 'Mutation.other'];
  const resolvers = Object.fromEntries(fields.map((name) => [name, () => given]));
  const byPlan = await serveApi(schema, resolvers);
  // A limit of depth is told for each field, so that no plan is made.
  const byField = await serveApi(schema, resolvers, { queryDepthLimit: 75 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...QUERIES), value, async (query, one) => {
      given = one;
      expect(await byPlan.ask(query)).toEqual(await byField.ask(query));
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300), seed: 11 },
  );
});

test('a resolver runs once, also where its value cannot be written by the plan', async () => {
  let runs = 0;
  const api = await serveApi(schema, { 'Mutation.add': () => ({ id: (runs += 1) }) });
  const { data, errors } = await api.ask('mutation { add { id title } }');
  expect({ data, runs, told: errors?.length }).toEqual({ data: null, runs: 1, told: 1 });
});
