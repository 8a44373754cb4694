/** CloudFormation's intrinsic functions, evaluated when a value is asked for. */
import { HostError } from '../failure.ts';
import { isRecord } from '../record.ts';

/** What intrinsics look up. Errors: HostError, of each, for a name that it does not know. */
export interface Scope {
  /** Value of a parameter, pseudo parameter or resource. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
}

/** Stands for AWS::NoValue: the property or element that has it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, scope) => scope.ref(asText(name, 'Ref')),
  'Fn::GetAtt': (argument, scope) => scope.attribute(...splitAttribute(argument)),
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = asPair(argument, 'Fn::Join');
    const texts = asList(resolveValue(parts, scope), 'Fn::Join').map((part) => asText(part, 'Fn::Join'));
    return texts.join(asText(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = asPair(argument, 'Fn::Select');
    const values = asList(resolveValue(list, scope), 'Fn::Select');
    const position = Number(resolveValue(index, scope));
    if (!(position in values))
      throw new HostError(`Fn::Select asks for element ${String(position)} of ${String(values.length)}.`);
    return values[position];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = asPair(argument, 'Fn::Split');
    return asText(resolveValue(text, scope), 'Fn::Split').split(asText(separator, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = asList(argument, 'Fn::If');
    return resolveValue(scope.condition(asText(condition, 'Fn::If')) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = asPair(argument, 'Fn::Equals');
    return JSON.stringify(resolveValue(left, scope)) === JSON.stringify(resolveValue(right, scope));
  },
  'Fn::And': (argument, scope) => asList(argument, 'Fn::And').every((one) => resolveValue(one, scope) === true),
  'Fn::Or': (argument, scope) => asList(argument, 'Fn::Or').some((one) => resolveValue(one, scope) === true),
  'Fn::Not': (argument, scope) => resolveValue(asList(argument, 'Fn::Not')[0], scope) !== true,
  Condition: (name, scope) => scope.condition(asText(name, 'Condition')),
  'Fn::ImportValue': (argument) => {
    throw new HostError(
      `Fn::ImportValue ${JSON.stringify(argument)} needs another stack; the host runs one. ` +
        'Pass the value inside the stack.',
    );
  },
};

/** The value with every intrinsic replaced. Errors: HostError for one that the host does not know. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((one) => resolveValue(one, scope)).filter((one) => one !== NO_VALUE);
  if (!isRecord(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && isIntrinsic(name)) {
    const intrinsic = INTRINSICS[name];
    if (intrinsic === undefined) throw new HostError(`The host does not know the intrinsic function ${name}.`);
    return intrinsic(value[name], scope);
  }
  const resolved = Object.entries(value).map(([key, one]) => [key, resolveValue(one, scope)] as const);
  return Object.fromEntries(resolved.filter(([, one]) => one !== NO_VALUE));
}

/** True for `Ref`, `Fn::…`; `Condition` too, which is an intrinsic only inside the section Conditions. */
export function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? asPair(argument, 'Fn::Sub') : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  return asText(text, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(own, name)) return asText(resolveValue(own[name], scope), 'Fn::Sub');
    return asText(name.includes('.') ? scope.attribute(...splitAttribute(name)) : scope.ref(name), 'Fn::Sub');
  });
}

function splitAttribute(argument: unknown): [string, string] {
  const [logicalId = '', ...attribute] =
    typeof argument === 'string' ? argument.split('.') : asList(argument, 'Fn::GetAtt');
  return [asText(logicalId, 'Fn::GetAtt'), attribute.join('.')];
}

function asPair(argument: unknown, name: string): [unknown, unknown] {
  const [first, second] = asList(argument, name);
  return [first, second];
}

function asList(argument: unknown, name: string): unknown[] {
  if (!Array.isArray(argument)) throw new HostError(`${name} wants a list, not ${JSON.stringify(argument)}.`);
  return argument;
}

function asText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new HostError(`${name} wants a text, not ${JSON.stringify(value)}.`);
}
