import { ExpressionError, type FunctionName, type MathNode, type Operator } from './metric-math.ts';
import type { Band, MathValue, TimeSeries } from './values.ts';

/** What an expression is evaluated over. */
export interface MathScope {
  /** How many stretches of time there are. */
  length: number;
  /** The value of a metric or of another expression. */
  valueOf: (id: string) => MathValue;
  /** How long the stretches of a metric are, in seconds. */
  periodOf: (id: string) => number;
  /** What a metric is expected to lie between, `width` standard deviations to either side. */
  bandOf: (id: string, width: number) => Band;
}

/**
 * What an expression comes to. A value that is missing makes the whole missing, but in FILL, SUM, AVG, MIN and MAX; so
 * does a division by zero. Errors: ExpressionError for operands of the wrong kind.
 */
export function evaluateMath(node: MathNode, scope: MathScope): MathValue {
  switch (node.kind) {
    case 'number':
      return { kind: 'number', value: node.value };
    case 'metric':
      return scope.valueOf(node.id);
    case 'list':
      return {
        kind: 'list',
        elements: node.elements.map((one) => seriesOf(evaluateMath(one, scope), scope, 'A list')),
      };
    case 'minus':
      return combine(
        [evaluateMath(node.operand, scope)],
        scope,
        ([one]) => (one === undefined ? undefined : -one),
        'A minus',
      );
    case 'binary': {
      const operands = [evaluateMath(node.left, scope), evaluateMath(node.right, scope)];
      return combine(operands, scope, ([left, right]) => operate(node.operator, left, right), node.operator);
    }
    case 'call':
      return call(node.name, node.operands, scope);
  }
}

function operate(operator: Operator, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  const told = OPERATIONS[operator](left, right);
  if (typeof told === 'boolean') return told ? 1 : 0;
  return Number.isFinite(told) ? told : undefined;
}

const OPERATIONS: Record<Operator, (left: number, right: number) => number | boolean> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
  AND: (left, right) => left !== 0 && right !== 0,
  OR: (left, right) => left !== 0 || right !== 0,
};

/** Value by value; of numbers alone a number comes. */
function combine(
  operands: MathValue[],
  scope: MathScope,
  of: (values: (number | undefined)[]) => number | undefined,
  what: string,
): MathValue {
  if (operands.every((one) => one.kind === 'number')) {
    return { kind: 'number', value: of(operands.map(({ value }) => value)) };
  }
  const all = operands.map((one) => seriesOf(one, scope, what));
  return { kind: 'series', values: Array.from({ length: scope.length }, (_, at) => of(all.map((one) => one[at]))) };
}

function seriesOf(value: MathValue, { length }: MathScope, what: string): TimeSeries {
  if (value.kind === 'series') return value.values;
  if (value.kind === 'number') return Array.from({ length }, () => value.value);
  throw new ExpressionError(`${what} cannot be made of a ${value.kind}`);
}

function call(name: FunctionName, operands: MathNode[], scope: MathScope): MathValue {
  const [first, second] = operands;
  if (first === undefined) throw new ExpressionError(`${name} wants an operand`);
  switch (name) {
    case 'IF':
      return combine(
        operands.map((one) => evaluateMath(one, scope)),
        scope,
        choose,
        'IF',
      );
    case 'FILL':
      return fill(seriesOf(evaluateMath(first, scope), scope, 'FILL'), second, scope);
    case 'PERIOD':
      return { kind: 'number', value: scope.periodOf(idOf(first, name)) };
    case 'ANOMALY_DETECTION_BAND':
      return { kind: 'band', band: scope.bandOf(idOf(first, name), numberOf(second, name)) };
    default:
      return gather(name, evaluateMath(first, scope), scope);
  }
}

function choose([condition, whenTrue, whenFalse]: (number | undefined)[]): number | undefined {
  if (condition === undefined) return undefined;
  return condition === 0 ? whenFalse : whenTrue;
}

function fill(values: TimeSeries, filler: MathNode | undefined, scope: MathScope): MathValue {
  if (filler?.kind === 'metric' && filler.id === 'REPEAT') {
    let last: number | undefined;
    return { kind: 'series', values: values.map((value) => (last = value ?? last)) };
  }
  if (filler === undefined) throw new ExpressionError('FILL wants two operands');
  const fillers = seriesOf(evaluateMath(filler, scope), scope, 'FILL');
  return { kind: 'series', values: values.map((value, at) => value ?? fillers[at]) };
}

type Gathering = 'SUM' | 'AVG' | 'MIN' | 'MAX';

/** Of one metric a number, over all of the time; of a list a series, over its elements. What is missing is left out. */
function gather(name: Gathering, value: MathValue, scope: MathScope): MathValue {
  if (value.kind !== 'list') return { kind: 'number', value: reduce(name, seriesOf(value, scope, name)) };
  const { elements } = value;
  const values = Array.from({ length: scope.length }, (_, at) =>
    reduce(
      name,
      elements.map((one) => one[at]),
    ),
  );
  return { kind: 'series', values };
}

function reduce(name: Gathering, values: TimeSeries): number | undefined {
  const present = values.filter((one) => one !== undefined);
  if (present.length === 0) return undefined;
  switch (name) {
    case 'MIN':
      return Math.min(...present);
    case 'MAX':
      return Math.max(...present);
    default: {
      const sum = present.reduce((total, one) => total + one, 0);
      return name === 'SUM' ? sum : sum / present.length;
    }
  }
}

function idOf(node: MathNode, name: string): string {
  if (node.kind === 'metric' && node.id !== 'REPEAT') return node.id;
  throw new ExpressionError(`${name} wants the id of a metric`);
}

function numberOf(node: MathNode | undefined, name: string): number {
  if (node?.kind === 'number') return node.value;
  throw new ExpressionError(`${name} wants a number of standard deviations`);
}
