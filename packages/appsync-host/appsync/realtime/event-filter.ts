import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../record.ts';
import { ownProperty } from '../execute/run.ts';
import { refuseByLimit } from '../request/refusal.ts';
import type { Refusal } from '../request/refusal.ts';

/** Which events a subscriber gets. */
export interface EventFilter {
  /** Fields of the event's type, without what is nested in them. */
  fieldNames: string[];
  accepts: (event: unknown) => boolean;
}

interface Clause {
  path: string[];
  accepts: (value: unknown) => boolean;
}

/** Whether a field's value passes. A field that is null or absent is given as null. */
type Operator = (value: unknown, wanted: unknown) => boolean;

/** Source of all limits: developer guide, "Defining enhanced subscriptions filters", and the service's quotas. */
const LIMITS = { groups: 10, clauses: 5, depth: 5, choices: 5, elements: 20, characters: 256 };

/**
 * The filter that a subscription's arguments are: each must equal the event's field of its name; null wants that field
 * null or absent. Source: developer guide, "Using subscription arguments".
 */
export function filterByArguments(args: Record<string, unknown>): EventFilter {
  const wanted = Object.entries(args);
  return {
    fieldNames: Object.keys(args),
    accepts: (event) => wanted.every(([name, value]) => isDeepStrictEqual(ownProperty(event, name) ?? null, value)),
  };
}

/**
 * Reads what a resolver gave extensions.setSubscriptionFilter: groups are alternatives, the filters of a group must all
 * hold. Errors: Refusal that says what is wrong with it.
 */
export function readEventFilter(filter: unknown): EventFilter {
  const groups = ownProperty(filter, 'filterGroup') ?? [];
  if (!isRecord(filter) || !Array.isArray(groups)) throw refuseFilter('It must be { filterGroup: […] }.');
  if (groups.length > LIMITS.groups) throw refuseFilter(`filterGroup has more than ${LIMITS.groups} elements.`);
  const alternatives = groups.map(readGroup);
  return {
    fieldNames: alternatives.flat().flatMap(({ path }) => path[0] ?? []),
    accepts: (event) =>
      alternatives.length === 0 ||
      alternatives.some((clauses) => clauses.every(({ path, accepts }) => accepts(follow(event, path)))),
  };
}

function readGroup(group: unknown): Clause[] {
  const filters = ownProperty(group, 'filters');
  if (!Array.isArray(filters)) throw refuseFilter('Each element of filterGroup must be { filters: […] }.');
  if (filters.length > LIMITS.clauses) throw refuseFilter(`filters has more than ${LIMITS.clauses} elements.`);
  return filters.map(readClause);
}

function readClause(clause: unknown): Clause {
  const { fieldName, operator, value } = isRecord(clause) ? clause : {};
  if (typeof fieldName !== 'string' || fieldName === '') throw refuseFilter('Each filter must have a fieldName.');
  const path = fieldName.split('.');
  if (fieldName.length > LIMITS.characters)
    throw refuseFilter(`A fieldName has more than ${LIMITS.characters} characters.`);
  if (path.length > LIMITS.depth) throw refuseFilter(`${fieldName} is nested deeper than ${LIMITS.depth} levels.`);
  if (typeof operator !== 'string' || !Object.hasOwn(OPERATORS, operator))
    throw refuseFilter(`${fieldName} has an unknown operator: ${String(operator)}.`);
  const { test, check } = OPERATORS[operator as keyof typeof OPERATORS];
  const fault = findLongText(value) ?? check(value);
  if (fault) throw refuseFilter(`${fieldName} ${operator}: ${fault}.`);
  return { path, accepts: (actual) => test(actual, value) };
}

function refuseFilter(reason: string): Refusal {
  return refuseByLimit('BadRequestException', `Invalid subscription filter. ${reason}`);
}

/** Null where the way ends early, also at a list: a filter does not look into those. */
function follow(event: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => ownProperty(value, name) ?? null, event);
}

const equals: Operator = (value, wanted) => value === (wanted ?? null);

const contains: Operator = (value, wanted) =>
  Array.isArray(value)
    ? value.includes(wanted)
    : typeof value === 'string' && typeof wanted === 'string' && value.includes(wanted);

const isIn: Operator = (value, wanted) => Array.isArray(wanted) && wanted.includes(value);

const OPERATORS = {
  eq: { test: equals, check: checkScalar },
  ne: { test: not(equals), check: checkScalar },
  le: { test: compare((order) => order <= 0), check: checkOrdered },
  lt: { test: compare((order) => order < 0), check: checkOrdered },
  ge: { test: compare((order) => order >= 0), check: checkOrdered },
  gt: { test: compare((order) => order > 0), check: checkOrdered },
  contains: { test: contains, check: checkScalar },
  notContains: { test: not(contains), check: checkScalar },
  beginsWith: { test: beginsWith, check: (value: unknown) => (typeof value === 'string' ? undefined : 'wants a text') },
  in: { test: isIn, check: checkChoices(LIMITS.choices) },
  notIn: { test: not(isIn), check: checkChoices(LIMITS.choices) },
  between: { test: isBetween, check: checkRange },
  containsAny: { test: containsAny, check: checkChoices(LIMITS.elements) },
};

function not(operator: Operator): Operator {
  return (value, wanted) => !operator(value, wanted);
}

/** Numbers by size, texts by code unit; nothing else has an order. */
function compare(holds: (order: number) => boolean): Operator {
  return (value, wanted) => {
    if (typeof value === 'number' && typeof wanted === 'number') return holds(value - wanted);
    if (typeof value === 'string' && typeof wanted === 'string')
      return holds(value < wanted ? -1 : value > wanted ? 1 : 0);
    return false;
  };
}

function beginsWith(value: unknown, wanted: unknown): boolean {
  return typeof value === 'string' && typeof wanted === 'string' && value.startsWith(wanted);
}

function isBetween(value: unknown, wanted: unknown): boolean {
  const [from, to] = wanted as unknown[];
  return OPERATORS.ge.test(value, from) && OPERATORS.le.test(value, to);
}

function containsAny(value: unknown, wanted: unknown): boolean {
  return Array.isArray(value) && Array.isArray(wanted) && wanted.some((one) => value.includes(one));
}

function checkScalar(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? 'wants one value' : undefined;
}

function checkOrdered(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? undefined : 'wants a number or a text';
}

function checkChoices(max: number): (value: unknown) => string | undefined {
  return (value) => {
    if (!Array.isArray(value)) return 'wants a list';
    return value.length > max ? `has more than ${max} values` : undefined;
  };
}

function checkRange(value: unknown): string | undefined {
  return Array.isArray(value) && value.length === 2 ? undefined : 'wants a list of two values';
}

function findLongText(value: unknown): string | undefined {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const isLong = values.some((one) => typeof one === 'string' && one.length > LIMITS.characters);
  return isLong ? `a text has more than ${LIMITS.characters} characters` : undefined;
}
