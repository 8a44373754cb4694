/** What `filter` keeps: comparisons, like, in and ispresent, joined by and, or and not. */
import { parseList, parseName, type Reader } from './reader.ts';
import { compareValues, type Row } from './row.ts';
import type { FieldValue } from './row.ts';
import { QueryError } from './tokens.ts';

/** What stands to either side of a comparison. */
type Operand = { kind: 'field'; name: string } | { kind: 'value'; value: string | number };

/** A condition, parsed. */
export type Condition =
  | { kind: 'and' | 'or'; operands: Condition[] }
  | { kind: 'not'; operand: Condition }
  | { kind: 'compare'; left: Operand; sign: Sign; right: Operand }
  | { kind: 'like'; left: Operand; pattern: RegExp | string }
  | { kind: 'in'; left: Operand; values: Operand[] }
  | { kind: 'present'; name: string };

const SIGNS = ['=', '!=', '<', '>', '<=', '>='] as const;
type Sign = (typeof SIGNS)[number];

/** Errors: QueryError for what is wrong, and for what the host does not know. */
export function parseCondition(reader: Reader): Condition {
  return parseChain(reader, 'or', (inner) => parseChain(inner, 'and', parseNot));
}

function parseChain(reader: Reader, kind: 'and' | 'or', parseOne: (reader: Reader) => Condition): Condition {
  const operands = [parseOne(reader)];
  while (reader.skip(kind)) operands.push(parseOne(reader));
  const [only] = operands;
  return operands.length === 1 && only ? only : { kind, operands };
}

function parseNot(reader: Reader): Condition {
  if (reader.skip('not')) return { kind: 'not', operand: parseNot(reader) };
  if (reader.skip('(')) {
    const condition = parseCondition(reader);
    reader.expect(')');
    return condition;
  }
  if (reader.next(1)?.text === '(' && reader.skip('ispresent')) {
    reader.expect('(');
    const name = parseName(reader);
    reader.expect(')');
    return { kind: 'present', name };
  }
  return parseComparison(reader);
}

function parseComparison(reader: Reader): Condition {
  const left = parseOperand(reader);
  const isNegated = reader.skip('not');
  const negate = (condition: Condition): Condition => (isNegated ? { kind: 'not', operand: condition } : condition);
  if (reader.skip('like')) {
    const token = reader.take();
    if (token.kind === 'pattern') return negate({ kind: 'like', left, pattern: token.pattern });
    if (token.kind === 'text') return negate({ kind: 'like', left, pattern: token.text });
    throw new QueryError(`like wants /an expression/ or "a text", not ${token.text}`);
  }
  if (reader.skip('in')) {
    reader.expect('[');
    const values = parseList(reader, parseOperand);
    reader.expect(']');
    return negate({ kind: 'in', left, values });
  }
  const sign = SIGNS.find((one) => reader.skip(one));
  if (sign === undefined || isNegated) {
    const found = reader.next()?.text ?? 'it ends';
    throw new QueryError(`one of ${SIGNS.join(' ')}, like and in is expected where ${found} stands`);
  }
  return { kind: 'compare', left, sign, right: parseOperand(reader) };
}

function parseOperand(reader: Reader): Operand {
  const token = reader.next();
  if (token?.kind !== 'text' && token?.kind !== 'number') return { kind: 'field', name: parseName(reader) };
  reader.take();
  return { kind: 'value', value: token.kind === 'number' ? token.value : token.text };
}

/** Whether a row is kept. */
export function holdsCondition(condition: Condition, row: Row): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.operands.every((one) => holdsCondition(one, row));
    case 'or':
      return condition.operands.some((one) => holdsCondition(one, row));
    case 'not':
      return !holdsCondition(condition.operand, row);
    case 'present':
      return row.valueOf(condition.name) !== undefined;
    case 'in':
      return condition.values.some((value) => isSame(valueOf(condition.left, row), valueOf(value, row)));
    case 'like': {
      const value = valueOf(condition.left, row);
      if (value === undefined) return false;
      const { pattern } = condition;
      return typeof pattern === 'string' ? String(value).includes(pattern) : pattern.test(String(value));
    }
    case 'compare':
      return holdsComparison(valueOf(condition.left, row), condition.sign, valueOf(condition.right, row));
  }
}

function valueOf(operand: Operand, row: Row): FieldValue {
  return operand.kind === 'value' ? operand.value : row.valueOf(operand.name);
}

function holdsComparison(left: FieldValue, sign: Sign, right: FieldValue): boolean {
  if (sign === '=') return isSame(left, right);
  if (sign === '!=') return !isSame(left, right);
  // What is not there is neither more nor less.
  if (left === undefined || right === undefined) return false;
  const order = compareValues(left, right);
  switch (sign) {
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
  }
}

function isSame(left: FieldValue, right: FieldValue): boolean {
  return left !== undefined && right !== undefined && compareValues(left, right) === 0;
}
