import type { GateCheck, GateDecision } from '../../../contract/stored/models.ts';
import { TARGETS } from '../../../contract/wine.ts';
import type { Target } from '../../../contract/wine.ts';
import { checkSlices } from './accuracy.ts';
import { checkCalibration, checkFieldSets } from './calibration.ts';
import { checkLabels } from './labels.ts';
import { checkLogLoss, checkNewClasses, checkRecent } from './log-loss.ts';
import { GATE } from './rules.ts';
import type { Claims, Duel, FieldSets, RecentDuel } from './rules.ts';

/** All that the gate goes by; see decide(). */
export interface GateInput {
  duels: Record<Target, Duel>;
  recent: Record<Target, RecentDuel>;
  claims: Record<Target, Claims>;
  byFields: Record<Target, FieldSets>;
  /** The largest difference between a probability of the exported graph and the trainer's. */
  parity: number;
  seed: number;
}

/**
 * Decides whether a challenger may become the champion: only if it passes every check. Pure: the same input gives the
 * same decision, to the last digit.
 */
export function decide(input: GateInput): Omit<GateDecision, 'reason'> {
  const checks = TARGETS.flatMap((target) => {
    const duel = input.duels[target];
    return [
      checkLogLoss(target, duel, input.seed),
      ...checkRecent(target, input.recent[target], input.seed),
      ...checkNewClasses(target, input.recent[target]),
      ...checkLabels(target, input.claims[target]),
      ...checkSlices(target, duel),
      ...checkCalibration(target, duel, input.seed),
      ...checkFieldSets(target, input.byFields[target], input.seed),
    ];
  });
  checks.push(checkParity(input.parity));
  return { promoted: checks.every(({ passed }) => passed), decidedBy: findDecisive(checks), checks };
}

/**
 * The check whose number decided: the first that failed; where all passed, the log loss that has used up most of what
 * it may be worse.
 */
function findDecisive(checks: readonly GateCheck[]): string | null {
  const failed = checks.find(({ passed }) => !passed);
  if (failed !== undefined) return failed.name;
  const [nearest] = checks
    .filter(({ name }) => name.endsWith(' log loss'))
    .sort((one, other) => roomOf(one) - roomOf(other));
  return nearest?.name ?? null;
}

/** Of what the challenger may be worse, the share that even the end of the interval leaves. */
function roomOf({ champion, limit, high }: GateCheck): number {
  return ((limit ?? 0) - (high ?? 0)) / ((limit ?? 0) - (champion ?? 0));
}

function checkParity(difference: number): GateCheck {
  const detail =
    `Probabilities of the exported graph and of the trainer differ by at most ${difference.toExponential(1)}, and ` +
    `${GATE.parity.toExponential(0)} is allowed.`;
  // Written so that NaN fails.
  const passed = difference <= GATE.parity;
  return { name: 'parity', target: null, passed, champion: null, challenger: difference, limit: GATE.parity, detail };
}
