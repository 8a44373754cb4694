import { isRecord } from '../../record.ts';

interface Clause {
  fieldName: string;
  operator: string;
  value: unknown;
}

/** The form extensions.setSubscriptionFilter takes: groups are alternatives, the filters of a group must all hold. */
export interface SubscriptionFilter {
  filterGroup: { filters: Clause[] }[];
}

/**
 * util.transform.toSubscriptionFilter: every operator of a field, every member of an `or` and every rule is an
 * alternative, so the groups multiply out. Null for what is no filter, as the service answers
 * (github.com/localstack/appsync-utils, transform-subscription tests).
 */
export function toSubscriptionFilter(filter: unknown, ignored: unknown, rules: unknown): SubscriptionFilter | null {
  if (!isRecord(filter)) return null;
  const ignoredNames = new Set(Array.isArray(ignored) ? ignored : []);
  const groups = combine([alternativesOf(filter, ignoredNames), ruleAlternatives(rules)]);
  return { filterGroup: groups.filter((filters) => filters.length > 0).map((filters) => ({ filters })) };
}

/** Each alternative is a list of clauses that must all hold. */
function alternativesOf(filter: unknown, ignored: ReadonlySet<unknown>): Clause[][] {
  if (!isRecord(filter)) return [[]];
  return combine(
    Object.entries(filter).map(([name, content]) => {
      if (name === 'and' && Array.isArray(content)) return combine(content.map((one) => alternativesOf(one, ignored)));
      if (name === 'or' && Array.isArray(content)) return content.flatMap((one) => alternativesOf(one, ignored));
      return ignored.has(name) ? [[]] : operatorAlternatives(name, content);
    }),
  );
}

function operatorAlternatives(fieldName: string, operators: unknown): Clause[][] {
  const alternatives = isRecord(operators)
    ? Object.entries(operators).map(([operator, value]) => [{ fieldName, operator, value }])
    : [];
  return alternatives.length > 0 ? alternatives : [[]];
}

function ruleAlternatives(rules: unknown): Clause[][] {
  const alternatives = isRecord(rules)
    ? Object.entries(rules).flatMap(([name, operators]) => operatorAlternatives(name, operators))
    : [];
  return alternatives.length > 0 ? alternatives : [[]];
}

/** One alternative of each, in every combination. */
function combine(parts: Clause[][][]): Clause[][] {
  return parts.reduce<Clause[][]>(
    (combined, alternatives) => combined.flatMap((left) => alternatives.map((right) => [...left, ...right])),
    [[]],
  );
}
