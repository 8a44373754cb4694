import { describe, expect, test } from 'vitest';
import type { TestApi } from '../api-over-http.ts';
import { serveApi } from '../api-over-http.ts';

const schema = `
  type Query {
    user(id: ID!, born: Int): User, users(filter: Filter, ids: [ID!]): [User], found: [Found], kind(kind: Kind): String
  }
  type Mutation { add(user: NewUser!, note: AWSJSON): User }
  input NewUser { name: String!, born: Int, address: Address, tags: [String!] }
  input Address { street: String!, at: AWSDateTime }
  input Filter { name: String }
  type User { id: ID!, name: String, friend: User }
  type Nothing { why: String }
  union Found = User | Nothing
  enum Kind { BIG SMALL }
`;

async function messageOf(api: TestApi, query: string): Promise<unknown> {
  const { errors = [] } = await api.ask(query);
  return errors.length === 1 ? errors[0]?.['message'] : errors.map((error) => error['message']);
}

describe('a query that breaks a rule', () => {
  test('is answered with 200, data null and a row without errorType', async () => {
    const api = await serveApi(`type Query { hello: String }`);
    const { status, body } = await api.post('{badfield}');
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        data: null,
        errors: [
          {
            path: null,
            locations: [{ line: 1, column: 2, sourceName: null }],
            message:
              "Validation error of type FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'",
          },
        ],
      }),
    );
  });

  test.each([
    ['{ user(id: 1) { friend { x } } }', "FieldUndefined: Field 'x' in type 'User' is undefined @ 'user/friend/x'"],
    [
      '{ user(id: 1) { friend } }',
      "SubSelectionRequired: Sub selection required for type User of field friend @ 'user/friend'",
    ],
    ['{ users }', "SubSelectionRequired: Sub selection required for type null of field users @ 'users'"],
    [
      '{ user(id: 1) { name { x } } }',
      "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field name @ 'user/name'",
    ],
    ['{ user { id } }', "MissingFieldArgument: Missing field argument id @ 'user'"],
    ['{ user(id: 1, age: 2) { id } }', "UnknownArgument: Unknown field argument age @ 'user'"],
    [
      'query($id: String!) { user(id: $id) { id } }',
      "VariableTypeMismatch: Variable type 'String!' doesn't match expected type 'ID!' @ 'user'",
    ],
    ['query($id: Key!) { user(id: $id) { id } }', 'UnknownType: Unknown type Key'],
    ['query($id: User) { user(id: $id) { id } }', 'NonInputTypeOnVariable: Wrong type for a variable'],
    ['{ user(id: $id) { id } }', "UndefinedVariable: Undefined variable id @ 'user'"],
    ['query($id: ID) { users { id } }', 'UnusedVariable: Unused variable id'],
    ['{ users { ...F } }', "UndefinedFragment: Undefined fragment F @ 'users'"],
    ['{ users { id } } fragment F on User { id }', 'UnusedFragment: Unused fragment F'],
    ['{ users { ...F } } fragment F on User { friend { ...F } }', "FragmentCycle: Fragment cycles not allowed @ 'F'"],
    [
      '{ users { ... on Nothing { why } } }',
      "InvalidFragmentType: Fragment cannot be spread here as objects of type User can never be of type Nothing @ 'users'",
    ],
    ['{ users { id @shout } }', "UnknownDirective: Unknown directive shout @ 'users/id'"],
    ['query @skip(if: true) { users { id } }', 'MisplacedDirective: Directive skip not allowed here'],
    ['{ users { id @skip } }', "MissingDirectiveArgument: Missing directive argument if @ 'users/id'"],
    ['{ users { a: id a: name } }', "FieldsConflict: a: fields have different nullability shapes @ 'users'"],
    [
      '{ users { id } } query A { users { id } }',
      'LoneAnonymousOperationViolation: Operation A is following anonymous operation.',
    ],
    [
      '{ users(ids: null, ids: null) { id } }',
      "DuplicateArgumentNames: There can be only one argument named 'ids' @ 'users'",
    ],
  ])('%s', async (query, message) => {
    const api = await serveApi(schema);
    const told = await api.post({ query, operationName: query.includes('query A') ? 'A' : null });
    expect(told.body.errors?.[0]?.['message']).toBe(`Validation error of type ${message}`);
  });

  test('with several faults has a row for each', async () => {
    const api = await serveApi(schema);
    expect(await messageOf(api, '{ a b }')).toHaveLength(2);
  });

  test('never hints at names that exist', async () => {
    const api = await serveApi(schema);
    expect(JSON.stringify(await api.ask('{ usrs { id } user(iid: 1) { id } }'))).not.toMatch(/did you mean|users/i);
  });
});

