import type { OpenRoom } from '../../artifacts/training-room.ts';
import type { Example } from '../../classifier/features/example.ts';
import type { ExampleSource } from '../../classifier/features/example-source.ts';
import { drawText } from '../../classifier/fit/draw.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { LabelExample } from './admit-labels.ts';
import { mergeSorted } from './merge-sorted.ts';

/** Gathers examples of many sources, of which there may be more than memory has room for, each text once. */
export interface Pool {
  /** Adds the examples of the bundled dataset, whose sources are their own. */
  addBundled: (dataset: string, examples: readonly Example[]) => void;
  /**
   * Takes the examples of a part of a dataset. Of a text that the dataset has already, what is told now goes before
   * what was told.
   */
  takePart: (dataset: string, examples: readonly Example[]) => void;
  /**
   * What was added and taken, in the order in which it was told last: of a text that several datasets have, the later
   * one's targets count. Each example is shown to `look` once, in any order.
   */
  settle: (look: (example: Example) => void) => SettledExamples;
}

/** Examples, each text once. */
export interface SettledExamples {
  examples: ExampleSource;
  /** How many texts were in several datasets, and which datasets contradict each other, in sentences. */
  repeats: string[];
}

/** An example as a dataset tells it. */
interface Telling {
  dataset: string;
  example: Example;
  /** The part, counted from 1, that told it last; 0 for the bundled dataset. */
  turn: number;
  /** Which telling of all was the first one of it. */
  number: number;
}

/** So many parts a pool keeps together at most: each has 50,000 examples at most. */
const PARTS_TOGETHER_MAX = 5;
/** All groups together have so many examples that are neither settled nor put away. */
const OPEN_EXAMPLES_MAX = 2 ** 16;
const BATCH_EXAMPLES_MIN = 32;
const BATCH_EXAMPLES_MAX = 1_000;

/**
 * Begins an empty pool for so many parts. Texts are put into groups, each small enough for memory, by their
 * fingerprints: so all that is told of a text is in one group.
 */
export function createPool(room: Pick<OpenRoom, 'keep'>, partCount: number): Pool {
  const groupCount = Math.max(1, Math.ceil(partCount / PARTS_TOGETHER_MAX));
  const batch = Math.floor(OPEN_EXAMPLES_MAX / groupCount);
  const batchExamples = Math.min(BATCH_EXAMPLES_MAX, Math.max(BATCH_EXAMPLES_MIN, batch));
  const groups = Array.from({ length: groupCount }, () => room.keep<Telling>(batchExamples));
  let turn = 0;
  let number = 0;
  const add = (dataset: string, examples: readonly Example[]): void => {
    for (const example of examples) {
      const group = hasText(example) ? drawText(example.fingerprint) : number;
      groups[group % groupCount]?.add({ dataset, example, turn, number });
      number += 1;
    }
  };
  return {
    addBundled: add,
    takePart: (dataset, examples) => {
      turn += 1;
      add(dataset, examples);
    },
    settle: (look) => {
      const repeats = countRepeats();
      const settled = groups.map((group) => {
        const kept = room.keep<Telling>(batchExamples);
        for (const telling of settleGroup(group.end().read(), repeats)) {
          look(telling.example);
          kept.add(telling);
        }
        return kept.end();
      });
      const examples: ExampleSource = {
        count: settled.reduce((count, rows) => count + rows.count, 0),
        *read() {
          const sources = settled.map((rows) => rows.read());
          for (const { example } of mergeSorted(sources, compareTellings)) yield example;
        },
      };
      return { examples, repeats: repeats.describe() };
    },
  };
}

/** Each text of a group once, in the order in which it was told last. */
function settleGroup(tellings: Iterable<Telling>, repeats: Repeats): Telling[] {
  const settled: Telling[] = [];
  /** Where each text is, and the dataset whose word on it counts. */
  const places = new Map<string, { place: number; dataset: string }>();
  const append = (telling: Telling): void => {
    const { dataset, example } = telling;
    if (hasText(example)) places.set(example.fingerprint, { place: settled.length, dataset });
    settled.push(telling);
  };
  const told = new Map<string, Telling>();
  for (const telling of tellings) {
    const { dataset, example, turn, number } = telling;
    if (turn === 0) {
      append(telling);
      continue;
    }
    const key = `${dataset} ${hasText(example) ? example.fingerprint : number}`;
    const before = told.get(key);
    told.set(key, before ? { ...before, example: { ...before.example, ...example }, turn } : telling);
  }
  for (const telling of [...told.values()].sort(compareTellings)) {
    const { dataset, example } = telling;
    const known = hasText(example) ? places.get(example.fingerprint) : undefined;
    const before = settled[known?.place ?? -1];
    if (known === undefined || before === undefined) {
      append(telling);
      continue;
    }
    repeats.add({ earlier: known.dataset, later: dataset, before: before.example, telling });
    // Another dataset's words on the bottle stay, and its place in the mix of the world with them.
    settled[known.place] = { ...before, example: { ...before.example, ...targetsOf(example) } };
    if (contradicts(before.example, example)) known.dataset = dataset;
  }
  return settled;
}

/** By when they were told last, and of one part by when they were told first. */
function compareTellings(one: Telling, other: Telling): number {
  return one.turn - other.turn || one.number - other.number;
}

/** The labels whose text is not known, and was told by no label before. */
export function keepFresh(labels: readonly LabelExample[], isKnown: (fingerprint: string) => boolean): LabelExample[] {
  const told = new Set<string>();
  return labels.filter(({ example }) => {
    if (!hasText(example)) return true;
    if (isKnown(example.fingerprint) || told.has(example.fingerprint)) return false;
    told.add(example.fingerprint);
    return true;
  });
}

/** Counts the texts that are in several datasets: by the later one, and those that contradict each other by both. */
interface Repeats {
  add: (repeat: { earlier: string; later: string; before: Example; telling: Telling }) => void;
  /** What was counted, in sentences: in the order in which it came up first, whichever group that was in. */
  describe: () => string[];
}

/** So many repeats of a kind, and the first of them. */
interface RepeatCount {
  count: number;
  first: Telling;
}

function countRepeats(): Repeats {
  const repeated = new Map<string, RepeatCount>();
  const contradictions = new Map<string, RepeatCount & { earlier: string; later: string }>();
  const inOrder = <Count extends RepeatCount>(counts: ReadonlyMap<string, Count>): [string, Count][] =>
    [...counts].sort(([, one], [, other]) => compareTellings(one.first, other.first));
  const countOne = (known: RepeatCount | undefined, telling: Telling): RepeatCount => {
    const first = known === undefined || compareTellings(telling, known.first) < 0 ? telling : known.first;
    return { count: (known?.count ?? 0) + 1, first };
  };
  return {
    add({ earlier, later, before, telling }) {
      const { example: now } = telling;
      if (contradicts(before, now)) {
        const key = `${earlier} ${later}`;
        contradictions.set(key, { earlier, later, ...countOne(contradictions.get(key), telling) });
      } else if (TARGETS.every((target) => before[target] !== undefined || now[target] === undefined)) {
        repeated.set(later, countOne(repeated.get(later), telling));
      }
    },
    describe: () => [
      ...inOrder(repeated).map(
        ([dataset, { count }]) => `${dataset}: ${count} examples are left out, because their text is known already.`,
      ),
      ...inOrder(contradictions).map(
        ([, { earlier, later, count }]) =>
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
