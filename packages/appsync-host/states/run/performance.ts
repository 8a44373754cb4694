import type { Position } from '../keep/records.ts';
import type { Scope } from './room.ts';

/** What a state came to. */
export interface Performed {
  output: unknown;
  /** Undefined where it was the last. */
  next?: string;
}

/** A state in the middle of an execution. */
export interface Performance {
  position: Position;
  /** As it came. */
  input: unknown;
  context: unknown;
  scope: Scope;
}
