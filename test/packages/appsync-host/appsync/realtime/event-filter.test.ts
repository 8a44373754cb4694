import { describe, expect, test } from 'vitest';
import { readEventFilter } from '../../../../../packages/appsync-host/appsync/realtime/event-filter.ts';

const event = {
  word: 'banana',
  size: 7,
  isRipe: true,
  gone: null,
  parts: ['peel', 'flesh'],
  origin: { country: { code: 'EC' }, farms: [{ id: 1 }] },
};

/** Whether the event passes one filter. */
function passes(fieldName: string, operator: string, value: unknown): boolean {
  return readEventFilter({ filterGroup: [{ filters: [{ fieldName, operator, value }] }] }).accepts(event);
}

/** Why a filter is refused. */
function complaint(filter: unknown): string {
  try {
    readEventFilter(filter);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the filter was taken');
}

function complaintOf(clause: object): string {
  return complaint({ filterGroup: [{ filters: [clause] }] });
}

describe('the operators of an enhanced filter', () => {
  test.each([
    ['word', 'eq', 'banana', true],
    ['word', 'eq', 'Banana', false],
    ['size', 'eq', '7', false],
    ['isRipe', 'eq', true, true],
    ['gone', 'eq', null, true],
    ['absent', 'eq', null, true],
    ['word', 'ne', 'apple', true],
    ['word', 'ne', 'banana', false],
    ['gone', 'ne', 'apple', true],
    ['size', 'le', 7, true],
    ['size', 'le', 6, false],
    ['size', 'lt', 7, false],
    ['size', 'ge', 7, true],
    ['size', 'gt', 7, false],
    ['size', 'gt', '6', false],
    ['word', 'gt', 'apple', true],
    ['word', 'lt', 'apple', false],
    ['gone', 'lt', 1, false],
    ['word', 'contains', 'nan', true],
    ['parts', 'contains', 'peel', true],
    ['parts', 'contains', 'pee', false],
    ['gone', 'contains', 'x', false],
    ['word', 'notContains', 'nan', false],
    ['parts', 'notContains', 'stone', true],
    ['word', 'beginsWith', 'ban', true],
    ['word', 'beginsWith', 'nan', false],
    ['word', 'in', ['apple', 'banana'], true],
    ['size', 'in', [1, 2], false],
    ['word', 'notIn', ['apple'], true],
    ['word', 'notIn', ['banana'], false],
    ['size', 'between', [7, 9], true],
    ['size', 'between', [5, 7], true],
    ['size', 'between', [8, 9], false],
    ['word', 'between', ['a', 'c'], true],
    ['parts', 'containsAny', ['stone', 'peel'], true],
    ['parts', 'containsAny', ['stone'], false],
    ['word', 'containsAny', ['b'], false],
    ['origin.country.code', 'eq', 'EC', true],
    ['origin.country.code', 'eq', 'PE', false],
    ['origin.nowhere.code', 'eq', 'EC', false],
    ['origin.farms.id', 'eq', 1, false],
  ])('%s %s %j', (fieldName, operator, value, expected) => {
    expect(passes(fieldName, operator, value)).toBe(expected);
  });

  test('are alternatives between groups, and all hold within one', () => {
    const clause = (size: number) => ({ fieldName: 'size', operator: 'ge', value: size });
    const accepts = (...groups: number[][]) =>
      readEventFilter({ filterGroup: groups.map((sizes) => ({ filters: sizes.map(clause) })) }).accepts(event);
    expect(accepts([1, 2], [9])).toBe(true);
    expect(accepts([1, 9], [9])).toBe(false);
    expect(accepts()).toBe(true);
  });
});

describe('a filter that AppSync would not take', () => {
  const clause = { fieldName: 'size', operator: 'eq', value: 1 };

  test.each([
    ['text', 'It must be { filterGroup: […] }.'],
    [{ filterGroup: {} }, 'It must be { filterGroup: […] }.'],
    [{ filterGroup: [{}] }, 'Each element of filterGroup must be { filters: […] }.'],
    [{ filterGroup: Array(11).fill({ filters: [clause] }) }, 'filterGroup has more than 10 elements.'],
    [{ filterGroup: [{ filters: Array(6).fill(clause) }] }, 'filters has more than 5 elements.'],
  ])('%j: %s', (filter, reason) => {
    expect(complaint(filter)).toBe(`Invalid subscription filter. ${reason}`);
  });

  test.each([
    [{ operator: 'eq', value: 1 }, 'Each filter must have a fieldName.'],
    [{ ...clause, fieldName: 'x'.repeat(257) }, 'A fieldName has more than 256 characters.'],
    [{ ...clause, fieldName: 'a.b.c.d.e.f' }, 'a.b.c.d.e.f is nested deeper than 5 levels.'],
    [{ ...clause, operator: 'like' }, 'size has an unknown operator: like.'],
    [{ ...clause, operator: 'toString' }, 'size has an unknown operator: toString.'],
    [{ ...clause, value: 'x'.repeat(257) }, 'size eq: a text has more than 256 characters.'],
    [{ ...clause, value: [1] }, 'size eq: wants one value.'],
    [{ ...clause, operator: 'lt', value: true }, 'size lt: wants a number or a text.'],
    [{ ...clause, operator: 'beginsWith', value: 1 }, 'size beginsWith: wants a text.'],
    [{ ...clause, operator: 'in', value: 1 }, 'size in: wants a list.'],
    [{ ...clause, operator: 'in', value: [1, 2, 3, 4, 5, 6] }, 'size in: has more than 5 values.'],
    [{ ...clause, operator: 'notIn', value: [1, 2, 3, 4, 5, 6] }, 'size notIn: has more than 5 values.'],
    [{ ...clause, operator: 'containsAny', value: Array(21).fill(1) }, 'size containsAny: has more than 20 values.'],
    [{ ...clause, operator: 'between', value: [1] }, 'size between: wants a list of two values.'],
  ])('%j: %s', (refused, reason) => {
    expect(complaintOf(refused)).toBe(`Invalid subscription filter. ${reason}`);
  });
});
