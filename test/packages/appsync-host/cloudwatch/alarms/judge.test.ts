import { describe, expect, it } from 'vitest';
import {
  judgePoints,
  type MissingTreatment,
  type Point,
} from '../../../../../packages/appsync-host/cloudwatch/alarms/judge.ts';

const POINTS: Record<string, Point> = { '0': 'sound', X: 'breaching', '-': 'missing' };
const TREATMENTS: readonly MissingTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const INSUFFICIENT = 'INSUFFICIENT_DATA';

function judge(points: string, datapointsToAlarm: number, treatMissing: MissingTreatment, evaluationPeriods = 3) {
  const read = points.split(' ').map((letter) => POINTS[letter]!);
  return judgePoints(read, { evaluationPeriods, datapointsToAlarm, treatMissing });
}

/**
 * The tables of the CloudWatch user guide, "How alarm state is evaluated when data is missing": points, the newest last,
 * and the state by treatment: missing, ignore, breaching, notBreaching.
 */
const THREE_OF_THREE: [string, string, string, string, string][] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', INSUFFICIENT, 'retain', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', 'retain', 'ALARM', 'OK'],
];
const TWO_OF_THREE: typeof THREE_OF_THREE = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', 'retain', 'ALARM', 'OK'],
];

describe.each([
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
])('%i of 3 points, as AWS’s table has it', (datapointsToAlarm, table) => {
  it.each(table)('%s', (points, ...states) => {
    expect(TREATMENTS.map((treatment) => judge(points, datapointsToAlarm, treatment))).toEqual(states);
  });
});

describe('an alarm does not go off before its time', () => {
  it.each(['- - - - X', '- - - X -'])('3 of 3: %s', (points) => {
    expect(judge(points, 3, 'missing')).not.toBe('ALARM');
    expect(judge(points, 3, 'ignore')).toBe('retain');
  });

  it('and none is left when a sound point comes', () => {
    expect(judge('- - - X 0', 3, 'missing')).toBe('OK');
    expect(judge('- - X - 0', 3, 'missing')).toBe('OK');
  });
});

it('without a missing point only the last ones count', () => {
  expect(judge('X X 0 X 0', 3, 'missing')).toBe('OK');
  expect(judge('0 0 X X X', 3, 'missing')).toBe('ALARM');
  expect(judge('0 0 X', 1, 'missing', 1)).toBe('ALARM');
});
