import type { RunningService, ServiceDescriptor, Surroundings } from '../descriptor.ts';
import { isKnown } from '../iam/authority.ts';
import { arnOf, chooseName, identifyByName } from '../template/identity.ts';
import { DESCRIBED } from '../template/resource-type.ts';
import { readSchedules, startSchedules } from './schedules.ts';

/** Amazon EventBridge Scheduler: timers, where the user wants them. */
export const scheduler: ServiceDescriptor = {
  name: 'scheduler',
  types: {
    'AWS::Scheduler::Schedule': {
      honoured: ['Name', 'ScheduleExpression', 'State', 'Target.Arn', 'Target.Input', 'Target.RoleArn'],
      ignored: {
        ...DESCRIBED,
        FlexibleTimeWindow: 'the window is used at its beginning',
        GroupName: 'a label',
        ScheduleExpressionTimezone: 'UTC is the only one',
        'Target.RetryPolicy': 'an invocation on this machine arrives at once',
      },
      values: { ScheduleExpressionTimezone: ['UTC'], State: ['ENABLED', 'DISABLED'] },
      identify: (parts) =>
        identifyByName(chooseName(parts, 'Name'), (name) => arnOf('scheduler', `schedule/default/${name}`)),
    },
  },
  start: followSchedules,
};

/** Runs the schedules, or names those that do not run. */
function followSchedules({ stack, calls, wishes, warn }: Surroundings): RunningService {
  const schedules = readSchedules(stack);
  if (wishes.schedules) {
    const started = startSchedules(schedules, { invoke: calls.lambda, warn });
    for (const { name } of schedules.filter(({ roleArn }) => !isKnown(calls.iam, roleArn))) {
      warn(`The schedule ${name} has no role of the stack: what it does is not checked.`);
    }
    return started;
  }
  for (const { name, expression } of schedules) {
    warn(`The schedule ${name}, ${expression}, does not run here: start with --schedules.`);
  }
  return { close: () => undefined };
}
