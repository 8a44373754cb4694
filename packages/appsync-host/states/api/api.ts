/**
 * The API of Step Functions, as far as machines of a template need it. Source: Step Functions API reference; what a
 * call needs: Service authorization reference, "Actions, resources, and condition keys for AWS Step Functions".
 */
import { randomUUID } from 'node:crypto';
import type { JsonRecord } from '../../record.ts';
import { ApiError } from './api-error.ts';
import { describeMapRun, describeRunningChild, listChildren, listMapRuns } from './api-map-runs.ts';
import { type Execution, JOURNAL_FILE, readDetails } from '../keep/execution.ts';
import type { Executions } from '../executions.ts';
import { PAYLOAD_BYTES_MAX } from '../run/flow.ts';
import { tellHistory } from '../keep/history.ts';
import { readJournal } from '../keep/journal.ts';
import type { MachineDefinition } from '../machine.ts';
import { cutPage } from './page.ts';
import { join } from 'node:path';

/** What calls are answered from. */
export interface ApiRoom {
  /** By ARN; as they are now. */
  machines: () => ReadonlyMap<string, MachineDefinition>;
  executions: Executions;
  /** When the machines came to be, in epoch ms. */
  createdMs: number;
}

/** An operation: the ARN that the caller must be allowed to use, and what it answers. */
interface Operation {
  resourceOf: (body: JsonRecord) => string;
  run: (body: JsonRecord, room: ApiRoom) => JsonRecord | Promise<JsonRecord>;
}

const ofMachine = (body: JsonRecord): string => textOf(body, 'stateMachineArn');
const ofExecution = (body: JsonRecord): string => textOf(body, 'executionArn');
const ofMapRun = (body: JsonRecord): string => textOf(body, 'mapRunArn');

