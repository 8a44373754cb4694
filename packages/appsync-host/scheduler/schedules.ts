/** Runs the template's schedules: invokes each one's function when it is due. */
import { HostError } from '../failure.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { maybeTextAt, textAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import { type NextTime, parseExpression } from './expression.ts';

/** A schedule as the template describes it. */
export interface ScheduleDefinition {
  name: string;
  expression: string;
  /** Name or ARN. */
  functionName: string;
  /** ARN of the role that invokes it. */
  roleArn?: string;
  input: unknown;
}

/** A timer takes no longer delay than some 24 days, and a machine may sleep: it is looked at once an hour at least. */
const WAIT_MS_MAX = 3_600_000;

/** The next time is told where it is so far away; of those that are due more often, only the first one. */
const TOLD_MS_MIN = 3_600_000;

/** Every schedule that is enabled. Errors: HostError where one invokes no function of the stack. */
export function readSchedules(stack: Stack): ScheduleDefinition[] {
  return stack
    .resourcesOf('AWS::Scheduler::Schedule')
    .filter((resource) => maybeTextAt(resource, 'State') !== 'DISABLED')
    .map((resource) => readSchedule(stack, resource));
}

function readSchedule(stack: Stack, resource: StackResource): ScheduleDefinition {
  const target = textAt(resource, 'Target.Arn');
  const roleArn = maybeTextAt(resource, 'Target.RoleArn');
  const isOurs = stack
    .resourcesOf('AWS::Lambda::Function', 'AWS::Lambda::Version', 'AWS::Lambda::Alias')
    .some(({ ref, attributes }) => target === ref || target === attributes['Arn']);
  if (!isOurs)
    throw new HostError(`${resource.logicalId} has the target ${target}, which is no function of the stack.`);
  return {
    name: resource.ref,
    expression: textAt(resource, 'ScheduleExpression'),
    functionName: target,
    ...(roleArn !== undefined && { roleArn }),
    input: parseInput(resource),
  };
}

function parseInput(resource: StackResource): unknown {
  try {
    return JSON.parse(maybeTextAt(resource, 'Target.Input') ?? '{}');
  } catch {
    throw new HostError(`${resource.logicalId}: AWS::Scheduler::Schedule.Target.Input must be JSON.`);
  }
}

/** What schedules are kept with. */
export interface SchedulesParts {
  invoke: Lambda['invoke'];
  /** One line for the user. */
  warn: (line: string) => void;
}

/**
 * Keeps to schedules until it is closed; each is told with the time of its next invocation, unless that is within the
 * hour and not the first.
 *
 * Errors: HostError for an expression that the host cannot keep to.
 */
export function startSchedules(
  definitions: readonly ScheduleDefinition[],
  parts: SchedulesParts,
): { close: () => void } {
  const parsed = definitions.map((definition) => ({ definition, next: parseExpression(definition.expression) }));
  const stops = parsed.map(({ definition, next }) => keepTo(definition, next, parts));
  return { close: () => stops.forEach((stop) => stop()) };
}

function keepTo(definition: ScheduleDefinition, next: NextTime, { invoke, warn }: SchedulesParts): () => void {
  const { name, expression, functionName, roleArn, input } = definition;
  const session = roleArn === undefined ? [] : [{ roleArn, sessionName: name }];
  let timer: NodeJS.Timeout | undefined;
  const wait = (dueMs: number): void => {
    timer = setTimeout(() => wake(dueMs), Math.min(WAIT_MS_MAX, Math.max(0, dueMs - Date.now())));
  };
  const plan = (): void => {
    const dueMs = next(Date.now());
    if (dueMs === undefined) return warn(`The schedule ${name}, ${expression}, is over.`);
    // One that is due every few minutes would fill the terminal.
    if (timer === undefined || dueMs - Date.now() >= TOLD_MS_MIN) {
      warn(`The schedule ${name}, ${expression}, is due at ${new Date(dueMs).toISOString()}.`);
    }
    wait(dueMs);
  };
  const wake = (dueMs: number): void => {
    if (Date.now() < dueMs) return wait(dueMs);
    void invoke(functionName, input, 'Event', ...session).then((outcome) => {
      if ('error' in outcome) warn(`The schedule ${name} could not invoke ${functionName}: ${outcome.error.message}`);
    });
    plan();
  };
  plan();
  return () => clearTimeout(timer);
}
