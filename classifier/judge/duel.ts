import type { Judgement } from './evaluate.ts';
import { GATE } from './gate/rules.ts';

/** What two model versions said of the same hold-out examples, for one target. */
export interface Duel {
  /** judgements[i] of both are about the same example. A class that a model does not know has probability 0. */
  champion: readonly Judgement[];
  challenger: readonly Judgement[];
  /** Names of the slices that each example is in. */
  slices: readonly (readonly string[])[];
}

/** The slices that are large enough to decide anything, the largest first. */
export function largeSlices(slices: readonly (readonly string[])[]): { name: string; rows: number[] }[] {
  const members = new Map<string, number[]>();
  for (const [row, names] of slices.entries()) {
    for (const name of names) {
      const rows = members.get(name);
      if (rows) rows.push(row);
      else members.set(name, [row]);
    }
  }
  return [...members]
    .map(([name, rows]) => ({ name, rows }))
    .filter(({ rows }) => rows.length >= GATE.smallestSlice)
    .sort((one, other) => other.rows.length - one.rows.length);
}
