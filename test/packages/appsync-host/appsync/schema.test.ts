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
