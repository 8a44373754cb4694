import { joinHashes } from '../text/hash.ts';

const DRAW_SEED = 0xd7a3;

/** A number from 0 to 2^32 - 1 by which a text is drawn, or not: it is the same whichever others there are. */
export function drawText(fingerprint: string): number {
  const [first, second] = [parseInt(fingerprint.slice(0, 8), 16), parseInt(fingerprint.slice(8), 16)];
  return joinHashes(joinHashes(DRAW_SEED, first | 0), second | 0) >>> 0;
}

/** Draws about `drawnMax` of `count` texts; all where there are no more. */
export function createDraw(count: number, drawnMax: number): (fingerprint: string) => boolean {
  const most = count <= drawnMax ? 2 ** 32 : (drawnMax / count) * 2 ** 32;
  return (fingerprint) => drawText(fingerprint) < most;
}

/** Takes any number of values, and keeps few of them. */
export interface Selection<Value> {
  add: (value: Value) => void;
  /** What is kept, in the order in which it was added. */
  list: () => Value[];
}

/** Begins to keep those `keptMax` values that come first by `compare`; of two that are alike the one added first. */
export function selectFirst<Value>(keptMax: number, compare: (one: Value, other: Value) => number): Selection<Value> {
  let kept: { value: Value; number: number }[] = [];
  let number = 0;
  const cut = (): void => {
    kept.sort((one, other) => compare(one.value, other.value) || one.number - other.number);
    kept = kept.slice(0, keptMax);
  };
  return {
    add(value) {
      kept.push({ value, number });
      number += 1;
      if (kept.length >= 2 * keptMax) cut();
    },
    list() {
      if (kept.length > keptMax) cut();
      return kept.toSorted((one, other) => one.number - other.number).map(({ value }) => value);
    },
  };
}

/** Begins to draw `drawnMax` values by their texts; all where there are no more. */
export function drawSome<Value extends { fingerprint: string }>(drawnMax: number): Selection<Value> {
  return selectFirst(drawnMax, (one, other) => drawText(one.fingerprint) - drawText(other.fingerprint));
}
