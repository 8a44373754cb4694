/** Rules of a Choice state. Source: Step Functions developer guide, "Choice workflow state". */
import { HostError } from '../../failure.ts';
import { isRecord, type JsonRecord } from '../../record.ts';
import { StateFault } from './fault.ts';
import { readPath, selectPath, type Sources } from './path.ts';

/** Whether a rule holds. Errors: StateFault States.Runtime where a path leads nowhere. */
export type ChoiceRule = (sources: Sources) => boolean;

type Compare = (value: unknown, wanted: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
/** RFC 3339 as the language has it: with a capital T, and Z or an offset. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const isTimestamp = (value: unknown): value is string =>
  isText(value) && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));

const ORDERS: Readonly<Record<string, (difference: number) => boolean>> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  GreaterThan: (difference) => difference > 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThanEquals: (difference) => difference >= 0,
};

const KINDS: Readonly<Record<string, { is: (value: unknown) => boolean; differ: (a: never, b: never) => number }>> = {
  String: { is: isText, differ: (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1) },
  Numeric: { is: isNumber, differ: (a: number, b: number) => a - b },
  Timestamp: { is: isTimestamp, differ: (a: string, b: string) => Date.parse(a) - Date.parse(b) },
};

/** A value of another kind than the operator's is no match, and no error. */
const COMPARISONS: Readonly<Record<string, { is: (value: unknown) => boolean; compare: Compare }>> = {
  ...Object.fromEntries(
    Object.entries(KINDS).flatMap(([kind, { is, differ }]) =>
      Object.entries(ORDERS).map(([order, holds]) => {
        const compare: Compare = (value, wanted) =>
          is(value) && is(wanted) && holds(differ(value as never, wanted as never));
        return [kind + order, { is, compare }];
      }),
    ),
  ),
  BooleanEquals: { is: isBoolean, compare: (value, wanted) => isBoolean(value) && value === wanted },
};

const TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: isText,
  IsNumeric: isNumber,
  IsBoolean: isBoolean,
  IsTimestamp: isTimestamp,
};

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Reads a rule, without its Next. Errors: HostError, with its place, for an operator that there is not. */
export function readRule(rule: JsonRecord, place: string): ChoiceRule {
  const fields = Object.entries(rule).filter(([name]) => !['Next', 'Comment', 'Variable'].includes(name));
  const [field] = fields;
  if (field === undefined || fields.length > 1) {
    throw new HostError(
      `${place}: a rule has exactly one operator, not ${fields.map(([name]) => name).join(', ') || 'none'}.`,
    );
  }
  const [operator, operand] = field;
  const combined = readCombination(operator, operand, place);
  if (combined !== undefined) return combined;
  const variable = readPath(rule['Variable'], `${place}.Variable`);
  const find = (sources: Sources): unknown => {
    const value = selectPath(variable, sources);
    if (value !== undefined) return value;
    const reason = "The choice state's condition path references an invalid value.";
    throw new StateFault('States.Runtime', `Invalid path '${variable.text}': ${reason}`);
  };
  if (operator === 'IsPresent' && isBoolean(operand)) {
    return (sources) => (selectPath(variable, sources) !== undefined) === operand;
  }
  const test = Object.hasOwn(TESTS, operator) ? TESTS[operator] : undefined;
  if (test && isBoolean(operand)) return (sources) => test(find(sources)) === operand;
  if (operator === 'StringMatches' && isText(operand)) {
    const pattern = readPattern(operand);
    return (sources) => {
      const value = find(sources);
      return isText(value) && pattern.test(value);
    };
  }
  return readComparison(operator, operand, find, `${place}.${operator}`);
}

function readComparison(
  operator: string,
  operand: unknown,
  find: (sources: Sources) => unknown,
  place: string,
): ChoiceRule {
  const byPath = operator.endsWith('Path');
  const name = byPath ? operator.slice(0, -'Path'.length) : operator;
  const comparison = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (comparison === undefined) throw new HostError(`${place}: there is no such operator, or not of this value.`);
  const { is, compare } = comparison;
  if (byPath) {
    const path = readPath(operand, place);
    return (sources) => compare(find(sources), selectPath(path, sources));
  }
  if (!is(operand)) throw new HostError(`${place}: ${JSON.stringify(operand)} is not what this operator compares.`);
  return (sources) => compare(find(sources), operand);
}

function readCombination(operator: string, operand: unknown, place: string): ChoiceRule | undefined {
  if (operator === 'Not' && isRecord(operand)) {
    const rule = readRule(operand, `${place}.Not`);
    return (sources) => !rule(sources);
  }
  if ((operator !== 'And' && operator !== 'Or') || !Array.isArray(operand)) return undefined;
  const rules = operand.filter(isRecord).map((rule, index) => readRule(rule, `${place}.${operator}[${String(index)}]`));
  if (rules.length === 0) throw new HostError(`${place}.${operator} must have rules.`);
  return operator === 'And'
    ? (sources) => rules.every((rule) => rule(sources))
    : (sources) => rules.some((rule) => rule(sources));
}

/** `*` is any text; `\*` is a star. */
function readPattern(text: string): RegExp {
  const parts = [...text.matchAll(/\\(.)|(\*)|([^\\*]+)/gs)].map(([, escaped, star, plain]) =>
    star === undefined ? (escaped ?? plain ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : '.*',
  );
  return new RegExp(`^${parts.join('')}$`, 's');
}
