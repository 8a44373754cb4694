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
export type HostMessage = { kind: 'batch'; batch: Batch } | { kind: 'settled'; id: number } | { kind: 'close' };

/** From the thread. */
export type ThreadMessage =
  | { kind: 'ready'; port: number }
  /** What keeps it from starting, in a sentence for the user. */
  | { kind: 'refused'; message: string }
  | { kind: 'warn'; line: string }
  /** Asks for what has not been told yet. */
  | { kind: 'settle'; id: number };
