import type { Judgement } from './evaluate.ts';

/** How often examples of one class were answered with another, for the most frequent classes. */
export interface Confusion {
  /** The classes that most examples are of, the most frequent first. */
  classes: string[];
  /**
   * A row a class in that order, and a last one for all other classes: how many of its examples were answered with each
   * of the classes, and last of all with another one.
   */
  counts: number[][];
}

/** More of them are no table that one can read. */
const CLASSES_MAX = 12;

/** Counts what was answered in place of what is true; `names` are those of the classes by their numbers. */
export function countConfusion(judgements: readonly Judgement[], names: readonly string[]): Confusion {
  const frequencies = names.map(() => 0);
  for (const { trueClass } of judgements) frequencies[trueClass] = (frequencies[trueClass] ?? 0) + 1;
  const chosen = [...frequencies.keys()]
    .filter((number) => (frequencies[number] ?? 0) > 0)
    .sort((one, other) => (frequencies[other] ?? 0) - (frequencies[one] ?? 0) || one - other)
    .slice(0, CLASSES_MAX);
  const place = new Map(chosen.map((number, at) => [number, at]));
  const counts = Array.from({ length: chosen.length + 1 }, () => Array.from({ length: chosen.length + 1 }, () => 0));
  for (const { trueClass, answer } of judgements) {
    const row = counts[place.get(trueClass) ?? chosen.length] ?? [];
    const column = place.get(answer) ?? chosen.length;
    row[column] = (row[column] ?? 0) + 1;
  }
  return { classes: chosen.map((number) => names[number] ?? ''), counts };
}
