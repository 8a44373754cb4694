import type { Example } from '../features/example.ts';
import { joinHashes } from '../text/hash.ts';

/** Draws examples by their texts alone: the same ones whichever others there are, as long as the share is the same. */
export type Draw = (example: Pick<Example, 'fingerprint'>) => boolean;

const DRAW_SEED = 0xd7a3;

/** A draw of about `examplesMax` of `count` examples; of all where there are no more. */
export function createDraw(count: number, examplesMax: number): Draw {
  if (count <= examplesMax) return () => true;
  const most = (examplesMax / count) * 2 ** 32;
  return ({ fingerprint }) => {
    const [first, second] = [parseInt(fingerprint.slice(0, 8), 16), parseInt(fingerprint.slice(8), 16)];
    return joinHashes(joinHashes(DRAW_SEED, first | 0), second | 0) >>> 0 < most;
  };
}
