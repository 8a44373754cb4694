import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CallOutcome } from '../../../../packages/appsync-host/lambda/call.ts';
import { type Execution, readDetails } from '../../../../packages/appsync-host/states/keep/execution.ts';
import { type Executions, openExecutions } from '../../../../packages/appsync-host/states/executions.ts';
import { tellHistory } from '../../../../packages/appsync-host/states/keep/history.ts';
import { readJournal } from '../../../../packages/appsync-host/states/keep/journal.ts';
import type { ObjectStore } from '../../../../packages/appsync-host/states/run/object-store.ts';
import { readDefinition } from '../../../../packages/appsync-host/states/language/read-definition.ts';
import { makeFolder } from '../temporary-folder.ts';
import { type ClockByHand, createClockByHand } from './clock-by-hand.ts';

/** The ARN of a function by its name. */
export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export const MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:Cellar';

/** What a function does with its payload: it answers, throws, or says what Lambda itself would. */
export type Act = (payload: never) => unknown;
/** Thrown by an act to be what Lambda refuses a call with. */
export class Refusal extends Error {
  readonly outcome: CallOutcome;

  constructor(exception: string, message: string) {
    super(message);
    this.outcome = { kind: 'refused', exception, message };
  }
}

export interface RoomOptions {
  functions?: Record<string, Act>;
  clock?: ClockByHand;
  folder?: string;
  random?: () => number;
  /** By `bucket/key`. */
  objects?: Map<string, Buffer>;
  refuseChildren?: () => string | undefined;
}

export interface MachineRoom {
  executions: Executions;
  clock: ClockByHand;
  folder: string;
  objects: Map<string, Buffer>;
  /** Begins an execution of a machine. */
  begin: (definition: object, input?: unknown, name?: string) => Promise<Execution>;
  /** What an execution comes to, once it has ended. */
  ended: (execution: Execution) => Promise<Ended>;
  /** Both. */
  run: (definition: object, input?: unknown) => Promise<Ended>;
}

export interface Ended {
  status: Execution['status'];
  output?: unknown;
  error?: string;
  cause?: string;
  /** The types of its events. */
  events: string[];
  execution: Execution;
}

/** Executions whose functions are given, whose clock stands, and whose objects are in memory. */
export function openRoom(options: RoomOptions = {}): MachineRoom {
  const { functions = {}, clock = createClockByHand(), folder = makeFolder(), random = () => 0.5 } = options;
  const { objects = new Map<string, Buffer>(), refuseChildren = () => undefined } = options;
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const endOf = (arn: string): PromiseWithResolvers<void> => {
    const end = ends.get(arn) ?? Promise.withResolvers<void>();
    ends.set(arn, end);
    return end;
  };
  const executions = openExecutions({
    ...{ folder, clock, random },
    reach: () => ({
      callFunction: (arn, payload) => call(functions[arn.split(':')[6] ?? ''], payload),
      objects: storeOf(objects),
      refuseChildren,
    }),
    watch: () => () => undefined,
    onEnd: ({ arn }) => endOf(arn).resolve(),
    warn: (line) => {
      throw new Error(line);
    },
  });
  onTestFinished(() => executions.close());
  const ended = async (execution: Execution): Promise<Ended> => {
    if (execution.status === 'RUNNING') await endOf(execution.arn).promise;
    const { status } = executions.find(execution.arn) ?? execution;
    const { outputText, error, cause } = readDetails(execution);
    const events = tellHistory(readJournal(join(execution.folder, 'journal.jsonl')), true).map(({ type }) => type);
    return {
      ...{ status, events, execution },
      ...(outputText !== undefined && { output: JSON.parse(outputText) as unknown }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
  };
  const begin: MachineRoom['begin'] = (definition, input = {}, name = 'first') => {
    const text = JSON.stringify(definition);
    const facts = {
      name,
      machineArn: MACHINE_ARN,
      machineName: 'Cellar',
      roleArn: 'arn:aws:iam::000000000000:role/Cellar',
    };
    return executions.start(
      { ...facts, definition: text, inputText: JSON.stringify(input) },
      readDefinition(text, 'Cellar'),
    );
  };
  let count = 0;
  const run: MachineRoom['run'] = async (definition, input) =>
    ended(await begin(definition, input, `run-${String(count++)}`));
  return { executions, clock, folder, objects, begin, ended, run };
}

async function call(act: Act | undefined, payload: string): Promise<CallOutcome> {
  if (act === undefined)
    return { kind: 'refused', exception: 'ResourceNotFoundException', message: 'Function not found' };
  try {
    const answer = await act(JSON.parse(payload) as never);
    return { kind: 'answered', payload: JSON.stringify(answer ?? null), version: '1' };
  } catch (error) {
    if (error instanceof Refusal) return error.outcome;
    const { name: errorType, message: errorMessage } = error as Error;
    return { kind: 'failed', error: { errorType, errorMessage, trace: [] }, version: '1' };
  }
}

function storeOf(objects: Map<string, Buffer>): ObjectStore {
  return {
    get: (bucket, key) => {
      const bytes = objects.get(`${bucket}/${key}`);
      const refusal = 'The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey)';
      return Promise.resolve(bytes === undefined ? { refusal } : { bytes });
    },
    put: (bucket, key, bytes) => {
      if (bucket === 'closed') return Promise.resolve('Access Denied');
      objects.set(`${bucket}/${key}`, bytes);
      return Promise.resolve(undefined);
    },
  };
}

/** A function that throws under that name. */
export function throwAs(name: string, message = 'no'): never {
  throw Object.assign(new Error(message), { name });
}
