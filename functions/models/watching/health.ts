import { onnxRuntimeVersion } from '../../../artifacts/scorer.ts';
import { ALARMS, type AlarmName, runbookOf } from '../../../contract/alarms.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { Alarm, AlarmSeverity, Health, HealthState } from '../../../generated/schema.ts';
import type { AlarmStanding } from '../../../store/aws/cloudwatch.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { listRuns } from '../../../store/models/runs.ts';
import { PATIENCE_MS, type Dependencies, timestamp } from '../dependencies.ts';
import { championOf } from '../describe.ts';

/** How long CloudWatch is given: whoever asks whether all is well is to hear it soon. */
const ALARMS_MS_MAX = 3_000;

const SEVERITIES = { page: 'PAGE', inform: 'INFORM', part: 'PART' } as const satisfies Record<string, AlarmSeverity>;
const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** Whether the deployment is well. Where CloudWatch cannot be reached, that is a part of the answer. */
export async function health(dependencies: Dependencies): Promise<ModelsAnswer> {
  const { models, starter, release = 'unknown' } = dependencies;
  const deadline = models.clock.now() + PATIENCE_MS;
  const [standing, newest, [lastTraining = null]] = await Promise.all([
    readStanding(dependencies),
    newestPromotion(models, deadline),
    listRuns(models, 1, deadline),
  ]);
  const value: Health = {
    ...standing,
    champion: championOf(newest, starter),
    championSince: newest?.at ?? null,
    lastTraining,
    release,
    node: process.version.replace(/^v/, ''),
    onnxRuntime: onnxRuntimeVersion(),
    starterVersion: starter.version,
    checkedAt: timestamp(models),
  };
  return { value };
}

async function readStanding({
  openMonitor,
  onTrouble,
}: Dependencies): Promise<Pick<Health, 'state' | 'alarms' | 'alarmsUnavailable'>> {
  try {
    if (openMonitor === undefined) throw new Error('There is no CloudWatch here.');
    const { monitor, readAlarms } = await openMonitor();
    const alarms = (await readAlarms(monitor, AbortSignal.timeout(ALARMS_MS_MAX))).flatMap(describeAlarm);
    return { state: stateOf(alarms), alarms: alarms.sort(byUrgency), alarmsUnavailable: null };
  } catch (error) {
    onTrouble('The alarms cannot be read.', error);
    const name = error instanceof Error ? error.name : 'an error';
    return {
      state: 'UNKNOWN',
      alarms: [],
      alarmsUnavailable: `CloudWatch did not tell how the alarms stand (${name}): look again in a minute.`,
    };
  }
}

/** An alarm of ours; others whose names begin in the same way are left out. */
function describeAlarm({ name, state, reason, sinceMs }: AlarmStanding): Alarm[] {
  if (!isAlarm(name)) return [];
  const { severity, meaning } = ALARMS[name];
  const since = sinceMs === null ? null : new Date(sinceMs).toISOString();
  return [{ name, severity: SEVERITIES[severity], state, meaning, reason, since, runbook: runbookOf(name) }];
}

function isAlarm(name: string): name is AlarmName {
  return Object.hasOwn(ALARMS, name);
}

/** A part that is in alarm is told by the alarm that it is a part of, or not at all. */
function stateOf(alarms: readonly Alarm[]): HealthState {
  const inAlarm = alarms.filter(({ state }) => state === 'ALARM');
  if (inAlarm.some(({ severity }) => severity === 'PAGE')) return 'ALARM';
  return inAlarm.some(({ severity }) => severity === 'INFORM') ? 'NOTICE' : 'WELL';
}

/** Those in alarm first, and of these whoever wakes somebody. */
function byUrgency(one: Alarm, other: Alarm): number {
  const order = Object.values(SEVERITIES);
  return (
    STATES.indexOf(one.state) - STATES.indexOf(other.state) ||
    order.indexOf(one.severity) - order.indexOf(other.severity) ||
    (one.name < other.name ? -1 : 1)
  );
}
