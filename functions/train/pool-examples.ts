import type { Example } from '../../classifier/features/example.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { LabelExample } from './admit-labels.ts';

/** Examples of many sources, each text once. */
export interface Pool {
  examples: Example[];
  /** Adds the examples of the bundled dataset, whose sources are their own. */
  addBundled: (dataset: string, examples: readonly Example[]) => void;
  /**
   * Takes the examples of a part of a dataset. Of a text that the dataset has already, what is told now goes before
   * what was told.
   */
  takePart: (dataset: string, examples: readonly Example[]) => void;
  /**
   * Adds what was taken, in the order in which it was told last: of a text that several datasets have, the later one's
   * targets count. Returns how many texts were in several, and which datasets contradict each other, in sentences.
   */
  settle: () => string[];
  /** The labels whose text is in no dataset, and was told by no label before. */
  keepFresh: (labels: readonly LabelExample[]) => LabelExample[];
}

/** An example, and when it was told last. */
interface Row {
  dataset: string;
  example: Example;
  turn: number;
}

/** Begins an empty pool. */
export function createPool(): Pool {
  const examples: Example[] = [];
  /** Where each text is, and the dataset whose word on it counts. */
  const places = new Map<string, { place: number; dataset: string }>();
  const append = (dataset: string, example: Example): void => {
    if (hasText(example)) places.set(example.fingerprint, { place: examples.length, dataset });
    examples.push(example);
  };
  const rows = new Map<string, Row>();
  let turn = 0;
  return {
    examples,
    addBundled: (dataset, added) => {
      for (const example of added) append(dataset, example);
    },
    takePart: (dataset, added) => {
      turn += 1;
      for (const [at, example] of added.entries()) {
        const key = `${dataset} ${hasText(example) ? example.fingerprint : `${turn} ${at}`}`;
        rows.set(key, { dataset, example: { ...rows.get(key)?.example, ...example }, turn });
      }
    },
    settle: () => {
      const repeats = countRepeats();
      for (const { dataset, example } of [...rows.values()].sort((one, other) => one.turn - other.turn)) {
        const known = hasText(example) ? places.get(example.fingerprint) : undefined;
        const before = examples[known?.place ?? -1];
        if (known === undefined || before === undefined) {
          append(dataset, example);
          continue;
        }
        repeats.add(known.dataset, dataset, before, example);
        // Another dataset's words on the bottle stay, and its place in the mix of the world with them.
        examples[known.place] = { ...before, ...targetsOf(example) };
        if (contradicts(before, example)) known.dataset = dataset;
      }
      rows.clear();
      return repeats.describe();
    },
    keepFresh: (labels) =>
      labels.filter(({ example }) => {
        if (!hasText(example)) return true;
        if (places.has(example.fingerprint)) return false;
        places.set(example.fingerprint, { place: -1, dataset: 'labels' });
        return true;
      }),
  };
}

/** Counts the texts that are in several datasets: by the later one, and those that contradict each other by both. */
function countRepeats(): {
  add: (earlier: string, later: string, before: Example, now: Example) => void;
  describe: () => string[];
} {
  const repeated = new Map<string, number>();
  const contradictions = new Map<string, { earlier: string; later: string; count: number }>();
  return {
    add(earlier, later, before, now) {
      if (contradicts(before, now)) {
        const key = `${earlier} ${later}`;
        contradictions.set(key, { earlier, later, count: (contradictions.get(key)?.count ?? 0) + 1 });
      } else if (TARGETS.every((target) => before[target] !== undefined || now[target] === undefined)) {
        repeated.set(later, (repeated.get(later) ?? 0) + 1);
      }
    },
    describe: () => [
      ...[...repeated].map(
        ([dataset, count]) => `${dataset}: ${count} examples are left out, because their text is known already.`,
      ),
      ...[...contradictions.values()].map(
        ({ earlier, later, count }) =>
          `${earlier} and ${later} contradict each other on ${count} ${count === 1 ? 'text' : 'texts'}: ` +
          `what ${later} says counts, being later.`,
      ),
    ],
  };
}

/** What has no text is no repeat of another: why it cannot be trained with is for the training to say. */
function hasText({ description, terms }: Example): boolean {
  return (description ?? '') !== '' || (terms ?? []).length > 0;
}

/** Whether two that have the same text differ in what they tell of a target. */
function contradicts(before: Example, now: Example): boolean {
  return TARGETS.some((target) => (now[target] ?? before[target]) !== (before[target] ?? now[target]));
}

function targetsOf(example: Example): Pick<Example, 'country' | 'variety'> {
  const { country, variety } = example;
  return { ...(country === undefined ? {} : { country }), ...(variety === undefined ? {} : { variety }) };
}
