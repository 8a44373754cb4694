import type { GateCheck, GateDecision } from '../contract/stored/models.ts';

/**
 * A decision of the gate in a sentence or two: the check that decided with its figures, and how many others failed or
 * passed.
 */
export function describeDecision({ checks, decidedBy }: Pick<GateDecision, 'checks' | 'decidedBy'>): string {
  const failed = checks.filter(({ passed }) => !passed);
  const decisive: GateCheck | undefined = failed[0] ?? checks.find(({ name }) => name === decidedBy);
  const more = failed.length > 1 ? ` And ${failed.length - 1} more of ${checks.length} checks failed.` : '';
  if (failed.length > 0) return `${decisive?.detail ?? ''}${more}`;
  return `All ${checks.length} checks passed.${decisive === undefined ? '' : ` ${decisive.detail}`}`;
}
