/**
 * Whether a job is tried again. Source: AWS Batch user guide, "Automated job retries"; API reference, EvaluateOnExit.
 */

/** How often a job is tried, and after what. */
export interface RetryStrategy {
  /** 1 to 10. */
  attempts: number;
  evaluateOnExit: readonly ExitRule[];
}

/** All of its patterns must match; a pattern may end with `*`. */
export interface ExitRule {
  action: 'RETRY' | 'EXIT';
  onStatusReason?: string;
  onReason?: string;
  onExitCode?: string;
}

/** How an attempt ended that failed. */
export interface AttemptEnd {
  statusReason: string;
  reason?: string;
  exitCode?: number;
}

/**
 * Whether there is another attempt after so many: the first rule that matches decides, and where none does there is.
 */
export function isTriedAgain({ attempts, evaluateOnExit }: RetryStrategy, made: number, end: AttemptEnd): boolean {
  if (made >= attempts) return false;
  return evaluateOnExit.find((rule) => isMatch(rule, end))?.action !== 'EXIT';
}

function isMatch({ onStatusReason, onReason, onExitCode }: ExitRule, end: AttemptEnd): boolean {
  return (
    matches(onStatusReason, end.statusReason) &&
    matches(onReason, end.reason ?? '') &&
    matches(onExitCode, end.exitCode === undefined ? '' : String(end.exitCode))
  );
}

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
