/** A call of a function, and what came of it, as Lambda's API tells them. */
import type { Access } from '../iam/policy.ts';
import type { FunctionError } from './messages.ts';

/** A call as Lambda's API takes it. */
export interface LambdaCall {
  /** A name, an ARN, or an ARN with version or alias. */
  functionName: string;
  invocationType: 'RequestResponse' | 'Event' | 'DryRun';
  /** JSON text. */
  payload: string;
  /** JSON text. */
  clientContext?: string;
  /** Whether whoever calls gives up soon, as AppSync does: of calls that wait for a process, it goes first. */
  isHurried?: boolean;
  /** Whose call it is, where many are one's: of those that wait for a process, each one's take turns. */
  group?: object;
  /** Why whoever calls may not; undefined where it may. */
  refuse: (access: Access) => string | undefined;
}

/** What a call came to. */
export type CallOutcome =
  /** JSON text, and the version that ran. */
  | { kind: 'answered'; payload: string; version: string }
  | { kind: 'failed'; error: FunctionError; version: string }
  /** An event, or a dry run. */
  | { kind: 'accepted' }
  | { kind: 'refused'; exception: string; message: string };
