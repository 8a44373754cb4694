/** What is written of an execution, and what follows from it about where it is. */
import type { State } from '../language/definition.ts';
import type { StateError } from '../language/fault.ts';

/** What happens in a part of an execution: `scope` is '' for the whole, else that of an iteration or a child. */
interface InScope {
  scope: string;
}

/** Something that happens. Inputs and outputs are JSON values. */
export type Happening =
  | ({ type: 'Started' } & ExecutionFacts)
  /** The first state of a child has no input here: it is among the items of its Map run. */
  | ({ type: 'Entered'; state: string; kind: State['type']; input?: unknown } & InScope)
  | ({ type: 'Exited'; state: string; kind: State['type']; output: unknown; next?: string } & InScope)
  | ({ type: 'Scheduled'; resource: string; input: unknown; timeoutSeconds?: number } & InScope)
  | ({ type: 'Called' } & InScope)
  | ({ type: 'Answered'; output: unknown } & InScope)
  | ({ type: 'TaskFailed'; hasTimedOut: boolean } & StateError & InScope)
  /** A failed state is tried again by the retrier at that place, at that time. */
  | ({ type: 'Retrying'; retrier: number; dueMs: number } & StateError & InScope)
  /** A Wait has this end. */
  | ({ type: 'Waiting'; dueMs: number } & InScope)
  | ({ type: 'MapStarted'; items: number } & InScope)
  | ({ type: 'IterationStarted'; state: string; index: number } & InScope)
  | ({ type: 'IterationEnded'; state: string; index: number; output?: unknown; hasFailed: boolean } & InScope)
  | ({ type: 'MapEnded'; hasFailed: boolean } & InScope)
  | ({ type: 'MapRunStarted'; mapRunArn: string; items: number } & InScope)
  | ({ type: 'MapRunEnded'; mapRunArn: string; status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' } & StateError & InScope)
  /** In the journal of a Map run. */
  | ({ type: 'ChildEnded'; child: number } & ChildEnd)
  | ({ type: 'Ended'; status: EndStatus; output?: unknown } & StateError);

/** How an execution can end. */
export type EndStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** How a child of a Map ended. */
export interface ChildEnd extends StateError {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  startedMs: number;
  endedMs: number;
}

/** What is fixed when an execution starts. */
export interface ExecutionFacts {
  name: string;
  machineArn: string;
  machineName: string;
  roleArn: string;
  /** As it was then: a machine may be changed since. */
  definition: string;
  /** The text as the caller gave it. */
  inputText: string;
}

/** What the history does not show, and does not count. */
const UNTOLD: readonly Happening['type'][] = ['Retrying', 'Waiting', 'ChildEnded'];

/** Whether something is an event of the history. */
export function isTold({ type }: Happening): boolean {
  return !UNTOLD.includes(type);
}

/** A happening as it stands in a journal: which event it is, counted from 1, and when it was, in epoch ms. */
export type JournalRecord = Happening & { id: number; ms: number };

/** Where a part of an execution is. */
export interface Position {
  /** The record by which the state was entered. */
  id: number;
  state: string;
  /** Absent for the first state of a child. */
  input?: unknown;
  enteredMs: number;
  /** How often each retrier has tried again, by its place. */
  retries: Record<number, number>;
  /** When it goes on: at the end of a Wait, or of a pause before another attempt. */
  dueMs?: number;
  /** The newest Map run of the state, unless it has failed and is done anew. */
  mapRunArn?: string;
  /** Outputs of iterations that have ended, by their number. */
  iterations?: Map<number, unknown>;
  /** What it came to, when all that is missing is the next state. */
  done?: { output: unknown; next?: string };
}

/** Where all parts of a journal are. */
export interface Positions {
  scopes: Map<string, Position>;
  ended: Map<number, ChildEnd>;
}

/** Takes a record in. */
export function foldRecord({ scopes, ended }: Positions, record: JournalRecord): void {
  if (record.type === 'ChildEnded') {
    ended.set(record.child, record);
    forget(scopes, String(record.child));
    return;
  }
  if (!('scope' in record)) return;
  if (record.type === 'Entered') {
    forget(scopes, record.scope);
    const { id, ms: enteredMs, state } = record;
    const position: Position = { id, state, enteredMs, retries: {} };
    if ('input' in record) position.input = record.input;
    scopes.set(record.scope, position);
    return;
  }
  const position = scopes.get(record.scope);
  if (position === undefined) return;
  switch (record.type) {
    case 'Exited':
      position.done = { output: record.output, ...(record.next !== undefined && { next: record.next }) };
      return;
    case 'Retrying':
      position.retries[record.retrier] = (position.retries[record.retrier] ?? 0) + 1;
      position.dueMs = record.dueMs;
      delete position.mapRunArn;
      delete position.iterations;
      return;
    case 'Waiting':
      position.dueMs = record.dueMs;
      return;
    case 'MapRunStarted':
      position.mapRunArn = record.mapRunArn;
      return;
    case 'IterationEnded':
      if (record.hasFailed) return;
      position.iterations ??= new Map();
      position.iterations.set(record.index, record.output);
      return;
    default:
  }
}

/** Takes out a scope with all that is in it. */
function forget(scopes: Map<string, Position>, scope: string): void {
  scopes.delete(scope);
  for (const other of scopes.keys()) if (other.startsWith(`${scope}/`)) scopes.delete(other);
}

/** How often a state has been tried again. */
export function countRetries({ retries }: Position): number {
  return Object.values(retries).reduce((sum, count) => sum + count, 0);
}
