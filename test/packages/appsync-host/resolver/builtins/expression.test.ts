import { describe, expect, it } from 'vitest';
import { renderExpression } from '../../../../../packages/appsync-host/resolver/builtins/expression.ts';
import { valueOf } from '../run-code.ts';

// What the service answered, as recorded by github.com/localstack/appsync-utils.
describe('a filter becomes the expression that the service makes of it', () => {
  it.each([
    [{ v: { eq: 'x' } }, '(#v = :v_eq)', { ':v_eq': { S: 'x' } }],
    [{ v: { ne: null } }, '(#v <> :v_ne)', { ':v_ne': { NULL: null } }],
    [{ title: { contains: 'Hello' } }, '(contains(#title,:title_contains))', { ':title_contains': { S: 'Hello' } }],
    [{ v: { notContains: 'x' } }, '(NOT contains(#v,:v_notContains))', { ':v_notContains': { S: 'x' } }],
    [
      { v: { between: [1, 9, 3] } },
      '(#v BETWEEN :v_between_start AND :v_between_end)',
      { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } },
    ],
    [{ v: { in: ['a', 'b'] } }, '(#v IN (:v_in_0, :v_in_1))', { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } }],
    [{ v: { attributeExists: false } }, '(attribute_not_exists(#v))', {}],
    [{ v: { attributeType: '_null' } }, '(attribute_type(#v,:v_attributeType))', { ':v_attributeType': { S: 'NULL' } }],
    [
      { v: { size: { gt: 2, lt: 5 } } },
      '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))',
      {
        ':v_size_gt': { N: 2 },
        ':v_size_lt': { N: 5 },
      },
    ],
    [{ a: { eq: 1 }, b: { eq: 2 } }, '(#a = :a_eq) AND (#b = :b_eq)', { ':a_eq': { N: 1 }, ':b_eq': { N: 2 } }],
    [{ v: { ge: 1, le: 5 } }, '((#v >= :v_ge) AND (#v <= :v_le))', { ':v_ge': { N: 1 }, ':v_le': { N: 5 } }],
    [{ and: [{ a: { eq: 1 } }] }, '(#a = :and_0_a_eq)', { ':and_0_a_eq': { N: 1 } }],
    [
      { or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] },
      '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
      { ':or_0_and_0_a_eq': { N: 1 }, ':or_0_and_1_b_eq': { N: 2 }, ':or_1_c_eq': { N: 3 } },
    ],
    [
      { and: [{ not: { a: { eq: 1 } } }, { b: { eq: 2 } }] },
      '((NOT (#a = :and_0_not_a_eq)) AND (#b = :and_1_b_eq))',
      { ':and_0_not_a_eq': { N: 1 }, ':and_1_b_eq': { N: 2 } },
    ],
    [{ not: { not: { a: { eq: 1 } } } }, '(NOT (NOT (#a = :not_not_a_eq)))', { ':not_not_a_eq': { N: 1 } }],
    [{}, '', {}],
  ])('%j', (filter, expression, values) => {
    expect(renderExpression(filter)).toMatchObject({ expression, expressionValues: values });
  });

  it('both functions answer it as JSON text', () => {
    const expected = '{"expression":"(attribute_exists(#id))","expressionNames":{"#id":"id"},"expressionValues":{}}';
    expect(valueOf('util.transform.toDynamoDBConditionExpression({ id: { attributeExists: true } })')).toBe(expected);
    expect(valueOf('util.transform.toDynamoDBFilterExpression({ id: { attributeExists: true } })')).toBe(expected);
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{ v: 'x' }],
    [{ v: { like: 1 } }],
    [{ and: { a: { eq: 1 } } }],
    [{ v: { between: [1] } }],
    [{ v: { attributeType: 'S' } }],
  ])('%j is answered with null', (filter) => {
    expect(renderExpression(filter)).toBeNull();
  });
});
