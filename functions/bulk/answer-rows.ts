import type { Model } from '../../artifacts/open.ts';
import type { StoredJob } from '../../contract/stored/job.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { Wine } from '../../contract/wine.ts';
import type { Row } from '../../tabular/row.ts';
import { columnOf, isRefusal, readWine, type RowRefusal, type WineColumns } from '../../tabular/wine-columns.ts';
import { makePredictions, type NumberedWine } from '../predict/predict.ts';
import { validateWine } from '../predict/validate.ts';
import { expandPrediction } from './expand-prediction.ts';
import { incrementUlid } from './row-ids.ts';

/** What became of rows: lines of JSON, and how many cells were left out of rows that were answered, by column. */
export interface AnsweredRows {
  answers: string[];
  refused: string[];
  cellsLeftOut: Map<string, number>;
}

/** What rows are answered with. */
export interface Answering {
  job: Pick<StoredJob, 'clientId' | 'id' | 'record'>;
  columns: WineColumns;
  model: Model;
  /** Called with predictions before they are answered. */
  record: (predictions: readonly StoredPrediction[]) => Promise<void>;
  /** Called after each batch: it gets on. */
  getsOn: () => Promise<void>;
}

/** So many wines are asked about at once, as in a batch of predict. */
const WINES_AT_ONCE = 100;

/**
 * Answers rows of a file as `predict` answers wines, and refuses the others with their place: the row, counted from 0
 * among those with content, its line, and the column. The prediction of a row has the job's id, incremented as often as
 * there are rows before it.
 *
 * Errors: what recording says.
 */
export async function answerRows(answering: Answering, rows: readonly Row[], firstRow: number): Promise<AnsweredRows> {
  const answered: AnsweredRows = { answers: [], refused: [], cellsLeftOut: new Map() };
  for (let at = 0; at < rows.length; at += WINES_AT_ONCE) {
    await answerBatch(answering, rows.slice(at, at + WINES_AT_ONCE), firstRow + at, answered);
    await answering.getsOn();
  }
  return answered;
}

async function answerBatch(
  { job, columns, model, record }: Answering,
  rows: readonly Row[],
  firstRow: number,
  answered: AnsweredRows,
): Promise<void> {
  const wines: NumberedWine[] = [];
  const places: { row: number; line: number }[] = [];
  for (const [at, row] of rows.entries()) {
    const place = { row: firstRow + at, line: row.line };
    const read = readRow(columns, row);
    if (isRefusal(read)) {
      answered.refused.push(`${JSON.stringify({ ...place, column: read.column || null, reason: read.reason })}\n`);
      continue;
    }
    for (const { column } of read.faults) {
      answered.cellsLeftOut.set(column, (answered.cellsLeftOut.get(column) ?? 0) + 1);
    }
    wines.push({ id: incrementUlid(job.id, place.row), wine: read.wine });
    places.push(place);
  }
  if (wines.length === 0) return;
  const predictions = await makePredictions(model, job.clientId, wines);
  if (job.record) await record(predictions);
  for (const [at, prediction] of predictions.entries()) {
    answered.answers.push(`${JSON.stringify({ ...places[at], ...expandPrediction(prediction) })}\n`);
  }
}

/** The wine of a row, within the limits of the API, by the words of whoever refuses it first. */
function readRow(columns: WineColumns, row: Row): { wine: Wine; faults: readonly RowRefusal[] } | RowRefusal {
  const read = readWine(columns, row, false);
  if (isRefusal(read)) return read;
  const valid = validateWine(read.wine);
  if ('wine' in valid) return { wine: valid.wine, faults: read.faults };
  const { message, errorInfo } = valid.rejection;
  return { column: columnOf(columns, errorInfo.field), reason: message };
}
