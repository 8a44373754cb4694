import type { GraphQLEnumType, GraphQLInputObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SchemaError, buildApiSchema } from '../../../../packages/appsync-host/appsync/schema.ts';

describe('a schema', () => {
  test('may use what AppSync has built in, and name its roots', () => {
    const schema = buildApiSchema(`
      schema { query: Root mutation: Changes subscription: News }
      type Root { at(day: AWSDate): AWSDateTime @aws_iam @aws_lambda }
      type Changes { say(word: String): String }
      type News { said: String @aws_subscribe(mutations: ["say"]) }
    `);
    expect(schema.getQueryType()?.name).toBe('Root');
    expect(schema.getSubscriptionType()?.name).toBe('News');
  });

  test.each([
    ['no SDL', 'type Query {', /Syntax Error/],
    ['no query type', 'type Mutation { a: Int }', /Query/],
    ['an unknown type', 'type Query { a: Nothing }', /Nothing/],
    ['a scalar of its own', 'scalar Date type Query { a: Date }', /Custom scalars are not supported: Date/],
    [
      'a directive of its own',
      'directive @a on OBJECT type Query { a: Int }',
      /Custom directives are not supported: @a/,
    ],
    [
      'an interface of an interface',
      'interface A { a: Int } interface B implements A { a: Int } type Query { a: A }',
      /B/,
    ],
    ['a name of AppSync’s', 'type AWSThing { a: Int } type Query { a: AWSThing }', /AWSThing/],
    [
      'a type that breaks its interface',
      'interface A { a: Int } type B implements A { b: Int } type Query { a: A }',
      /B/,
    ],
  ])('with %s is refused with the reason', (_, sdl, reason) => {
    expect(() => buildApiSchema(sdl)).toThrow(SchemaError);
    expect(() => buildApiSchema(sdl)).toThrow(reason);
  });
});

describe('descriptions in quotes', () => {
  const sdl = `type Query {
  "The first."
  a(
    """
    How many.
    """
    limit: Int
  ): Kind
}
"Kinds."
enum Kind { "Tall." BIG }`;

  test('are refused with their first place, how many there are, and what to do', () => {
    expect(() => buildApiSchema(sdl)).toThrow(SchemaError);
    expect(() => buildApiSchema(sdl)).toThrow(
      /refused by many accounts: line 2 \(Query\.a\) and 3 more\. Write them as #/,
    );
    expect(() => buildApiSchema('type Query { a("Many." limit: Int): Int }')).toThrow('line 1 (Query.a.limit). ');
    expect(() => buildApiSchema('"All." schema { query: Q } type Q { a: Int }')).toThrow('line 1 (schema). ');
  });

  test('are documentation where they are kept', () => {
    const schema = buildApiSchema(sdl, 'keep');
    const field = schema.getQueryType()?.getFields()['a'];
    expect([field?.description, field?.args[0]?.description]).toEqual(['The first.', 'How many.']);
    expect((schema.getType('Kind') as GraphQLEnumType).getValue('BIG')?.description).toBe('Tall.');
  });
});

describe('comments', () => {
  const schema = buildApiSchema(`
# Copyright.

# What may be asked.
#
#   - indented
type Query {
  # A number.
  # Of two lines.
  a: Int # not this
  b: Int

  # Far away.

  c(
    # How many.
    limit: Int = 5
    filter: Filter): Kind
}
input Filter {
  #Tight.
  name: String
}
# A kind.
#
# BIG: Tall, or wide:
# both count.
# SMALL: Neither.
# OTHER: Not a value.
enum Kind { BIG SMALL MIDDLE }
`);

  test('directly above a type, a field, an argument or an input field are its documentation', () => {
    const { a, c } = schema.getQueryType()?.getFields() ?? {};
    expect(schema.getQueryType()?.description).toBe('What may be asked.\n\n  - indented');
    expect(a?.description).toBe('A number.\nOf two lines.');
    expect(c?.args.map((one) => one.description)).toEqual(['How many.', undefined]);
    expect((schema.getType('Filter') as GraphQLInputObjectType).getFields()['name']?.description).toBe('Tight.');
  });

  test('at the end of a line, and above a blank one, are not', () => {
    const { b, c } = schema.getQueryType()?.getFields() ?? {};
    expect([b?.description, c?.description]).toEqual([undefined, undefined]);
  });

  test('of an enum tell its values in lines of their own', () => {
    const kind = schema.getType('Kind') as GraphQLEnumType;
    expect(kind.description).toBe('A kind.');
    expect(kind.getValues().map(({ description }) => description)).toEqual([
      'Tall, or wide:\nboth count.',
      'Neither.\nOTHER: Not a value.',
      undefined,
    ]);
  });

  test('among the values of an enum are refused, with their place', () => {
    const sdl = 'type Query { a: Kind }\nenum Kind {\n  BIG\n  # returns null\n  SMALL\n}';
    expect(() => buildApiSchema(sdl)).toThrow(/refused: line 4 \(Kind\)\. Write them in the enum's own comment/);
    expect((buildApiSchema(sdl, 'keep').getType('Kind') as GraphQLEnumType).getValue('SMALL')?.description).toBe(
      'returns null',
    );
  });
});