describe('a literal of the wrong type is told as graphql-java tells it', () => {
  test.each([
    [
      '{ user(id: 1, born: "x") { id } }',
      "argument 'born' with value 'StringValue{value='x'}' is not a valid 'Int' @ 'user'",
    ],
    ['{ users(ids: [1, null]) { id } }', "argument 'ids[1]' with value 'NullValue{}' must not be null @ 'users'"],
    [
      '{ users(filter: 1) { id } }',
      "argument 'filter' with value 'IntValue{value=1}' must be an object type @ 'users'",
    ],
    [
      '{ user(id: 1, born: [1]) { id } }',
      "argument 'born' with value 'ArrayValue{values=[IntValue{value=1}]}' is not a valid 'Int' @ 'user'",
    ],
    ['{ kind(kind: HUGE) }', "argument 'kind' with value 'EnumValue{name='HUGE'}' is not a valid 'Kind' @ 'kind'"],
    [
      'mutation { add(user: { born: 1 }) { id } }',
      "argument 'user' with value 'ObjectValue{objectFields=[ObjectField{name='born', value=IntValue{value=1}}]}' is missing required fields '[name]' @ 'add'",
    ],
    [
      'mutation { add(user: { name: "a", age: 1 }) { id } }',
      "argument 'user' with value 'ObjectValue{objectFields=[ObjectField{name='name', value=StringValue{value='a'}}, ObjectField{name='age', value=IntValue{value=1}}]}' contains a field not in 'NewUser': 'age' @ 'add'",
    ],
    [
      'mutation { add(user: { name: "a", address: { street: "b", at: "today" } }) { id } }',
      "argument 'user.address.at' with value 'StringValue{value='today'}' is not a valid 'AWSDateTime' @ 'add'",
    ],
    [
      'mutation { add(user: { name: "a" }, note: { a: 1 }) { id } }',
      "argument 'note' with value 'ObjectValue{objectFields=[ObjectField{name='a', value=IntValue{value=1}}]}' is not a valid 'AWSJSON' @ 'add'",
    ],
  ])('%s', async (query, message) => {
    const api = await serveApi(schema);
    expect(await messageOf(api, query)).toBe(`Validation error of type WrongType: ${message}`);
  });
});

describe('a variable', () => {
  const add = 'mutation Add($user: NewUser!) { add(user: $user) { id } }';

  test.each([
    ['that is missing', {}, "Variable 'user' has coerced Null value for NonNull type 'NewUser!'"],
    ['without a required field', { user: {} }, "Variable 'user' has coerced Null value for NonNull type 'String!'"],
    [
      'with a field more',
      { user: { name: 'a', x: 1 } },
      "The variables input contains a field that is not defined for input object type 'NewUser' ",
    ],
    [
      'of another type',
      { user: { name: 'a', born: 'x' } },
      "Variable 'user' has an invalid value. Expected type 'Int' but was 'String'.",
    ],
    ['that is no object', { user: 'x' }, "Variable 'user' has an invalid value. Expected type 'Map' but was 'String'."],
    [
      'with null in a list',
      { user: { name: 'a', tags: [null] } },
      "Variable 'user' has coerced Null value for NonNull type 'String!'",
    ],
    [
      'too great for Int',
      { user: { name: 'a', born: 2 ** 31 } },
      "Variable 'user' has an invalid value. Expected type 'Int' but was 'Integer'.",
    ],
    [
      'that is no date',
      { user: { name: 'a', address: { street: 'b', at: 'x' } } },
      "Variable 'user' has an invalid value. Unable to parse `x` as a valid DateTime Object.",
    ],
  ])('%s is told with the name of the variable', async (_, variables, message) => {
    const api = await serveApi(schema);
    const { data, errors = [] } = await api.ask(add, variables);
    expect([data, errors.length]).toEqual([null, 1]);
    expect(Object.keys(errors[0] ?? {})).toEqual(['path', 'locations', 'message']);
    expect(errors[0]).toMatchObject({ path: null, message });
  });

  test('that is no value of its enum is refused', async () => {
    const api = await serveApi(schema);
    const { errors } = await api.ask('query($kind: Kind) { kind(kind: $kind) }', { kind: 'HUGE' });
    expect(errors?.[0]?.['message']).toBe(
      "Variable 'kind' has an invalid value. Invalid input for Enum 'Kind'. No value found for name 'HUGE'",
    );
  });

  test('whose default is of the wrong type is refused', async () => {
    const api = await serveApi(schema);
    expect(await messageOf(api, 'query($born: Int = "x") { user(id: 1, born: $born) { id } }')).toBe(
      "Validation error of type BadValueForDefaultArg: Bad default value StringValue{value='x'} for type Int",
    );
  });

  test('that is infinite is refused', async () => {
    const api = await serveApi('type Query { half(of: Float): Float }', { 'Query.half': () => 1 });
    const { body } = await api.post('{"query":"query($of: Float) { half(of: $of) }","variables":{"of":1e999}}');
    expect(body.errors?.[0]?.['message']).toBe(
      "Variable 'of' has an invalid value. Expected type 'Float' but was 'Double'.",
    );
  });

  test('may be one value where a list is wanted, and be left out where null will do', async () => {
    const api = await serveApi(schema, { 'Query.users': ({ arguments: args }) => [{ id: JSON.stringify(args) }] });
    const query = 'query($ids: [ID!], $filter: Filter) { users(ids: $ids, filter: $filter) { id } }';
    const { data } = await api.ask(query, { ids: 7, unknown: 1 });
    expect(data?.['users']).toEqual([{ id: '{"ids":["7"],"filter":null}' }]);
  });
});

describe('introspection', () => {
  test('tells the schema where it is enabled', async () => {
    const api = await serveApi(schema);
    expect(await api.ask('{ __schema { queryType { name } } }')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });

  test('is an unknown field where it is disabled', async () => {
    const api = await serveApi(schema, {}, { introspection: false });
    const { data, errors } = await api.ask('{ __schema { queryType { name } } }');
    expect(data).toBeNull();
    expect(errors?.[0]?.['message']).toBe(
      "Validation error of type FieldUndefined: Field '__schema' in type 'Query' is undefined @ '__schema'",
    );
    expect(await api.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});