/** Every operation that the host knows. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: { resourceOf: ofMachine, run: startExecution },
  StopExecution: { resourceOf: ofExecution, run: stopExecution },
  DescribeExecution: { resourceOf: ofExecution, run: describeExecution },
  ListExecutions: {
    resourceOf: (body) => ('mapRunArn' in body ? ofMapRun(body) : ofMachine(body)),
    run: listExecutions,
  },
  GetExecutionHistory: { resourceOf: ofExecution, run: getHistory },
  ListMapRuns: {
    resourceOf: ofExecution,
    run: (body, { executions }) => listMapRuns(findExecution(ofExecution(body), executions), body),
  },
  DescribeMapRun: { resourceOf: ofMapRun, run: (body, { executions }) => describeMapRun(ofMapRun(body), executions) },
  DescribeStateMachine: { resourceOf: ofMachine, run: describeMachine },
  ListStateMachines: { resourceOf: () => '*', run: listMachines },
};

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/u;

async function startExecution(body: JsonRecord, room: ApiRoom): Promise<JsonRecord> {
  const machine = findMachine(ofMachine(body), room);
  const name = 'name' in body ? textOf(body, 'name') : randomUUID();
  if (!NAME.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
  const inputText = 'input' in body ? textOf(body, 'input') : '{}';
  checkInput(inputText);
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const known = room.executions.find(arn);
  if (known) {
    // The same call again is answered as the first one was, as long as that runs.
    if (known.status === 'RUNNING' && readDetails(known).inputText === inputText) return tellStart(known);
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
  const { arn: machineArn, name: machineName, roleArn, definition } = machine;
  const facts = { name, machineArn, machineName, roleArn, definition, inputText };
  return tellStart(await room.executions.start(facts, machine.machine));
}

function tellStart({ arn, startedMs }: Execution): JsonRecord {
  return { executionArn: arn, startDate: startedMs / 1000 };
}

function checkInput(text: string): void {
  if (Buffer.byteLength(text) > PAYLOAD_BYTES_MAX) {
    const rule = `Member must have length less than or equal to ${String(PAYLOAD_BYTES_MAX)}`;
    throw new ApiError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: ${rule}`,
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `Invalid State Machine Execution Input: '${(error as Error).message}'`;
    throw new ApiError('InvalidExecutionInput', message);
  }
}

async function stopExecution(body: JsonRecord, { executions }: ApiRoom): Promise<JsonRecord> {
  const { arn } = findExecution(ofExecution(body), executions);
  const [error, cause] = [maybeTextOf(body, 'error'), maybeTextOf(body, 'cause')];
  await executions.stop(arn, { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
  const { endedMs = 0 } = findExecution(arn, executions);
  return { stopDate: endedMs / 1000 };
}

function describeExecution(body: JsonRecord, { executions }: ApiRoom): JsonRecord {
  const arn = ofExecution(body);
  const child = executions.find(arn) ? undefined : describeRunningChild(arn, executions);
  if (child) return child;
  const execution = findExecution(arn, executions);
  const { inputText, outputText, error, cause } = readDetails(execution);
  return {
    ...tellExecution(execution),
    input: inputText,
    inputDetails: { included: true },
    ...(outputText !== undefined && { output: outputText, outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

function tellExecution({ arn, machineArn, name, status, startedMs, endedMs }: Execution): JsonRecord {
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: startedMs / 1000,
    ...(endedMs !== undefined && { stopDate: endedMs / 1000 }),
    redriveCount: 0,
  };
}

function listExecutions(body: JsonRecord, room: ApiRoom): JsonRecord {
  if ('mapRunArn' in body) return listChildren(ofMapRun(body), body, room.executions);
  const machine = findMachine(ofMachine(body), room);
  const wanted = maybeTextOf(body, 'statusFilter');
  const found = room.executions
    .list()
    .filter(({ machineArn, status }) => machineArn === machine.arn && (wanted === undefined || wanted === status));
  return cutPage('executions', found.map(tellExecution), body);
}

function getHistory(body: JsonRecord, { executions }: ApiRoom): JsonRecord {
  const { folder } = findExecution(ofExecution(body), executions);
  const events = tellHistory(readJournal(join(folder, JOURNAL_FILE)), body['includeExecutionData'] !== false);
  return cutPage('events', body['reverseOrder'] === true ? events.reverse() : events, body);
}

function describeMachine(body: JsonRecord, room: ApiRoom): JsonRecord {
  const { arn, name, roleArn, definition, log } = findMachine(ofMachine(body), room);
  return {
    ...{ stateMachineArn: arn, name, status: 'ACTIVE', type: 'STANDARD', roleArn, definition },
    creationDate: room.createdMs / 1000,
    loggingConfiguration: { level: log?.level ?? 'OFF', includeExecutionData: log?.includesData ?? false },
  };
}

function listMachines(body: JsonRecord, { machines, createdMs }: ApiRoom): JsonRecord {
  const told = [...machines().values()].map(({ arn, name }) => ({
    ...{ stateMachineArn: arn, name, type: 'STANDARD', creationDate: createdMs / 1000 },
  }));
  return cutPage('stateMachines', told, body);
}

function findMachine(arn: string, { machines }: ApiRoom): MachineDefinition {
  checkArn(arn, 'stateMachine');
  const machine = machines().get(arn);
  if (machine) return machine;
  throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function findExecution(arn: string, executions: Executions): Execution {
  checkArn(arn, 'execution');
  const execution = executions.find(arn);
  if (execution) return execution;
  throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

function checkArn(arn: string, kind: string): void {
  const found = /^arn:aws:states:[^:]+:\d{12}:([^:]+):.+$/.exec(arn)?.[1];
  if (found === kind) return;
  const reason =
    found === undefined ? `Invalid ARN prefix: ${arn}` : `Resource type not valid in this context: ${found}`;
  throw new ApiError('InvalidArn', `Invalid Arn: '${reason}'`);
}

function textOf(body: JsonRecord, name: string): string {
  const text = maybeTextOf(body, name);
  if (text !== undefined) return text;
  const place = `1 validation error detected: Value at '${name}' failed to satisfy constraint`;
  throw new ApiError('ValidationException', `${place}: Member must not be null`);
}

function maybeTextOf(body: JsonRecord, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ApiError('SerializationException', `${name} must be a text.`);
}
