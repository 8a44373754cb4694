import type { RunningService, ServiceDescriptor, Surroundings } from '../descriptor.ts';
import { findSessionRefusal, isKnown, type RoleSession } from '../iam/authority.ts';
import { arnOf, chooseName, type Identity, type IdentityParts } from '../template/identity.ts';
import { DESCRIBED, REASONS } from '../template/resource-type.ts';
import { createClock } from './run/clock.ts';
import { createExecutionLog } from './execution-log.ts';
import { openExecutions } from './executions.ts';
import { type MachineDefinition, readMachines } from './machine.ts';
import { createMeter } from './meter.ts';
import { createObjectStore } from './run/object-store.ts';
import type { ExecutionFacts } from './keep/records.ts';
import type { Reach } from './run/room.ts';
import { startStatesServer } from './api/server.ts';

/** AWS Step Functions: state machines in the Amazon States Language, whose executions outlast the host. */
export const states: ServiceDescriptor = {
  name: 'sfn',
  types: {
    'AWS::StepFunctions::StateMachine': {
      honoured: [
        ...['StateMachineName', 'StateMachineType', 'RoleArn', 'Definition', 'DefinitionString'],
        ...['DefinitionSubstitutions', 'LoggingConfiguration.Level', 'LoggingConfiguration.IncludeExecutionData'],
        'LoggingConfiguration.Destinations',
      ],
      ignored: {
        Tags: DESCRIBED.Tags,
        TracingConfiguration: REASONS.tracing,
        EncryptionConfiguration: REASONS.encryption,
      },
      values: {
        StateMachineType: ['STANDARD'],
        'LoggingConfiguration.Level': ['ALL', 'ERROR', 'FATAL', 'OFF'],
      },
      identify: identifyMachine,
    },
  },
  start: startStates,
};

function identifyMachine(parts: IdentityParts): Identity {
  const name = chooseName(parts, 'StateMachineName');
  const arn = arnOf('states', `stateMachine:${name}`);
  return { ref: arn, attributes: { Arn: arn, Name: name } };
}

async function startStates(surroundings: Surroundings): Promise<RunningService> {
  const { stack, folder, calls, warn } = surroundings;
  let machines = byArn(readMachines(stack));
  for (const { name, roleArn } of machines.values()) {
    if (!isKnown(calls.iam, roleArn))
      warn(`The state machine ${name} has no role of the stack: what it does is not checked.`);
  }
  const executions = openExecutions({
    folder: folder('states'),
    clock: createClock(),
    random: Math.random,
    reach: (facts) => reachAs(facts, surroundings),
    watch: ({ arn, machineArn }) => {
      const log = createExecutionLog(machines.get(machineArn)?.log, arn, calls.telemetry);
      const { started } = createMeter(calls.telemetry, machineArn);
      return (record) => {
        if (record.type === 'Started') started();
        log(record);
      };
    },
    onEnd: ({ machineArn, startedMs, endedMs = startedMs }, status) =>
      createMeter(calls.telemetry, machineArn).ended(status, endedMs - startedMs),
    warn,
  });
  const room = { machines: () => machines, executions, createdMs: Date.now() };
  const server = await startStatesServer(room, calls.iam);
  // Only when every service has started do functions know how to reach them.
  setImmediate(executions.resume);
  return {
    endpoint: server.endpoint,
    adopt: (other) => void (machines = byArn(readMachines(other))),
    close: async () => {
      await server.close();
      await executions.close();
    },
  };
}

function byArn(machines: readonly MachineDefinition[]): ReadonlyMap<string, MachineDefinition> {
  return new Map(machines.map((machine) => [machine.arn, machine]));
}

/** What an execution reaches, as its machine's role. */
function reachAs(facts: ExecutionFacts, { calls, access }: Surroundings): Reach {
  const { roleArn, machineArn } = facts;
  const session: RoleSession = { roleArn, sessionName: 'states' };
  return {
    callFunction: (functionName, payload) =>
      calls.callLambda({
        functionName,
        invocationType: 'RequestResponse',
        payload,
        // So that forty children of one execution leave room for what another one has to do.
        group: facts,
        refuse: (wanted) => findSessionRefusal(calls.iam, session, wanted),
      }),
    objects: createObjectStore(access, calls.iam, session),
    refuseChildren: () =>
      findSessionRefusal(calls.iam, session, { action: 'states:StartExecution', resource: machineArn }),
  };
}
