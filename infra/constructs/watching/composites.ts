import { Duration } from 'aws-cdk-lib';
import { type AlarmBase, AlarmRule, CompositeAlarm, type IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct, IDependable } from 'constructs';
import { ALARMS, type AlarmName } from '../../../contract/alarms.ts';
import { alarmNameOf, describeAlarm, idOf } from './alarm.ts';
import type { Topics } from './notifications.ts';

/** The alarms that tell somebody, and the parts by which each goes off. */
const COMPOSITES = {
  'service-failing': ['errors-fast', 'latency-high', 'throttled', 'history-unreadable'],
  'model-failing': ['model-refused', 'fallback-served'],
  'errors-lasting': ['errors-slow', 'jobs-failed'],
  'quality-falling': ['accuracy-low', 'drift-seen', 'confidence-odd', 'slice-failing'],
  'learning-stuck': ['training-failed', 'training-overdue', 'drift-job-missing'],
  'traffic-odd': ['requests-odd', 'quota-storm'],
} as const satisfies Partial<Record<AlarmName, readonly AlarmName[]>>;

/** While the service fails, the others wait for so long whether that has set them off, and for a while after. */
const WAIT = Duration.minutes(2);
const EXTENSION = Duration.minutes(5);

/**
 * Makes the alarms that tell somebody: one tells when its first part goes off and when its last one is well again. As
 * long as the service itself fails, the others stay silent: they would tell of the same cause.
 */
export function addComposites(
  scope: Construct,
  topics: Topics,
  parts: ReadonlyMap<AlarmName, IDependable>,
): AlarmBase[] {
  const addComposite = (name: keyof typeof COMPOSITES, suppressor?: AlarmBase): CompositeAlarm => {
    const own = COMPOSITES[name].filter((part) => parts.has(part));
    const alarm = new CompositeAlarm(scope, idOf(name), {
      compositeAlarmName: alarmNameOf(scope, name),
      alarmDescription: describeAlarm(name),
      alarmRule: AlarmRule.anyOf(...own.map((part) => ruleOf(scope, part))),
      ...(suppressor && {
        actionsSuppressor: suppressor,
        actionsSuppressorWaitPeriod: WAIT,
        actionsSuppressorExtensionPeriod: EXTENSION,
      }),
    });
    // CloudWatch takes no alarm that names others which are not there yet.
    alarm.node.addDependency(...own.flatMap((part) => parts.get(part) ?? []));
    const action = new SnsAction(ALARMS[name].severity === 'page' ? topics.page : topics.inform);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  };
  const service = addComposite('service-failing');
  const others = ['model-failing', 'errors-lasting', 'quality-falling', 'learning-stuck', 'traffic-odd'] as const;
  return [service, ...others.map((name) => addComposite(name, service))];
}

/** By name: alarms of logs have no construct of their own in CDK yet. */
function ruleOf(scope: Construct, part: AlarmName): IAlarmRule {
  return AlarmRule.fromString(`ALARM("${alarmNameOf(scope, part)}")`);
}
