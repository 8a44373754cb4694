import type { DriftSignal } from '../../../../packages/client/client.ts';

/** `CONFIDENCE` as people write it. */
export function nameSignal(name: DriftSignal['name']): string {
  return name.toLowerCase();
}
