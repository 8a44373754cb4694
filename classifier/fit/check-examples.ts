import { isSoundNote, isVisible } from '../text/sound-text.ts';
import { WINE_RANGES } from '../../contract/limits.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { Example } from '../features/example.ts';
import { sourceOf } from '../features/example-source.ts';
import type { ExampleSource } from '../features/example-source.ts';
import { createTextTable, fillText, FLAGS, NUMBER, slotOfText } from './text-table.ts';
import type { TextTable } from './text-table.ts';

/** Why an example is not trained with. */
export type RefusalReason =
  | 'no note'
  | 'note too long'
  | 'no label'
  | 'points out of range'
  | 'price out of range'
  | 'duplicate text'
  | 'contradicting labels';

/** All examples that were refused for one reason. */
export interface RefusedExamples {
  reason: RefusalReason;
  exampleCount: number;
  /** Positions of the first few among the examples given, counted from 0. */
  firstExamples: number[];
}

/** A class that is left out because it has too few examples. */
export interface DroppedClass {
  target: Target;
  name: string;
  exampleCount: number;
}

/** The examples that can be trained with, and what became of the others. */
export interface CheckedExamples {
  examples: Example[];
  refused: RefusedExamples[];
  /** What one should know of the examples as a whole. */
  notices: string[];
}

const SHOWN_EXAMPLES_MAX = 5;

/** Sorts out, example by example, what cannot be trained with. */
export interface Inspection {
  /** Whether the next example, in the order of the source, can be trained with. */
  admits: (example: Example) => boolean;
  /** What was not admitted. */
  listRefused: () => RefusedExamples[];
  /** What one should know of the examples that were admitted as a whole. */
  listNotices: () => string[];
}

/** The text has labels that differ. */
const CONTRADICTING = 1;
/** The text is known, and labels of it. */
const KNOWN = 2;
/** An example of the text was admitted. */
const ADMITTED = 4;

/**
 * Begins to sort out what cannot be trained with, after one look at all examples. Of a text that is there more than
 * once the first is kept, and none if the labels contradict each other.
 */
export function inspectExamples(source: ExampleSource): Inspection {
  const refused = new Map<RefusalReason, RefusedExamples>();
  const told = new Set<string>();
  const texts = gatherTexts(source);
  let position = 0;
  return {
    admits(example) {
      const slot = slotOfText(texts, example.fingerprint);
      const reason = reasonAgainst(example, texts.slots[slot + FLAGS] ?? 0);
      if (reason !== undefined) addRefusal(refused, reason, position);
      else {
        texts.slots[slot + FLAGS] = (texts.slots[slot + FLAGS] ?? 0) | ADMITTED;
        for (const field of NOTED_FIELDS) if (example[field] !== undefined) told.add(field);
      }
      position += 1;
      return reason === undefined;
    },
    listRefused: () => [...refused.values()],
    listNotices: () =>
      NOTED_FIELDS.filter((field) => !told.has(field)).map(
        (field) => `No example has a ${field}: the model cannot learn from it.`,
      ),
  };
}

const NOTED_FIELDS = ['price', 'points', 'region', 'winery'] as const;

/** Sorts out what cannot be trained with, of examples that are in memory; see inspectExamples(). */
export function checkExamples(given: readonly Example[]): CheckedExamples {
  const inspection = inspectExamples(sourceOf(given));
  const examples = given.filter((example) => inspection.admits(example));
  return { examples, refused: inspection.listRefused(), notices: inspection.listNotices() };
}

/** How many examples there are of each name. */
export type NameCounts = Map<string, number>;

/** Counts one more example of the target's name, if it has one. */
export function countName(counts: NameCounts, name: string | undefined): void {
  if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The classes of a target with enough examples, the most frequent first with their counts, and those with too few. */
export function chooseClasses(
  counts: NameCounts,
  target: Target,
  fewestExamples: number,
): { classes: string[]; exampleCounts: number[]; dropped: DroppedClass[] } {
  const countOf = (name: string): number => counts.get(name) ?? 0;
  const names = [...counts.keys()].sort().sort((one, other) => countOf(other) - countOf(one));
  const classes = names.filter((name) => countOf(name) >= fewestExamples);
  return {
    classes,
    exampleCounts: classes.map(countOf),
    dropped: names
      .filter((name) => countOf(name) < fewestExamples)
      .map((name) => ({ target, name, exampleCount: countOf(name) })),
  };
}

function reasonAgainst(example: Example, known: number): RefusalReason | undefined {
  const { description, terms, points, price } = example;
  if (!(description && isVisible(description)) && !terms?.length) return 'no note';
  if (description !== undefined && !isSoundNote(description) && !terms?.length) return 'note too long';
  if (TARGETS.every((target) => example[target] === undefined)) return 'no label';
  if (points !== undefined && !isWithin(points, WINE_RANGES.points)) return 'points out of range';
  if (price !== undefined && !isWithin(price, WINE_RANGES.price)) return 'price out of range';
  if (known & CONTRADICTING) return 'contradicting labels';
  return known & ADMITTED ? 'duplicate text' : undefined;
}

/** Written so that NaN is within no range. */
function isWithin(number: number, { min, max }: { min: number; max: number }): boolean {
  return number >= min && number <= max;
}

/** Each text, the number of its labels, and whether others contradict them. */
function gatherTexts(source: ExampleSource): TextTable {
  const texts = createTextTable();
  const numbers = new Map<string, number>();
  for (const { fingerprint, country, variety } of source.read()) {
    const labels = JSON.stringify([country, variety]);
    const number = numbers.get(labels) ?? numbers.size;
    numbers.set(labels, number);
    const slot = slotOfText(texts, fingerprint);
    if (texts.slots[slot + FLAGS] === 0) fillText(texts, slot, number, KNOWN);
    else if (texts.slots[slot + NUMBER] !== number) texts.slots[slot + FLAGS] = KNOWN | CONTRADICTING;
  }
  return texts;
}

function addRefusal(refused: Map<RefusalReason, RefusedExamples>, reason: RefusalReason, position: number): void {
  const known = refused.get(reason) ?? { reason, exampleCount: 0, firstExamples: [] };
  known.exampleCount += 1;
  if (known.firstExamples.length < SHOWN_EXAMPLES_MAX) known.firstExamples.push(position);
  refused.set(reason, known);
}
