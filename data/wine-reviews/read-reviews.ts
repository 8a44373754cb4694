import { basename } from 'node:path';
import { findExampleColumns, readExample, type TabularExample } from '../../tabular/examples.ts';
import { TabularError } from '../../tabular/failure.ts';
import type { Row } from '../../tabular/row.ts';
import { openTable, type Table } from '../../tabular/table.ts';
import { isRefusal, type RowRefusal } from '../../tabular/wine-columns.ts';
import { settleVariety } from './double-names.ts';

/** One review, as far as it is used. */
export interface Review extends TabularExample {
  /** Where it was gathered. */
  source: string;
}

/** Why a row of the CSV file is left out. */
export interface RefusedRow extends RowRefusal {
  /** The line of the file on which the row begins, counted from 1. */
  line: number;
}

/** Columns that a CSV file must have; more do no harm. */
const NEEDED_COLUMNS = ['country', 'description', 'points', 'price', 'province', 'region_1', 'variety', 'winery'];

/** The column that says where a row was gathered. */
const SOURCE_COLUMN = 'srcset';

/**
 * Reads reviews from a CSV file, gzipped if its name ends in `.gz`: each text once. A row that cannot be used is
 * refused, and the others go on.
 *
 * Errors: TabularError where a needed column is missing, or the file cannot be read.
 */
export async function readReviews(path: string): Promise<{ reviews: Review[]; refusals: RefusedRow[] }> {
  const reviews: Review[] = [];
  const refusals: RefusedRow[] = [];
  const lineOfText = new Map<string, number>();
  const table = await openTable(path);
  const read = readerOf(table);
  for await (const row of table.rows()) {
    const { line } = row;
    const review = read(row);
    if (isRefusal(review)) {
      refusals.push({ line, ...review });
      continue;
    }
    const firstLine = lineOfText.get(review.fingerprint);
    if (firstLine === undefined) {
      lineOfText.set(review.fingerprint, line);
      reviews.push(review);
    } else refusals.push({ line, column: 'description', reason: `The text is that of line ${firstLine}.` });
  }
  await table.close();
  return { reviews, refusals };
}

function readerOf(table: Table): (row: Row) => Review | RowRefusal {
  const { file, header } = table;
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = NEEDED_COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new TabularError(`${file} lacks the column ${missing.join(', ')}.`);
  const columns = findExampleColumns(table);
  const sourceAt = names.indexOf(SOURCE_COLUMN);
  const fileStem = basename(file).replace(/\.csv(\.gz)?$/, '');
  return (row) => {
    const read = readExample(columns, row, true);
    if (isRefusal(read)) return read;
    const { example } = read;
    const variety = settleVariety(example.variety, example.country);
    const source = row.cells[sourceAt]?.trim() || fileStem;
    return { ...example, ...(variety === undefined ? {} : { variety }), source };
  };
}
