import type { Target } from '../contract/wine.ts';
import { findColumns, type ColumnMap } from './columns.ts';
import type { Row, TableHead } from './row.ts';
import { columnOf, isRefusal, readWine, type RowRefusal, type WineColumns } from './wine-columns.ts';

/** What a row says is true of a prediction. */
export interface LabelRead {
  predictionId: string;
  /** Empty where the row says nothing. */
  truth: Partial<Record<Target, string>>;
  /** The cells that were left out, and why. */
  faults: RowRefusal[];
}

/**
 * Finds the columns of labels: prediction_id, and country, variety, or both.
 *
 * Errors: TabularError where they are not there, or a name is there twice.
 */
export function findLabelColumns(table: TableHead, map?: ColumnMap): WineColumns {
  const says = 'a column prediction_id, and country, variety, or both.';
  return findColumns(table, LABEL_USES, { says, some: [['prediction_id'], ['country', 'variety']] }, map);
}

/** What a row of labels can be used for. */
export const LABEL_USES = ['prediction_id', 'country', 'variety'] as const;

/** The label of a row, or why it is none. */
export function readLabel(columns: WineColumns, row: Row, strict: boolean): LabelRead | RowRefusal {
  const read = readWine(columns, row, strict);
  if (isRefusal(read)) return read;
  const [position = -1] = columns.positions.get('prediction_id') ?? [];
  const predictionId = row.cells[position]?.trim() ?? '';
  if (predictionId === '') {
    return { column: columnOf(columns, 'prediction_id'), reason: 'It does not say which prediction is meant.' };
  }
  const { country, variety } = read.wine;
  const truth = { ...(country === undefined ? {} : { country }), ...(variety === undefined ? {} : { variety }) };
  return { predictionId, truth, faults: read.faults };
}
