import { DESCRIPTION_BIT } from '../features/list.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import { addFeatureScores } from './linear-model.ts';
import type { LinearModel } from './linear-model.ts';

/**
 * Scores rows of a matrix by a model for one target, each time with other fields of the wines shown. Rows go by their
 * places among those that the scorer was made for; `visible` are fields as bits, never the target's own.
 */
export interface RowScorer {
  rowCount: number;
  /** The fields, of those that are visible, that tell the model something of a row. */
  told: (place: number, visible: number) => number;
  /** The scores of rows, places × classes: the entries that need a field that is not visible are passed over. */
  score: (places: Int32Array, visible: number) => Float32Array;
}

/**
 * Prepares to score rows of a matrix; the model's weights must not change afterwards. Notes come first in a row, and
 * have nine in ten of its entries: what they add up to is kept for each way in which they are shown, which other fields
 * hardly change. The sums are the same to the last bit, since nothing is added in another order.
 */
export function createRowScorer(model: LinearModel, matrix: FeatureMatrix, rows: Int32Array): RowScorer {
  const { classCount } = model;
  const noteEnds = rows.map((row) => endOfNote(matrix, row));
  const needs = Array.from(rows, (row) => listNeeds(matrix, row));
  const noteNeeds = needs.flat().reduce((all, one) => (one & DESCRIPTION_BIT ? all | one : all), 0);
  const notes = new Map<number, Float64Array>();
  const sumUpNotes = (visible: number): Float64Array => {
    const sums = new Float64Array(rows.length * classCount);
    for (const [place, row] of rows.entries()) {
      const into = sums.subarray(place * classCount, (place + 1) * classCount);
      into.set(model.bias);
      addEntries(model, matrix, matrix.rowStarts[row] ?? 0, noteEnds[place] ?? 0, visible, into);
    }
    return sums;
  };
  const notesShown = (visible: number): Float64Array => {
    const shown = visible & noteNeeds;
    const known = notes.get(shown) ?? sumUpNotes(shown);
    notes.set(shown, known);
    return known;
  };
  return {
    rowCount: rows.length,
    told: (place, visible) => needs[place]?.reduce((all, one) => (one & ~visible ? all : all | one), 0) ?? 0,
    score(places, visible) {
      const scores = new Float32Array(places.length * classCount);
      const begun = visible & DESCRIPTION_BIT ? notesShown(visible) : undefined;
      const sums = new Float64Array(classCount);
      for (const [at, place] of places.entries()) {
        sums.set(begun?.subarray(place * classCount, (place + 1) * classCount) ?? model.bias);
        const end = matrix.rowStarts[(rows[place] ?? 0) + 1] ?? 0;
        addEntries(model, matrix, noteEnds[place] ?? 0, end, visible, sums);
        scores.set(sums, at * classCount);
      }
      return scores;
    },
  };
}

function addEntries(
  model: LinearModel,
  { needs, ids, weights }: FeatureMatrix,
  start: number,
  end: number,
  visible: number,
  sums: Float64Array,
): void {
  for (let entry = start; entry < end; entry += 1) {
    if (((needs[entry] ?? 0) & ~visible) !== 0) continue;
    addFeatureScores(model, ids[entry] ?? 0, weights[entry] ?? 0, sums);
  }
}

/** Where the entries end that a row begins with and that need its note. */
function endOfNote({ rowStarts, needs }: FeatureMatrix, row: number): number {
  let at = rowStarts[row] ?? 0;
  const end = rowStarts[row + 1] ?? 0;
  while (at < end && (needs[at] ?? 0) & DESCRIPTION_BIT) at += 1;
  return at;
}

/** The sets of fields that entries of a row need, each once. */
function listNeeds({ rowStarts, needs }: FeatureMatrix, row: number): number[] {
  return [...new Set(needs.subarray(rowStarts[row], rowStarts[row + 1]))];
}
