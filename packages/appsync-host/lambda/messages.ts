/**
 * What the host and a function's process tell each other over IPC. Payloads are JSON texts, never parsed on the way.
 */

/** What a process is asked to do. */
export interface Invocation {
  requestId: string;
  payload: string;
  /** Epoch ms at which the host kills the process. */
  deadlineMs: number;
  /** As it was called: with its version or alias, where it was called by one. */
  functionArn: string;
  /** JSON text, where the caller gave one. */
  clientContext?: string;
}

/** A thrown error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What a process says. */
export type ProcessMessage =
  | { kind: 'ready' }
  /** Loading the handler failed; the process ends. */
  | { kind: 'initError'; error: FunctionError }
  | { kind: 'answer'; requestId: string; payload: string }
  /** `fatal`: thrown outside the handler's promise; the process ends. */
  | { kind: 'error'; requestId: string; error: FunctionError; fatal: boolean };
