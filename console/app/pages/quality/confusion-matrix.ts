import type { SliceAccuracy, Target } from '../../../../packages/client/client.ts';

/** Which answers were given where labels tell which names: the most frequent ones, the others together. */
export interface ConfusionMatrix {
  /** Answers, most labelled first; of the columns too, in the same order. */
  names: readonly string[];
  rows: readonly ConfusionRow[];
}

/** An answer, and what its labels tell. */
export interface ConfusionRow {
  answer: string;
  labelled: number;
  /** How often labels tell each of the names. */
  counts: readonly number[];
  /** How often they tell another name. */
  others: number;
}

/** A mistake: what was answered, what labels tell, and how often. */
export interface Mistake {
  answer: string;
  truth: string;
  count: number;
  /** Of so many labelled answers of that name. */
  labelled: number;
}

/** The confusion of the answers that have most labels, from the slices of the target by its own answers. */
export function readConfusion(slices: readonly SliceAccuracy[], target: Target, most: number): ConfusionMatrix {
  const own = slices.filter((slice) => slice.target === target).slice(0, most);
  const names = own.map(({ slice }) => slice);
  const rows = own.map(({ slice: answer, labelled, right, truths }) => {
    const counts = names.map((name) => (name === answer ? right : countOf(truths, name)));
    return { answer, labelled, counts, others: labelled - counts.reduce((sum, count) => sum + count, 0) };
  });
  return { names, rows };
}

/** What is mistaken for what most often. */
export function findMistakes(slices: readonly SliceAccuracy[], target: Target, most: number): Mistake[] {
  return slices
    .filter((slice) => slice.target === target)
    .flatMap(({ slice: answer, labelled, truths }) =>
      truths.map(({ name, count }) => ({ answer, truth: name, count, labelled })),
    )
    .sort((one, other) => other.count - one.count)
    .slice(0, most);
}

/** Labels are spelt as people spell them: accents and case make no other name. */
function countOf(truths: SliceAccuracy['truths'], name: string): number {
  return truths.filter((truth) => fold(truth.name) === fold(name)).reduce((sum, { count }) => sum + count, 0);
}

function fold(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
