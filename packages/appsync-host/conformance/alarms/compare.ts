/**
 * Holds the states that the host's alarms come to against those of another CloudWatch, by the cases of AWS's tables of
 * missing data and a few more: `node compare.ts http://127.0.0.1:4566`. The other one must look at an alarm as soon as
 * it is made, as localemu does. The exit code is 1 where it says otherwise in a case in which it is not known to.
 */
import { setTimeout } from 'node:timers/promises';
import { type AlarmState, judgePoints, type MissingTreatment, type Point } from '../../cloudwatch/alarms/judge.ts';

const POINTS: Record<string, Point> = { '0': 'sound', X: 'breaching', '-': 'missing' };
const TREATMENTS: readonly MissingTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/**
 * Points, the newest last; M and N; treatments in which localemu 1.3.2 is known to say otherwise: it counts the points
 * before the last N even where none of these is missing, and does not keep a state as `ignore` should.
 */
const CASES: readonly [points: string, m: number, n: number, differs?: readonly MissingTreatment[]][] = [
  ['0 - X - X', 3, 3],
  ['0 - - - -', 3, 3],
  ['- - - - -', 3, 3],
  ['0 X X - X', 3, 3],
  ['- - X - -', 3, 3],
  ['0 - X - X', 2, 3],
  ['0 0 X 0 X', 2, 3],
  ['0 - X - -', 2, 3],
  ['- - - - 0', 2, 3],
  ['- - - X -', 2, 3],
  ['- - - - X', 3, 3, ['ignore']],
  ['- - - X 0', 3, 3],
  ['0 0 X X X', 3, 3],
  ['X X X 0 0', 3, 3, TREATMENTS],
  ['0 0 X X 0', 2, 3],
  ['X X 0 X 0', 2, 3, TREATMENTS],
  ['0 0 X', 1, 1],
  ['X X 0', 1, 1, TREATMENTS],
];

const PERIOD_SECONDS = 60;
const NAMESPACE = 'Conformance';
const THRESHOLD = 10;
const SETTLED_MS = 3_000;
const DEADLINE_MS = 60_000;
/** What a call is for is read of its signature, which is not checked. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0';

interface Case {
  name: string;
  points: Point[];
  rule: { evaluationPeriods: number; datapointsToAlarm: number; treatMissing: MissingTreatment };
  isKnown: boolean;
}

const cases = CASES.flatMap(([points, m, n, differs = []]) =>
  TREATMENTS.map((treatMissing): Case => ({
    name: `${points}, ${m} of ${n}, ${treatMissing}`,
    points: points.split(' ').map((letter) => POINTS[letter] ?? 'missing'),
    rule: { evaluationPeriods: n, datapointsToAlarm: m, treatMissing },
    isKnown: differs.includes(treatMissing),
  })),
);

async function ask<Answer>(endpoint: string, operation: string, input: object): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
      authorization: AUTHORIZATION,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Answer;
}

/** Puts the points of a case in the middle of the minutes before now, and an alarm on them. */
async function put(endpoint: string, { points, rule }: Case, name: string): Promise<void> {
  const newest = Date.now() / 1_000 - PERIOD_SECONDS / 2;
  const data = points.flatMap((point, at) => {
    const Timestamp = newest - (points.length - 1 - at) * PERIOD_SECONDS;
    return point === 'missing' ? [] : [{ MetricName: name, Timestamp, Value: point === 'breaching' ? 20 : 1 }];
  });
  if (data.length > 0) await ask(endpoint, 'PutMetricData', { Namespace: NAMESPACE, MetricData: data });
  await ask(endpoint, 'PutMetricAlarm', {
    AlarmName: name,
    Namespace: NAMESPACE,
    MetricName: name,
    Statistic: 'Maximum',
    Period: PERIOD_SECONDS,
    EvaluationPeriods: rule.evaluationPeriods,
    DatapointsToAlarm: rule.datapointsToAlarm,
    TreatMissingData: rule.treatMissing,
    Threshold: THRESHOLD,
    ComparisonOperator: 'GreaterThanThreshold',
  });
}

/** The states of the alarms, by their names, once they have not changed for a while. */
async function readStates(endpoint: string): Promise<Map<string, AlarmState>> {
  const deadline = Date.now() + DEADLINE_MS;
  let [seen, since] = ['', Date.now()];
  for (;;) {
    const { MetricAlarms } = await ask<{ MetricAlarms: { AlarmName: string; StateValue: AlarmState }[] }>(
      endpoint,
      'DescribeAlarms',
      { MaxRecords: 100, AlarmNamePrefix: 'case-' },
    );
    const states = MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue] as const);
    const told = JSON.stringify(states);
    if (told !== seen) [seen, since] = [told, Date.now()];
    if (Date.now() - since > SETTLED_MS || Date.now() > deadline) return new Map(states);
    await setTimeout(200);
  }
}

async function compare(endpoint: string): Promise<void> {
  const run = Date.now();
  const nameOf = (at: number): string => `case-${run}-${at}`;
  for (const [at, one] of cases.entries()) await put(endpoint, one, nameOf(at));
  const states = await readStates(endpoint);
  let alike = 0;
  for (const [at, one] of cases.entries()) {
    const judged = judgePoints(one.points, one.rule);
    // An alarm begins without data, and stays so where it retains its state.
    const ours = judged === 'retain' ? 'INSUFFICIENT_DATA' : judged;
    const theirs = states.get(nameOf(at));
    if (ours === theirs) alike += 1;
    else console.log(`  ${one.isKnown ? 'known to differ' : 'NOT ALIKE'}: ${one.name}: ${ours} here, ${theirs} there`);
    if (ours !== theirs && !one.isKnown) process.exitCode = 1;
  }
  console.log(`alarms: ${alike} of ${cases.length} cases come to the same state`);
}

const [endpoint] = process.argv.slice(2);
if (endpoint === undefined) throw new Error('Usage: node compare.ts http://127.0.0.1:4566');
await compare(endpoint);
