import type { Example } from '../features/example.ts';
import type { TrainingSettings } from './training-settings.ts';
import type { Target } from '../../contract/wine.ts';

/** The rows of a matrix whose class is known; those classes, as numbers; and how much each row counts. */
export interface LabelledRows {
  rows: Int32Array;
  labels: Int32Array;
  weights: Float64Array;
}

/** The examples that have one of the classes; the rows are their places among all. */
export function labelRows(
  examples: readonly Example[],
  target: Target,
  classes: readonly string[],
  { sourceWeights }: TrainingSettings,
): LabelledRows {
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const found: { row: number; label: number; weight: number }[] = [];
  for (const [row, example] of examples.entries()) {
    const label = numbers.get(example[target] ?? '');
    if (label !== undefined) found.push({ row, label, weight: sourceWeights[example.source] ?? 1 });
  }
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    labels: Int32Array.from(found, ({ label }) => label),
    weights: Float64Array.from(found, ({ weight }) => weight),
  };
}

/** Those of the rows that `isPicked` says. */
export function pickRows({ rows, labels, weights }: LabelledRows, isPicked: (row: number) => boolean): LabelledRows {
  const picked = (_: number, at: number): boolean => isPicked(rows[at] ?? 0);
  return { rows: rows.filter(picked), labels: labels.filter(picked), weights: weights.filter(picked) };
}

/** The examples whose mix of classes is that of the world. */
export function naturalExamples(examples: readonly Example[], settings: TrainingSettings): Example[] {
  return examples.filter((example) => isNatural(example, settings));
}

/** Whether an example is of a source whose mix of classes is that of the world. */
export function isNatural({ source }: Example, { naturalSources }: TrainingSettings): boolean {
  return naturalSources.length === 0 || naturalSources.includes(source);
}
