/**
 * The state of an alarm by its last points. Source: CloudWatch user guide, "Configuring how CloudWatch alarms treat
 * missing data", whose tables are fixed cases of the tests.
 */

/** The three states of every alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A point: breaching, not breaching, or not there. */
export type Point = 'breaching' | 'sound' | 'missing';

/** What stands for a point that is missing. */
export type MissingTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** How points become a state. */
export interface Rule {
  /** N: how many points are looked at. */
  evaluationPeriods: number;
  /** M: how many of them must breach. */
  datapointsToAlarm: number;
  treatMissing: MissingTreatment;
}

/**
 * Points beyond the evaluation periods are used where some of these are missing. How many CloudWatch takes is not told
 * in general; in its examples it is two.
 */
export const FURTHER_POINTS = 2;

/** The state that follows of these points, the newest last; 'retain' where it stays what it is. */
export function judgePoints(points: readonly Point[], rule: Rule): AlarmState | 'retain' {
  const { evaluationPeriods, datapointsToAlarm, treatMissing } = rule;
  const present = points.filter((point) => point !== 'missing').slice(-evaluationPeriods);
  const missing = evaluationPeriods - present.length;
  const breaching = present.filter((point) => point === 'breaching').length;
  if (missing === 0) return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  switch (treatMissing) {
    case 'breaching':
      return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
    default:
      return judgeFew(points, { breaching, present: present.length }, rule);
  }
}

/** Too few points, and nothing to stand for those that are missing. */
function judgeFew(
  points: readonly Point[],
  { breaching, present }: { breaching: number; present: number },
  { datapointsToAlarm, treatMissing }: Rule,
): AlarmState | 'retain' {
  if (present === 0) return treatMissing === 'ignore' ? 'retain' : 'INSUFFICIENT_DATA';
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (breaching < present) return 'OK';
  // Every point that is there breaches, but there are too few of them: it is an alarm once the oldest is old enough.
  if (treatMissing === 'ignore') return 'retain';
  const oldest = points.indexOf('breaching');
  return points.length - oldest >= datapointsToAlarm ? 'ALARM' : 'OK';
}
