import type { GateCheck, GateDecision } from '../contract/stored/models.ts';

/**
 * A decision with all that can be told of it beside its figures: which check decided, and which target each is about.
 * What it tells already stays as it is; of a decision that was stored before it is found out.
 */
export function completeDecision(decision: GateDecision): GateDecision {
  const { decidedBy = findDecidingCheck(decision.checks)?.name ?? null } = decision;
  return { ...decision, decidedBy, checks: decision.checks.map(completeCheck) };
}

/**
 * The check that decided: the first that failed, or, where all passed, the one whose figure came nearest to its limit
 * (as a share of the limit). Undefined where all passed and none has a figure and a limit.
 */
function findDecidingCheck(checks: readonly GateCheck[]): GateCheck | undefined {
  const failed = checks.find(({ passed }) => !passed);
  if (failed !== undefined) return failed;
  const measured = checks.filter(({ challenger, limit }) => challenger !== null && limit !== null);
  return measured.reduce<GateCheck | undefined>(
    (nearest, check) => (nearest === undefined || roomOf(check) < roomOf(nearest) ? check : nearest),
    undefined,
  );
}

function roomOf({ challenger, limit }: GateCheck): number {
  return Math.abs((limit ?? 0) - (challenger ?? 0)) / Math.max(Math.abs(limit ?? 0), Number.MIN_VALUE);
}

/** Checks are named after the target that they are about, such as `variety log loss`. */
function completeCheck(check: GateCheck): GateCheck {
  const { target = targetNamed(check.name), low = null, high = null, n = null } = check;
  return { ...check, target, low, high, n };
}

function targetNamed(name: string): 'COUNTRY' | 'VARIETY' | null {
  if (name.startsWith('country ')) return 'COUNTRY';
  return name.startsWith('variety ') ? 'VARIETY' : null;
}
