/**
 * Metric math, as far as the host goes: numbers, metrics by their ids, + - * / and comparisons, AND and OR, lists, and
 * the functions in FUNCTIONS. Source: CloudWatch user guide, "Using math expressions with CloudWatch metrics".
 */

/** An expression, parsed. */
export type MathNode =
  | { kind: 'number'; value: number }
  | { kind: 'metric'; id: string }
  | { kind: 'list'; elements: MathNode[] }
  | { kind: 'minus'; operand: MathNode }
  | { kind: 'binary'; operator: Operator; left: MathNode; right: MathNode }
  | { kind: 'call'; name: FunctionName; operands: MathNode[] };

/** What stands between two operands. */
export type Operator = '+' | '-' | '*' | '/' | '==' | '!=' | '<' | '>' | '<=' | '>=' | 'AND' | 'OR';

/** Functions with how many operands they take, at least and at most. */
export const FUNCTIONS = {
  IF: [2, 3],
  FILL: [2, 2],
  SUM: [1, 1],
  AVG: [1, 1],
  MIN: [1, 1],
  MAX: [1, 1],
  PERIOD: [1, 1],
  ANOMALY_DETECTION_BAND: [2, 2],
} as const;

/** A function's name. */
export type FunctionName = keyof typeof FUNCTIONS;

/** An expression that is wrong, or that the host does not know; its message is a sentence. */
export class ExpressionError extends Error {
  override name = 'ExpressionError';
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(&&|\|\||[=!<>]=|[-+*/()<>,[\]]))/y;
/** From what binds least to what binds most. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
];
const SYNONYMS: Record<string, string> = { '&&': 'AND', '||': 'OR' };

interface Reader {
  /** The token that is next, in its letters; empty at the end. */
  next: () => string;
  /** Takes the next token where it is this one. */
  skip: (token: string) => boolean;
  take: () => string;
}

/** Reads an expression. Errors: ExpressionError for one that is wrong, and for what the host does not know. */
export function parseMath(text: string): MathNode {
  const reader = createReader(text);
  const node = parseLevel(reader, 0);
  if (reader.next() !== '') throw unexpected(reader);
  return node;
}

function createReader(text: string): Reader {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null)
      throw new ExpressionError(`it has ${JSON.stringify(text.slice(from).trim()[0])}, which is no part of one`);
    tokens.push(found[0].trim());
  }
  let at = 0;
  const next = (): string => tokens[at] ?? '';
  const skip = (token: string): boolean => {
    if (next().toUpperCase() !== token) return false;
    at += 1;
    return true;
  };
  const take = (): string => tokens[at++] ?? '';
  return { next, skip, take };
}

function unexpected(reader: Reader): ExpressionError {
  const token = reader.next();
  return new ExpressionError(token === '' ? 'it ends too early' : `${token} is not expected where it stands`);
}

function parseLevel(reader: Reader, level: number): MathNode {
  const operators = LEVELS[level];
  if (operators === undefined) return parseSigned(reader);
  let left = parseLevel(reader, level + 1);
  for (;;) {
    const operator = reader.next().toUpperCase();
    if (!operators.includes(operator)) return left;
    reader.take();
    const right = parseLevel(reader, level + 1);
    left = { kind: 'binary', operator: (SYNONYMS[operator] ?? operator) as Operator, left, right };
  }
}

function parseSigned(reader: Reader): MathNode {
  if (reader.skip('-')) return { kind: 'minus', operand: parseSigned(reader) };
  if (reader.skip('+')) return parseSigned(reader);
  return parseOperand(reader);
}

function parseOperand(reader: Reader): MathNode {
  if (reader.skip('(')) {
    const node = parseLevel(reader, 0);
    if (!reader.skip(')')) throw unexpected(reader);
    return node;
  }
  if (reader.skip('[')) return { kind: 'list', elements: parseOperands(reader, ']') };
  const token = reader.next();
  if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(reader.take()) };
  if (!/^[A-Za-z_]/.test(token)) throw unexpected(reader);
  reader.take();
  if (reader.skip('(')) return readCall(token, parseOperands(reader, ')'));
  // What has no parenthesis is an id, and those begin with a small letter.
  if (token === 'REPEAT' || /^[a-z]/.test(token)) return { kind: 'metric', id: token };
  throw new ExpressionError(`${token} is no id of a metric: ids begin with a small letter`);
}

function parseOperands(reader: Reader, end: string): MathNode[] {
  const operands: MathNode[] = [];
  if (reader.skip(end)) return operands;
  do operands.push(parseLevel(reader, 0));
  while (reader.skip(','));
  if (!reader.skip(end)) throw unexpected(reader);
  return operands;
}

function readCall(name: string, operands: MathNode[]): MathNode {
  if (!isFunction(name)) {
    const known = Object.keys(FUNCTIONS).join(', ');
    throw new ExpressionError(`the host does not know the function ${name}, only ${known}`);
  }
  const [least, most] = FUNCTIONS[name];
  if (operands.length < least || operands.length > most) {
    throw new ExpressionError(
      `${name} wants ${least === most ? least : `${least} or ${most}`} operands, not ${operands.length}`,
    );
  }
  return { kind: 'call', name, operands };
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** The ids of the metrics and expressions that an expression is about. */
export function listIds(node: MathNode): string[] {
  switch (node.kind) {
    case 'number':
      return [];
    case 'metric':
      return node.id === 'REPEAT' ? [] : [node.id];
    case 'list':
      return node.elements.flatMap(listIds);
    case 'minus':
      return listIds(node.operand);
    case 'binary':
      return [...listIds(node.left), ...listIds(node.right)];
    case 'call':
      return node.operands.flatMap(listIds);
  }
}
