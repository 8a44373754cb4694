/** What the host and CloudWatch's thread tell each other. */
import type { Authority } from '../iam/authority.ts';
import type { Watching } from './alarms/definition.ts';
import type { Batch } from './gather/telemetry.ts';
import type { SavedQuery } from './room.ts';

/** What the thread is started with. */
export interface ThreadParts {
  folder: string;
  watching: Watching;
  savedQueries: readonly SavedQuery[];
  authority: Authority;
  isClockByHand: boolean;
}

/** To the thread. */
export type HostMessage =
  | { kind: 'batch'; batch: Batch }
  | { kind: 'settled'; id: number }
  /** Watch this from now on. */
  | { kind: 'adopt'; watching: Watching }
  | { kind: 'close' };

/** From the thread. */
export type ThreadMessage =
  | { kind: 'ready'; port: number }
  /** What keeps it from starting, in a sentence for the user. */
  | { kind: 'refused'; message: string }
  | { kind: 'warn'; line: string }
  /** The time, and the names of alarms that are in ALARM. */
  | { kind: 'watched'; nowMs: number; red: string[] }
  /** What was to be watched is, or is not, for a reason in a sentence for the user. */
  | { kind: 'adopted'; fault?: string }
  /** Asks for what has not been told yet. */
  | { kind: 'settle'; id: number };
