/**
 * When a composite alarm holds its actions back. Source: CloudWatch user guide, "Suppressing composite alarm actions",
 * whose six examples are cases of the tests.
 */

/** What a suppressor does to the actions of one composite alarm; times are epoch ms. */
export interface Suppression {
  /** To be asked when the composite alarm changes its state: whether it may act now. */
  onChange: (atMs: number, isSuppressing: boolean) => boolean;
  /** To be asked again and again: whether what was held back is due, for the state that the alarm has now. */
  onTime: (atMs: number, isSuppressing: boolean) => boolean;
  /** Why actions are held back; undefined where none are. */
  heldBy: () => 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod' | undefined;
}

/** A suppression in which nothing is held back yet. */
export function createSuppression(waitMs: number, extensionMs: number): Suppression {
  let held: { by: 'Alarm' } | { by: 'WaitPeriod' | 'ExtensionPeriod'; untilMs: number } | undefined;
  return {
    onChange: (atMs, isSuppressing) => {
      if (isSuppressing) held = { by: 'Alarm' };
      else if (waitMs > 0) held = { by: 'WaitPeriod', untilMs: atMs + waitMs };
      else held = undefined;
      return held === undefined;
    },
    onTime: (atMs, isSuppressing) => {
      if (held === undefined) return false;
      if (isSuppressing) {
        held = { by: 'Alarm' };
        return false;
      }
      // The suppressor has just ended.
      if (held.by === 'Alarm') held = { by: 'ExtensionPeriod', untilMs: atMs + extensionMs };
      if (atMs < held.untilMs) return false;
      held = undefined;
      return true;
    },
    heldBy: () => held?.by,
  };
}
