import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { writeSample } from '../../../../../packages/appsync-host/appsync/graphiql/sample-operations.ts';
import { buildApiSchema } from '../../../../../packages/appsync-host/appsync/schema.ts';
import { serveApi } from '../api-over-http.ts';

const schema = `
  type Query { user(id: ID!): User, find(filter: Filter): [Found!]! }
  type Mutation { add(user: NewUser!, tags: [String!]!): User! }
  input NewUser { name: String, born: Int }
  input Filter { name: String }
  type User { id: ID! name: String! friends(first: Int!): [User] best: User born: Int }
  type Nothing { why: String! }
  union Found = User | Nothing
`;

describe('the GraphiQL page', () => {
  test('has the endpoint, the key of the moment and a query filled in', async () => {
    let key = 'first-key';
    const api = await serveApi(schema, {}, {}, { graphiql: { key: () => key, query: '{ mine }' } });
    key = 'second-key';
    const response = await api.fetch('/graphiql');
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const options = page.slice(page.lastIndexOf('{"title"'), page.lastIndexOf('}') + 1);
    expect(options).toContain('"endpoint":"/graphql"');
    expect(options).toContain('second-key');
    expect(options).not.toContain('first-key');
    expect(options).toContain('{ mine }');
  });

  test('has an API key of the template where nobody told it another key', async () => {
    const keys = [undefined, 'told'];
    const api = await serveApi(schema, {}, {}, { graphiql: { key: () => keys.shift(), apiKey: 'da2-open' } });
    expect(await (await api.fetch('/graphiql')).text()).toContain('x-api-key');
    expect(await (await api.fetch('/graphiql')).text()).not.toContain('x-api-key');
  });

  test('loads nothing from elsewhere', async () => {
    const api = await serveApi(schema);
    const page = await (await api.fetch('/graphiql')).text();
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });

  test('is not readable by other pages, as it holds a key', async () => {
    const api = await serveApi(schema, {}, {}, { graphiql: { key: () => 'secret' } });
    const response = await api.fetch('/graphiql', { headers: { origin: 'http://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('cannot be broken out of by a key', async () => {
    const api = await serveApi(schema, {}, {}, { graphiql: { key: () => '</script><b>' } });
    expect(await (await api.fetch('/graphiql')).text()).not.toContain('</script><b>');
  });
});

describe('the sample operations', () => {
  test('are valid, one for each root field, mutations first', () => {
    const built = buildSchema(schema);
    const sample = writeSample(built);
    expect(validate(built, parse(sample))).toEqual([]);
    expect([...sample.matchAll(/^(?:query|mutation) (\w+)/gm)].map((match) => match[1])).toEqual([
      'Add',
      'User',
      'Find',
    ]);
    expect(sample).toContain('add(user: { name: "" }, tags: [""])');
  });

  test('take the example of a description, times that were, and forms that scalars take', () => {
    const built = buildApiSchema(`
      type Query {
        count(from: AWSDateTime!, to: AWSDateTime!): Int
        find(wine: Wine!, mail: AWSEmail!, on: AWSDate!): Int
      }
      input Wine {
        year: Int
        # The grape, e.g. \`Pinot Noir\`, by any name.
        grape: String
      }
    `);
    const sample = writeSample(built);
    expect(validate(built, parse(sample))).toEqual([]);
    expect(sample).toContain('wine: { grape: "Pinot Noir" }');
    const [from = '', to = ''] = [...sample.matchAll(/(?:from|to): "(.*?)"/g)].map(([, time = '']) => time);
    expect(Date.parse(to) - Date.parse(from)).toBeCloseTo(7 * 86_400_000, -4);
  });

  test('leave out what only a signature opens, and end with subscriptions', async () => {
    const guarded = `
      type Query { open: Int signed: Int @aws_iam both: Int @aws_iam @aws_api_key }
      type Subscription { onOpen: Int @aws_subscribe(mutations: ["push"]) }
      type Mutation { push: Int @aws_iam }
    `;
    const api = await serveApi(guarded, {}, { additionalAuth: [{ type: 'AWS_IAM' }] });
    const page = await (await api.fetch('/graphiql')).text();
    const [, sample = ''] = /"defaultQuery":"(.*?)(?<!\\)"/.exec(page.slice(page.lastIndexOf('{"title"'))) ?? [];
    expect([...sample.matchAll(/(?:query|mutation|subscription) (\w+)/g)].map(([, name]) => name)).toEqual([
      'Open',
      'Both',
      'OnOpen',
    ]);
  });
});
