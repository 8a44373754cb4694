import { isSoundNote, isVisible } from '../text/sound-text.ts';
import { WINE_RANGES } from '../../contract/limits.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { Example } from '../features/example.ts';

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

/**
 * Sorts out what cannot be trained with. Of a text that is there more than once the first is kept, and none if the
 * labels contradict each other.
 */
export function checkExamples(given: readonly Example[]): CheckedExamples {
  const refused = new Map<RefusalReason, RefusedExamples>();
  const contradicting = findContradictions(given);
  const texts = new Set<string>();
  const examples = given.filter((example, position) => {
    const reason = reasonAgainst(example, contradicting, texts);
    if (reason !== undefined) addRefusal(refused, reason, position);
    else texts.add(example.fingerprint);
    return reason === undefined;
  });
  return { examples, refused: [...refused.values()], notices: noticesOn(examples) };
}

/** The classes of a target with enough examples, the most frequent first with their counts, and those with too few. */
export function chooseClasses(
  examples: readonly Example[],
  target: Target,
  fewestExamples: number,
): { classes: string[]; exampleCounts: number[]; dropped: DroppedClass[] } {
  const counts = new Map<string, number>();
  for (const example of examples) {
    const name = example[target];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
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

function reasonAgainst(
  example: Example,
  contradicting: ReadonlySet<string>,
  texts: ReadonlySet<string>,
): RefusalReason | undefined {
  const { description, terms, points, price } = example;
  if (!(description && isVisible(description)) && !terms?.length) return 'no note';
  if (description !== undefined && !isSoundNote(description) && !terms?.length) return 'note too long';
  if (TARGETS.every((target) => example[target] === undefined)) return 'no label';
  if (points !== undefined && !isWithin(points, WINE_RANGES.points)) return 'points out of range';
  if (price !== undefined && !isWithin(price, WINE_RANGES.price)) return 'price out of range';
  if (contradicting.has(example.fingerprint)) return 'contradicting labels';
  return texts.has(example.fingerprint) ? 'duplicate text' : undefined;
}

/** Written so that NaN is within no range. */
function isWithin(number: number, { min, max }: { min: number; max: number }): boolean {
  return number >= min && number <= max;
}

/** The fingerprints of texts that are there with labels that differ. */
function findContradictions(examples: readonly Example[]): Set<string> {
  const firstLabels = new Map<string, string>();
  const contradicting = new Set<string>();
  for (const { fingerprint, country, variety } of examples) {
    const labels = JSON.stringify([country, variety]);
    if ((firstLabels.get(fingerprint) ?? labels) !== labels) contradicting.add(fingerprint);
    firstLabels.set(fingerprint, labels);
  }
  return contradicting;
}

function addRefusal(refused: Map<RefusalReason, RefusedExamples>, reason: RefusalReason, position: number): void {
  const known = refused.get(reason) ?? { reason, exampleCount: 0, firstExamples: [] };
  known.exampleCount += 1;
  if (known.firstExamples.length < SHOWN_EXAMPLES_MAX) known.firstExamples.push(position);
  refused.set(reason, known);
}

function noticesOn(examples: readonly Example[]): string[] {
  const fields = ['price', 'points', 'region', 'winery'] as const;
  return fields
    .filter((field) => examples.every((example) => example[field] === undefined))
    .map((field) => `No example has a ${field}: the model cannot learn from it.`);
}
