import type { Target, Wine } from '../../contract/wine.ts';
import type { Example } from './example.ts';
import { listFeatures } from './features.ts';
import type { FeatureSettings } from './features.ts';
import { ALL_BITS, createFeatureList } from './list.ts';
import type { FeatureList } from './list.ts';
import { ownBit } from './visibility.ts';
import { createSeen, createWeighedFeatures, weighFeatures } from './vocabulary.ts';
import type { Vocabulary, WeighedFeatures } from './vocabulary.ts';

/**
 * The features of many wines that a vocabulary knows, row by row (compressed sparse rows): row i is the entries
 * rowStarts[i] to rowStarts[i + 1] - 1.
 */
export interface FeatureMatrix {
  rowCount: number;
  rowStarts: Int32Array;
  ids: Int32Array;
  weights: Float32Array;
  /** The fields of the wine that each entry was made of, as bits; see list.ts. */
  needs: Uint8Array;
}

/** Where the entries of a FeatureMatrix come from, entry by entry. */
export interface FeatureOrigins {
  /** WORD, PAIR, GRAM, FIELD or CROSS. */
  kinds: Uint8Array;
  /** Where in the note (normalised) the words lie; 0 for a field. */
  starts: Int32Array;
  ends: Int32Array;
}

/** A function that makes the features of wines, and of examples, with arrays that it uses again and again. */
export type MatrixBuilder = (wines: readonly (Wine & Pick<Example, 'terms'>)[]) => FeatureMatrix & FeatureOrigins;

const ROW_ENTRIES_EXPECTED = 256;

/**
 * Prepares to make the features of wines that a vocabulary knows. Each matrix that is built is the caller's to keep,
 * or, where `isReused`, to read until the next one is built: then all of them lie in the same memory.
 */
export function createMatrixBuilder(
  vocabulary: Vocabulary,
  settings: FeatureSettings,
  isReused = false,
): MatrixBuilder {
  let room: Entries | undefined;
  const list = createFeatureList();
  const features = createWeighedFeatures();
  const seen = createSeen(vocabulary);
  return (wines) => {
    const rowStarts = new Int32Array(wines.length + 1);
    let entries = room ?? makeRoom(Math.max(1, wines.length) * ROW_ENTRIES_EXPECTED);
    let end = 0;
    for (const [row, wine] of wines.entries()) {
      listFeatures(wine, settings, list);
      weighFeatures(list, vocabulary, seen, features);
      if (end + features.count > entries.ids.length) entries = growRoom(entries, end + features.count);
      copyEntries(list, features, entries, end);
      end += features.count;
      rowStarts[row + 1] = end;
    }
    if (isReused) room = entries;
    return { rowCount: wines.length, rowStarts, ...entries };
  };
}

/** Some rows of a matrix, in that order, without their origins. */
export function pickMatrixRows(matrix: FeatureMatrix, rows: readonly number[]): FeatureMatrix {
  const rowStarts = new Int32Array(rows.length + 1);
  for (const [at, row] of rows.entries()) {
    rowStarts[at + 1] = (rowStarts[at] ?? 0) + (matrix.rowStarts[row + 1] ?? 0) - (matrix.rowStarts[row] ?? 0);
  }
  const picked = { rowCount: rows.length, rowStarts, ...makeEntries(rowStarts[rows.length] ?? 0) };
  for (const [at, row] of rows.entries()) {
    copyRows(matrix, matrix.rowStarts[row] ?? 0, matrix.rowStarts[row + 1] ?? 0, picked, rowStarts[at] ?? 0);
  }
  return picked;
}

/** The rows of several matrices as those of one. */
export function joinMatrices(matrices: readonly FeatureMatrix[]): FeatureMatrix {
  const rowCount = matrices.reduce((sum, matrix) => sum + matrix.rowCount, 0);
  const entryCount = matrices.reduce((sum, matrix) => sum + (matrix.rowStarts[matrix.rowCount] ?? 0), 0);
  const joined = { rowCount, rowStarts: new Int32Array(rowCount + 1), ...makeEntries(entryCount) };
  let row = 0;
  let end = 0;
  for (const matrix of matrices) {
    copyRows(matrix, 0, matrix.rowStarts[matrix.rowCount] ?? 0, joined, end);
    for (let at = 1; at <= matrix.rowCount; at += 1) joined.rowStarts[row + at] = end + (matrix.rowStarts[at] ?? 0);
    row += matrix.rowCount;
    end = joined.rowStarts[row] ?? 0;
  }
  return joined;
}

