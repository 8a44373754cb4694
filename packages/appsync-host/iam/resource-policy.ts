/** Policies of resources, as far as they say what a service of AWS may do (IAM user guide, "Policy elements"). */
import { HostError } from '../failure.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { matchesPattern } from './policy.ts';

/** What a service wants to do. */
export interface ServiceAccess {
  /** Such as cloudwatch.amazonaws.com. */
  service: string;
  action: string;
  resource: string;
  /** By condition key, in small letters. */
  context: Readonly<Record<string, string>>;
}

/**
 * Why a service may not do something, as `no statement allows it`; undefined where it may. Errors: HostError, with
 * `place`, for a condition that the host does not know.
 */
export function findPolicyFault(
  statements: readonly unknown[],
  access: ServiceAccess,
  place: string,
): string | undefined {
  const meant = statements.filter(isRecord).filter((statement) => applies(statement, access, place));
  if (meant.some(({ Effect }) => Effect === 'Deny')) return 'a statement denies it';
  return meant.some(({ Effect }) => Effect === 'Allow') ? undefined : 'no statement allows it';
}

function applies(statement: JsonRecord, access: ServiceAccess, place: string): boolean {
  return (
    isOfService(statement['Principal'], access.service) &&
    isAmong(statement, 'Action', access.action.toLowerCase(), (text) => text.toLowerCase()) &&
    isAmong(statement, 'Resource', access.resource, (text) => text) &&
    holdConditions(statement['Condition'], access.context, place)
  );
}

function isOfService(principal: unknown, service: string): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  return listTexts(principal['Service']).includes(service) || listTexts(principal['AWS']).includes('*');
}

function isAmong(
  statement: JsonRecord,
  name: 'Action' | 'Resource',
  text: string,
  change: (pattern: string) => string,
): boolean {
  const negated = statement[`Not${name}`];
  const patterns = listTexts(negated ?? statement[name]);
  return patterns.some((pattern) => matchesPattern(change(pattern), text)) !== (negated !== undefined);
}

function holdConditions(conditions: unknown, context: ServiceAccess['context'], place: string): boolean {
  if (!isRecord(conditions)) return true;
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).every(([key, values]) => {
      const actual = context[key.toLowerCase()];
      if (actual === undefined)
        throw new HostError(`${place}: the host cannot check the condition ${operator} of ${key}.`);
      return holds(operator, actual, listTexts(values), place);
    }),
  );
}

function holds(operator: string, actual: string, values: readonly string[], place: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return values.includes(actual);
    case 'StringNotEquals':
      return !values.includes(actual);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return values.some((value) => matchesPattern(value, actual));
    default:
      throw new HostError(`${place}: the host does not know the operator ${operator} of conditions.`);
  }
}

function listTexts(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}
