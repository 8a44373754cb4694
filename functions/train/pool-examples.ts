import type { Example } from '../../classifier/features/example.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { LabelExample } from './admit-labels.ts';

/** Examples of many sources, each text once. */
export interface Pool {
  examples: Example[];
  /** Adds the examples of the bundled dataset, whose sources are their own. */
  addBundled: (dataset: string, examples: readonly Example[]) => void;
  /**
   * Adds the examples of a dataset, or of a part of it. Of a text that another dataset has, the targets are changed to
   * what is told now; of one that this dataset has, all that is told now.
   */
  addDataset: (dataset: string, examples: readonly Example[]) => void;
  /** How many texts were in several datasets, and which of them contradicted each other, each in a sentence. */
  describeRepeats: () => string[];
  /** The labels whose text is in no dataset, and was told by no label before. */
  keepFresh: (labels: readonly LabelExample[]) => LabelExample[];
}

/** Begins an empty pool. */
export function createPool(): Pool {
  const examples: Example[] = [];
  /** Where each text is, and which dataset brought it. */
  const places = new Map<string, { place: number; dataset: string }>();
  const repeated = new Map<string, number>();
  const contradictions = new Map<string, { earlier: string; later: string; count: number }>();
  const contradict = (earlier: string, later: string): void => {
    const key = `${earlier} ${later}`;
    const { count } = contradictions.get(key) ?? { count: 0 };
    contradictions.set(key, { earlier, later, count: count + 1 });
  };
  const append = (dataset: string, example: Example): void => {
    if (hasText(example)) places.set(example.fingerprint, { place: examples.length, dataset });
    examples.push(example);
  };
  const merge = (dataset: string, example: Example): void => {
    const known = places.get(example.fingerprint);
    const before = examples[known?.place ?? -1];
    if (known === undefined || before === undefined) return append(dataset, example);
    const isCorrection = known.dataset === dataset;
    // Another dataset's words on the bottle stay, and its place in the mix of the world with them.
    examples[known.place] = isCorrection ? { ...before, ...example } : { ...before, ...targetsOf(example) };
    if (isCorrection) return;
    if (TARGETS.some((target) => contradicts(before[target], example[target]))) contradict(known.dataset, dataset);
    else if (!TARGETS.some((target) => before[target] === undefined && example[target] !== undefined)) {
      repeated.set(dataset, (repeated.get(dataset) ?? 0) + 1);
    }
  };
  return {
    examples,
    addBundled: (dataset, added) => {
      for (const example of added) append(dataset, example);
    },
    addDataset: (dataset, added) => {
      for (const example of added) merge(dataset, example);
    },
    describeRepeats: () => [
      ...[...repeated].map(
        ([dataset, count]) => `${dataset}: ${count} examples are left out, because their text is known already.`,
      ),
      ...[...contradictions.values()].map(
        ({ earlier, later, count }) =>
          `${earlier} and ${later} contradict each other on ${count} texts: what ${later} says counts, being later.`,
      ),
    ],
    keepFresh: (labels) =>
      labels.filter(({ example }) => {
        if (!hasText(example)) return true;
        if (places.has(example.fingerprint)) return false;
        places.set(example.fingerprint, { place: -1, dataset: 'labels' });
        return true;
      }),
  };
}

/** What has no text is no repeat of another: why it cannot be trained with is for the training to say. */
function hasText({ description, terms }: Example): boolean {
  return (description ?? '') !== '' || (terms ?? []).length > 0;
}

function contradicts(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}

function targetsOf(example: Example): Pick<Example, 'country' | 'variety'> {
  const { country, variety } = example;
  return { ...(country === undefined ? {} : { country }), ...(variety === undefined ? {} : { variety }) };
}