function copyRows(from: FeatureMatrix, start: number, end: number, into: FeatureMatrix, at: number): void {
  into.ids.set(from.ids.subarray(start, end), at);
  into.weights.set(from.weights.subarray(start, end), at);
  into.needs.set(from.needs.subarray(start, end), at);
}

/** Room for the entries of rows, without their origins. */
export function makeEntries(count: number): Pick<FeatureMatrix, 'ids' | 'weights' | 'needs'> {
  return { ids: new Int32Array(count), weights: new Float32Array(count), needs: new Uint8Array(count) };
}

type Entries = Omit<FeatureMatrix, 'rowCount' | 'rowStarts'> & FeatureOrigins;

function copyEntries(list: FeatureList, features: WeighedFeatures, entries: Entries, start: number): void {
  for (let at = 0; at < features.count; at += 1) {
    const origin = features.origins[at] ?? 0;
    entries.ids[start + at] = features.ids[at] ?? 0;
    entries.weights[start + at] = features.weights[at] ?? 0;
    entries.needs[start + at] = list.needs[origin] ?? 0;
    entries.kinds[start + at] = list.kinds[origin] ?? 0;
    entries.starts[start + at] = list.starts[origin] ?? 0;
    entries.ends[start + at] = list.ends[origin] ?? 0;
  }
}

function makeRoom(capacity: number): Entries {
  return {
    ids: new Int32Array(capacity),
    weights: new Float32Array(capacity),
    needs: new Uint8Array(capacity),
    kinds: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
  };
}

function growRoom(entries: Entries, capacityMin: number): Entries {
  const larger = makeRoom(Math.max(capacityMin, Math.ceil(entries.ids.length * 1.5)));
  larger.ids.set(entries.ids);
  larger.weights.set(entries.weights);
  larger.needs.set(entries.needs);
  larger.kinds.set(entries.kinds);
  larger.starts.set(entries.starts);
  larger.ends.set(entries.ends);
  return larger;
}

/**
 * The fields of a wine, as bits, that tell a model for the target something, of those that are `visible`: the target's
 * own field does not.
 */
export function tellingFields(matrix: FeatureMatrix, row: number, target: Target, visible = ALL_BITS): number {
  const hidden = ~(visible & ~ownBit(target));
  let fields = 0;
  for (let at = matrix.rowStarts[row] ?? 0; at < (matrix.rowStarts[row + 1] ?? 0); at += 1) {
    const needs = matrix.needs[at] ?? 0;
    if ((needs & hidden) === 0) fields |= needs;
  }
  return fields;
}

/** The entries of a matrix that need no fields of a wine but these, which are bits of visibleFields(). */
export function hideFields(matrix: FeatureMatrix, visible: number): FeatureMatrix {
  const rowStarts = new Int32Array(matrix.rowCount + 1);
  const kept: number[] = [];
  for (let row = 0; row < matrix.rowCount; row += 1) {
    for (let entry = matrix.rowStarts[row] ?? 0; entry < (matrix.rowStarts[row + 1] ?? 0); entry += 1) {
      if (((matrix.needs[entry] ?? 0) & ~visible) === 0) kept.push(entry);
    }
    rowStarts[row + 1] = kept.length;
  }
  return {
    rowCount: matrix.rowCount,
    rowStarts,
    ids: Int32Array.from(kept, (entry) => matrix.ids[entry] ?? 0),
    weights: Float32Array.from(kept, (entry) => matrix.weights[entry] ?? 0),
    needs: Uint8Array.from(kept, (entry) => matrix.needs[entry] ?? 0),
  };
}
