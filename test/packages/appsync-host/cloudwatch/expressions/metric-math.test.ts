import { describe, expect, it } from 'vitest';
import { evaluateMath } from '../../../../../packages/appsync-host/cloudwatch/expressions/evaluate.ts';
import { listIds, parseMath } from '../../../../../packages/appsync-host/cloudwatch/expressions/metric-math.ts';

const SERIES: Record<string, (number | undefined)[]> = {
  errors: [1, undefined, 0, 4],
  calls: [10, 20, 0, 8],
  none: [undefined, undefined, undefined, undefined],
};

function evaluate(expression: string): unknown {
  const value = evaluateMath(parseMath(expression), {
    length: 4,
    valueOf: (id) => ({ kind: 'series', values: SERIES[id]! }),
    periodOf: () => 300,
    bandOf: (_, width) => ({ lower: [0, 0, 0, 0].map(() => -width), upper: [0, 0, 0, 0].map(() => width) }),
  });
  return value.kind === 'number' ? value.value : value.kind === 'series' ? value.values : value;
}

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 * -3 - 1', 5],
    ['8 / 4 / 2', 1],
    ['1e3 + .5', 1000.5],
    ['errors * 2', [2, undefined, 0, 8]],
    // A point that is missing makes the whole missing, and so does a division by zero.
    ['errors + calls', [11, undefined, 0, 12]],
    ['errors / calls', [0.1, undefined, undefined, 0.5]],
    ['errors > 0', [1, undefined, 0, 1]],
    ['calls >= 10 AND errors < 2', [1, undefined, 0, 0]],
    ['calls == 0 OR calls > 9', [1, 1, 1, 0]],
    ['calls != 8 && 1', [1, 1, 1, 0]],
    ['FILL(errors, 0)', [1, 0, 0, 4]],
    ['FILL(errors, REPEAT)', [1, 1, 0, 4]],
    ['FILL(errors, calls)', [1, 20, 0, 4]],
    ['FILL(none, REPEAT)', SERIES['none']],
    ['FILL(errors, 0) / calls', [0.1, 0, undefined, 0.5]],
    ['IF(calls > 5, errors / calls, 0)', [0.1, undefined, 0, 0.5]],
    ['IF(calls > 5, calls)', [10, 20, undefined, 8]],
    ['IF(none, 1, 2)', SERIES['none']],
    ['SUM(errors)', 5],
    ['AVG(calls)', 9.5],
    ['MIN(calls) + MAX(calls)', 20],
    ['MAX(none)', undefined],
    ['SUM([errors, calls])', [11, 20, 0, 12]],
    ['AVG([errors, calls])', [5.5, 20, 0, 6]],
    ['calls / PERIOD(calls)', [10 / 300, 20 / 300, 0, 8 / 300]],
    ['ANOMALY_DETECTION_BAND(calls, 2)', { kind: 'band', band: { lower: [-2, -2, -2, -2], upper: [2, 2, 2, 2] } }],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it('tells which metrics it is about', () => {
    expect(listIds(parseMath('IF(a > 1, FILL(b, REPEAT), SUM([c, -d]))'))).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('what the host does not know is refused in a sentence', () => {
  it.each([
    ['RATE(calls)', /the host does not know the function RATE, only IF, FILL, SUM/],
    ['SUM(METRICS())', /does not know the function METRICS/],
    ["SEARCH('{A} b', 'Sum')", /it has "'", which is no part of one/],
    ['Errors / calls', /Errors is no id of a metric/],
    ['errors +', /it ends too early/],
    ['errors calls', /calls is not expected where it stands/],
    ['IF(errors)', /IF wants 2 or 3 operands, not 1/],
    ['PERIOD(errors + 1)', /PERIOD wants the id of a metric/],
    ['[errors] * 2', /\* cannot be made of a list/],
    ['ANOMALY_DETECTION_BAND(calls, 2) + 1', /\+ cannot be made of a band/],
  ])('%s', (expression, complaint) => {
    expect(() => evaluate(expression)).toThrow(complaint);
  });
});
