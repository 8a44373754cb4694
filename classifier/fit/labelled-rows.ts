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
  settings: TrainingSettings,
): LabelledRows {
  const rows = createRowLabeller(target, classes, settings, examples.length);
  for (const example of examples) rows.add(example);
  return rows.end();
}

/** Takes the examples of rows, one after the other. */
export interface RowLabeller {
  add: (example: Example) => void;
  end: () => LabelledRows;
}

/** Begins to label `rowCount` rows of examples: those whose label for the target is one of the classes. */
export function createRowLabeller(
  target: Target,
  classes: readonly string[],
  { sourceWeights, retelling }: TrainingSettings,
  rowCount: number,
): RowLabeller {
  const weightOf = ({ source }: Example): number =>
    source === RETOLD ? retelling.weight : (sourceWeights[source] ?? 1);
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const all = makeRoom(rowCount);
  let row = 0;
  let end = 0;
  return {
    add(example) {
      const label = numbers.get(example[target] ?? '');
      if (label !== undefined) {
        all.rows[end] = row;
        all.labels[end] = label;
        all.weights[end] = weightOf(example);
        all.keys[end] = keyOf(example);
        end += 1;
      }
      row += 1;
    },
    end: () => ({
      rows: all.rows.subarray(0, end),
      labels: all.labels.subarray(0, end),
      weights: all.weights.subarray(0, end),
      keys: all.keys.subarray(0, end),
    }),
  };
}

/** The rows for which `isPicked` says true, with their labels, weights and keys; in memory that threads share. */
export function pickRows(
  { rows, labels, weights, keys }: LabelledRows,
  isPicked: (row: number, key: number, label: number) => boolean,
): LabelledRows {
  const places = new Int32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at += 1) {
    places[count] = at;
    if (isPicked(rows[at] ?? 0, keys[at] ?? 0, labels[at] ?? 0)) count += 1;
  }
  const picked = makeRoom(count);
  for (let at = 0; at < count; at += 1) {
    const place = places[at] ?? 0;
    picked.rows[at] = rows[place] ?? 0;
    picked.labels[at] = labels[place] ?? 0;
    picked.weights[at] = weights[place] ?? 0;
    picked.keys[at] = keys[place] ?? 0;
  }
  return picked;
}

function makeRoom(rowCount: number): LabelledRows {
  return {
    rows: new Int32Array(new SharedArrayBuffer(4 * rowCount)),
    labels: new Int32Array(new SharedArrayBuffer(4 * rowCount)),
    weights: new Float64Array(new SharedArrayBuffer(8 * rowCount)),
    keys: new Int32Array(new SharedArrayBuffer(4 * rowCount)),
  };
}

/** A number made of an example's text: of the end of its fingerprint, since by its beginning examples are split. */
export function keyOf({ fingerprint }: Example): number {
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
