/** What states are run with. */
import type { Block } from '../language/definition.ts';
import type { Clock } from './clock.ts';
import type { Journal } from '../keep/journal.ts';
import type { MapRuns } from '../keep/map-runs.ts';
import type { ObjectStore } from './object-store.ts';
import type { Happening } from '../keep/records.ts';
import type { CallOutcome } from '../../lambda/call.ts';

/** What executions reach outside themselves, in the name of their machine's role. */
export interface Reach {
  /** Calls a function: its ARN, and JSON text. */
  callFunction: (functionArn: string, payload: string) => Promise<CallOutcome>;
  objects: ObjectStore;
  /** Why the role may not start children of its own machine; undefined where it may. */
  refuseChildren: () => string | undefined;
}

/** One execution at work: of a machine, or a child of a Map. */
export interface Room {
  reach: Reach;
  clock: Clock;
  /** From 0 up to 1. */
  random: () => number;
  journal: Journal;
  /** Ends whatever runs. */
  signal: AbortSignal;
  mapRuns: MapRuns;
  /** `$$.Execution` and `$$.StateMachine`, as states see them. */
  context: { Execution: ExecutionContext; StateMachine: { Id: string; Name: string } };
  isChild: boolean;
  /** Runs states to their end. */
  runBlock: RunBlock;
}

/** `$$.Execution`. */
export interface ExecutionContext {
  Id: string;
  Input: unknown;
  Name: string;
  RoleArn: string;
  /** ISO 8601. */
  StartTime: string;
  RedriveCount: number;
}

/** Where in an execution states run. */
export interface Scope {
  room: Room;
  /** '' for the execution itself. */
  key: string;
  /** `$$.Map.Item` of an iteration. */
  item?: { Index: number; Value: unknown };
}

/** Runs states to their end and answers what the last one comes to. Errors: StateFault; Halt. */
export type RunBlock = (block: Block, scope: Scope, input: unknown) => Promise<unknown>;

/** Writes what only the history needs: nobody keeps that of a child. */
export function note({ room }: Scope, ...happenings: readonly Happening[]): void {
  if (!room.isChild) room.journal.append(...happenings);
}
