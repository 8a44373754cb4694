import type { Manifest } from '../../classifier/files/manifest.ts';
import { TARGETS } from '../../contract/wine.ts';

/** The log loss of a version on the hold-out set, given a note, numbers and the other target: the mean of both. */
export function meanLogLoss({ evaluation }: Manifest): number {
  const losses = TARGETS.map((target) => evaluation[target].regimes.noteAndNumbers.logLoss);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
