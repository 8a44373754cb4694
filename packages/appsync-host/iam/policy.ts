/** Policies of IAM as the host checks them (IAM user guide, "Policy evaluation logic"). */
import { HostError } from '../failure.ts';
import { isRecord, type JsonRecord } from '../record.ts';

/** One statement of a policy, as plain JSON. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  /** With `*` and `?`; actions in small letters. */
  actions: Patterns;
  resources: Patterns;
  /** Each must hold. */
  conditions: Condition[];
}

interface Patterns {
  patterns: string[];
  /** NotAction and NotResource: everything but these. */
  isNegated: boolean;
}

interface Condition {
  operator: 'StringEquals' | 'StringLike';
  key: string;
  values: string[];
}

/** What somebody wants to do. */
export interface Access {
  /** Such as `dynamodb:GetItem`. */
  action: string;
  /** An ARN. */
  resource: string;
  /** By condition key, such as s3:prefix; what is absent fulfils no condition. */
  context?: Readonly<Record<string, string | undefined>>;
}

const OPERATORS = ['StringEquals', 'StringLike'];
const CONDITION_KEYS = ['s3:prefix', 'cloudwatch:namespace'];
/** Of the others the host answers no call, or checks none. */
const CHECKED_SERVICES = ['dynamodb', 's3', 'lambda', 'cloudwatch', 'logs', 'codedeploy', 'states', 'batch'];

/**
 * The statements of a policy document that can matter here. Errors: HostError, with `place`, for a statement that the
 * host cannot hold a call against.
 */
export function readStatements(document: unknown, place: string): Statement[] {
  const statements = isRecord(document) ? asList(document['Statement']) : [];
  return statements
    .filter(isRecord)
    .filter(isChecked)
    .map((statement) => readStatement(statement, place));
}

function readStatement(statement: JsonRecord, place: string): Statement {
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new HostError(`${place}: Effect must be Allow or Deny.`);
  const actions = readPatterns(statement, 'Action', place);
  return {
    effect,
    actions: { ...actions, patterns: actions.patterns.map((action) => action.toLowerCase()) },
    resources: readPatterns(statement, 'Resource', place),
    conditions: readConditions(statement['Condition'], place),
  };
}

/** Whether a statement can say anything about a call that the host checks. */
function isChecked(statement: JsonRecord): boolean {
  if (statement['NotAction'] !== undefined) return true;
  const services = asList(statement['Action']).map((action) => String(action).toLowerCase().split(':')[0] ?? '');
  return services.some((service) => CHECKED_SERVICES.some((one) => matchesPattern(service, one)));
}

function readPatterns(statement: JsonRecord, name: 'Action' | 'Resource', place: string): Patterns {
  const isNegated = statement[`Not${name}`] !== undefined;
  const patterns = asList(isNegated ? statement[`Not${name}`] : statement[name]);
  const odd = patterns.find((one) => typeof one !== 'string' || one.includes('${'));
  if (patterns.length === 0 || odd !== undefined) {
    throw new HostError(`${place}: the host cannot check the ${name} ${JSON.stringify(odd ?? patterns)} of a policy.`);
  }
  return { patterns: patterns.map(String), isNegated };
}

function readConditions(conditions: unknown, place: string): Condition[] {
  if (!isRecord(conditions)) return [];
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).map(([key, values]): Condition => {
      if (!isOperator(operator) || !CONDITION_KEYS.includes(key)) {
        const known = `${OPERATORS.join(' and ')} of ${CONDITION_KEYS.join(', ')}`;
        throw new HostError(`${place}: the host cannot check the condition ${operator} of ${key}, only ${known}.`);
      }
      return { operator, key, values: asList(values).map(String) };
    }),
  );
}

function isOperator(operator: string): operator is Condition['operator'] {
  return OPERATORS.includes(operator);
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** What policies say to a call: nothing allows it, or something denies it, which goes first. */
export function judge(statements: readonly Statement[], access: Access): 'allowed' | 'denied' | 'not allowed' {
  const effects = statements.filter((statement) => applies(statement, access)).map(({ effect }) => effect);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not allowed';
}

function applies({ actions, resources, conditions }: Statement, { action, resource, context }: Access): boolean {
  return (
    isAmong(actions, action.toLowerCase()) &&
    isAmong(resources, resource) &&
    conditions.every((condition) => holds(condition, context?.[condition.key]))
  );
}

function isAmong({ patterns, isNegated }: Patterns, text: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text)) !== isNegated;
}

function holds({ operator, values }: Condition, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  return values.some((value) => (operator === 'StringLike' ? matchesPattern(value, actual) : value === actual));
}

const EXPRESSIONS = new Map<string, RegExp>();

/** Whether a text is of a pattern, in which `*` is any text and `?` any one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  let expression = EXPRESSIONS.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
    expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    EXPRESSIONS.set(pattern, expression);
  }
  return expression.test(text);
}
