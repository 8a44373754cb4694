/** Rules of composite alarms. Source: API reference, PutCompositeAlarm, AlarmRule. */
import { ExpressionError } from '../expressions/metric-math.ts';
import type { AlarmState } from './judge.ts';

/** A rule, parsed. Alarms are by name or ARN, as the rule has them. */
export type RuleNode =
  | { kind: 'constant'; value: boolean }
  | { kind: 'state'; state: AlarmState; alarm: string }
  | { kind: 'not'; operand: RuleNode }
  | { kind: 'and' | 'or'; operands: RuleNode[] }
  | { kind: 'atLeast'; needed: number; isShare: boolean; state: AlarmState; isNot: boolean; alarms: string[] };

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** A name may hold parentheses only between quotes. */
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[(),]|[^\s(),"]+)/y;

interface Reader {
  next: () => string;
  take: () => string;
  expect: (token: string) => void;
}

/** Reads a rule. Errors: ExpressionError. */
export function parseRule(text: string): RuleNode {
  const reader = createReader(text);
  const node = parseOr(reader);
  if (reader.next() !== '') throw new ExpressionError(`${reader.next()} is not expected where it stands`);
  return node;
}

function createReader(text: string): Reader {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (found === null) throw new ExpressionError('a quote has no end');
    tokens.push(found[1] ?? '');
  }
  let at = 0;
  const next = (): string => tokens[at] ?? '';
  const take = (): string => tokens[at++] ?? '';
  const expect = (token: string): void => {
    const found = take();
    if (found !== token)
      throw new ExpressionError(`${token} is expected where ${found === '' ? 'it ends' : found} stands`);
  };
  return { next, take, expect };
}

function parseOr(reader: Reader): RuleNode {
  return parseChain(reader, 'or', parseAnd);
}

function parseAnd(reader: Reader): RuleNode {
  return parseChain(reader, 'and', parseNot);
}

function parseChain(reader: Reader, kind: 'and' | 'or', parseOperand: (reader: Reader) => RuleNode): RuleNode {
  const operands = [parseOperand(reader)];
  while (reader.next().toLowerCase() === kind) {
    reader.take();
    operands.push(parseOperand(reader));
  }
  const [only] = operands;
  return operands.length === 1 && only ? only : { kind, operands };
}

function parseNot(reader: Reader): RuleNode {
  if (reader.next().toUpperCase() !== 'NOT') return parseOperand(reader);
  reader.take();
  return { kind: 'not', operand: parseNot(reader) };
}

function parseOperand(reader: Reader): RuleNode {
  const token = reader.take();
  if (token === '(') {
    const node = parseOr(reader);
    reader.expect(')');
    return node;
  }
  const word = token.toUpperCase();
  if (word === 'TRUE' || word === 'FALSE') return { kind: 'constant', value: word === 'TRUE' };
  if (word === 'AT_LEAST') return parseAtLeast(reader);
  const state = readState(token);
  reader.expect('(');
  const alarm = unquote(reader.take());
  reader.expect(')');
  return { kind: 'state', state, alarm };
}

/** `AT_LEAST(2, ALARM, (a, b, c))`, `AT_LEAST(50%, NOT OK, (a, b))`. */
function parseAtLeast(reader: Reader): RuleNode {
  reader.expect('(');
  const threshold = reader.take();
  const [, digits, percent] = /^(\d+)(%?)$/.exec(threshold) ?? [];
  if (digits === undefined) throw new ExpressionError(`AT_LEAST wants a number or a percentage, not ${threshold}`);
  reader.expect(',');
  const isNot = reader.next().toUpperCase() === 'NOT';
  if (isNot) reader.take();
  const state = readState(reader.take());
  reader.expect(',');
  reader.expect('(');
  const alarms = [unquote(reader.take())];
  while (reader.next() === ',') {
    reader.take();
    alarms.push(unquote(reader.take()));
  }
  reader.expect(')');
  reader.expect(')');
  return { kind: 'atLeast', needed: Number(digits), isShare: percent === '%', state, isNot, alarms };
}

function readState(token: string): AlarmState {
  const state = token.toUpperCase();
  if (STATES.includes(state)) return state as AlarmState;
  const known = 'ALARM, OK, INSUFFICIENT_DATA, AND, OR, NOT, TRUE, FALSE and AT_LEAST';
  throw new ExpressionError(
    `${token === '' ? 'it ends too early' : `${token} is not known`}: a rule is made of ${known}`,
  );
}

function unquote(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token;
}

/** Whether a rule holds; `stateOf` gets an alarm's name or ARN. */
export function holdsRule(node: RuleNode, stateOf: (alarm: string) => AlarmState): boolean {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'state':
      return stateOf(node.alarm) === node.state;
    case 'not':
      return !holdsRule(node.operand, stateOf);
    case 'and':
      return node.operands.every((one) => holdsRule(one, stateOf));
    case 'or':
      return node.operands.some((one) => holdsRule(one, stateOf));
    case 'atLeast': {
      const found = node.alarms.filter((alarm) => (stateOf(alarm) === node.state) !== node.isNot).length;
      return found >= (node.isShare ? (node.needed / 100) * node.alarms.length : node.needed);
    }
  }
}

/** The alarms that a rule is about, as it names them. */
export function listAlarms(node: RuleNode): string[] {
  switch (node.kind) {
    case 'constant':
      return [];
    case 'state':
      return [node.alarm];
    case 'not':
      return listAlarms(node.operand);
    case 'and':
    case 'or':
      return node.operands.flatMap(listAlarms);
    case 'atLeast':
      return node.alarms;
  }
}
