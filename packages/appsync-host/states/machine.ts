/** State machines as the template describes them. */
import type { Stack, StackResource } from '../template/stack.ts';
import { HostError } from '../failure.ts';
import { isRecord } from '../record.ts';
import { maybeTextAt, propertyAt, recordsAt, textAt, textMapAt } from '../template/properties.ts';
import type { Machine } from './language/definition.ts';
import { readDefinition } from './language/read-definition.ts';

/** A state machine that can be started. */
export interface MachineDefinition {
  arn: string;
  name: string;
  roleArn: string;
  /** JSON text. */
  definition: string;
  machine: Machine;
  log?: LogWish;
}

/** What of its executions is told to which log group. */
export interface LogWish {
  group: string;
  level: 'ALL' | 'ERROR' | 'FATAL';
  includesData: boolean;
}

/** Every state machine of a stack. Errors: HostError for a definition that the host does not run, with the place. */
export function readMachines(stack: Stack): MachineDefinition[] {
  return stack.resourcesOf('AWS::StepFunctions::StateMachine').map((resource) => {
    const name = resource.attributes['Name'] ?? '';
    const definition = readText(resource);
    const log = readLog(resource);
    return {
      arn: resource.ref,
      name,
      roleArn: textAt(resource, 'RoleArn'),
      definition,
      machine: readDefinition(definition, resource.logicalId),
      ...(log && { log }),
    };
  });
}

function readText(resource: StackResource): string {
  const object = propertyAt(resource, 'Definition');
  const text = isRecord(object) ? JSON.stringify(object) : textAt(resource, 'DefinitionString');
  const values = textMapAt(resource, 'DefinitionSubstitutions');
  return text.replaceAll(/\$\{([\w-]+)\}/g, (found, name: string) => values[name] ?? found);
}

function readLog(resource: StackResource): LogWish | undefined {
  const level = maybeTextAt(resource, 'LoggingConfiguration.Level') ?? 'OFF';
  const [destination] = recordsAt(resource, 'LoggingConfiguration.Destinations');
  if (level === 'OFF' || destination === undefined) return undefined;
  const target = destination['CloudWatchLogsLogGroup'];
  const arn = isRecord(target) ? String(target['LogGroupArn']) : '';
  const group = /:log-group:(.+?)(:\*)?$/.exec(arn)?.[1];
  if (group === undefined) throw new HostError(`${resource.logicalId}: ${arn} is not the ARN of a log group.`);
  const includesData = propertyAt(resource, 'LoggingConfiguration.IncludeExecutionData') === true;
  return { group, level: level as LogWish['level'], includesData };
}
