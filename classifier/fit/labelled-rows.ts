import type { Target } from '../../contract/wine.ts';
import type { Example } from '../features/example.ts';
import { RETOLD } from './retelling/retell.ts';
import type { TrainingSettings } from './training-settings.ts';

/**
 * The rows of a matrix whose class is known, that class as a number, and how much each row counts; rows in rising
 * order. `keys` are made of each row's text: an example has the same one whatever examples are there beside it.
 */
export interface LabelledRows {
  rows: Int32Array;
  labels: Int32Array;
  weights: Float64Array;
  keys: Int32Array;
}

/** The examples whose label for the target is one of the classes; the rows are their places among all examples. */
export function labelRows(
  examples: readonly Example[],
  target: Target,
  classes: readonly string[],
  { sourceWeights, retelling }: TrainingSettings,
): LabelledRows {
  const weightOf = ({ source }: Example): number =>
    source === RETOLD ? retelling.weight : (sourceWeights[source] ?? 1);
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const found: { row: number; label: number; weight: number; key: number }[] = [];
  for (const [row, example] of examples.entries()) {
    const label = numbers.get(example[target] ?? '');
    if (label === undefined) continue;
    found.push({ row, label, weight: weightOf(example), key: keyOf(example) });
  }
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    labels: Int32Array.from(found, ({ label }) => label),
    weights: Float64Array.from(found, ({ weight }) => weight),
    keys: Int32Array.from(found, ({ key }) => key),
  };
}

/** The rows for which `isPicked` says true, with their labels, weights and keys. */
export function pickRows(
  { rows, labels, weights, keys }: LabelledRows,
  isPicked: (row: number, key: number) => boolean,
): LabelledRows {
  const picked = (_: number, at: number): boolean => isPicked(rows[at] ?? 0, keys[at] ?? 0);
  return {
    rows: rows.filter(picked),
    labels: labels.filter(picked),
    weights: weights.filter(picked),
    keys: keys.filter(picked),
  };
}

/** Of the end of the fingerprint: by its beginning examples are split. */
function keyOf({ fingerprint }: Example): number {
  return parseInt(fingerprint.slice(-8), 16) | 0;
}

/** The examples of sources whose mix of classes is that of the world; all where the settings name no source. */
export function naturalExamples(examples: readonly Example[], settings: TrainingSettings): Example[] {
  return examples.filter((example) => isNatural(example, settings));
}

/** Whether an example is of a source whose mix of classes is that of the world. */
export function isNatural({ source }: Example, { naturalSources }: TrainingSettings): boolean {
  if (source === RETOLD) return false;
  return naturalSources.length === 0 || naturalSources.includes(source);
}
