import type { GateCheck } from '../../../contract/stored/models.ts';
import type { Target } from '../../../contract/wine.ts';

/** A target in GraphQL's words. */
export function targetOf(target: Target): NonNullable<GateCheck['target']> {
  return target === 'country' ? 'COUNTRY' : 'VARIETY';
}
