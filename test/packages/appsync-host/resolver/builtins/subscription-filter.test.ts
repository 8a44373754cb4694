import { describe, expect, it } from 'vitest';
import { toSubscriptionFilter } from '../../../../../packages/appsync-host/resolver/builtins/subscription-filter.ts';

function groupsOf(filter: unknown, ignored?: unknown, rules?: unknown): string[] | null {
  const made = toSubscriptionFilter(filter, ignored, rules);
  return (
    made &&
    made.filterGroup.map(({ filters }) =>
      filters.map(({ fieldName, operator, value }) => `${fieldName} ${operator} ${JSON.stringify(value)}`).join(' & '),
    )
  );
}

// What the service answered, as recorded by github.com/localstack/appsync-utils.
describe('a subscription filter', () => {
  it('combines fields in one group', () => {
    expect(groupsOf({ a: { eq: 1 }, b: { in: [2] } })).toEqual(['a eq 1 & b in [2]']);
  });

  it('makes an alternative of each operator of a field and of each member of an or', () => {
    const filter = {
      up: { lte: 50, gte: 20 },
      and: [{ title: { ne: 'A' } }],
      or: [{ author: { eq: 'B' } }, { published: { eq: false } }],
    };
    expect(groupsOf(filter)).toEqual([
      'up lte 50 & title ne "A" & author eq "B"',
      'up lte 50 & title ne "A" & published eq false',
      'up gte 20 & title ne "A" & author eq "B"',
      'up gte 20 & title ne "A" & published eq false',
    ]);
  });

  it('leaves ignored fields out, at any depth', () => {
    expect(groupsOf({ a: { eq: 1 }, and: [{ b: { eq: 2 } }] }, ['b'])).toEqual(['a eq 1']);
  });

  it('adds rules as alternatives', () => {
    expect(groupsOf({ a: { eq: 1 } }, [], { r: { gte: 2 }, s: { eq: 'p' } })).toEqual([
      'a eq 1 & r gte 2',
      'a eq 1 & s eq "p"',
    ]);
  });

  it('is empty for a filter without operators, and null for what is none', () => {
    expect(groupsOf({ a: {} })).toEqual([]);
    expect(groupsOf([])).toBeNull();
  });
});
