import { joinHashes } from '../text/hash.ts';

/**
 * How often keys have come, in a few bytes, however many keys there are: a count-min sketch (Cormode and Muthukrishnan
 * 2005) with conservative update (Estan and Varghese 2002). Of a key it says at least how often it has come, and more
 * only where both of its cells are other keys' too. It counts to 255 and no further.
 */
export type Sketch = Uint8Array;

/** A key that has come so often, or more often, is said to have come so often. */
export const SKETCH_COUNT_MAX = 255;

const SECOND_CELL = 0x5ce7c4;

/** A sketch of no key, with the largest power of two of cells that is at most `cellsMax`. */
export function createSketch(cellsMax: number): Sketch {
  return new Uint8Array(2 ** Math.max(1, Math.floor(Math.log2(cellsMax))));
}

/** Counts a key once more. Of `second`, the second half of the key, the lowest 16 bits count. */
export function sketchFeature(sketch: Sketch, first: number, second: number): void {
  const mask = sketch.length - 1;
  const one = first & mask;
  const other = secondCell(first, second) & mask;
  const [counted, alsoCounted] = [sketch[one] ?? 0, sketch[other] ?? 0];
  if (counted <= alsoCounted) {
    if (counted === SKETCH_COUNT_MAX) return;
    sketch[one] = counted + 1;
    if (counted === alsoCounted) sketch[other] = counted + 1;
  } else sketch[other] = alsoCounted + 1;
}

/** At least how often a key has come, up to 255. */
export function estimateCount(sketch: Sketch, first: number, second: number): number {
  const mask = sketch.length - 1;
  return Math.min(sketch[first & mask] ?? 0, sketch[secondCell(first, second) & mask] ?? 0);
}

function secondCell(first: number, second: number): number {
  return joinHashes(first ^ SECOND_CELL, second & 0xffff);
}
