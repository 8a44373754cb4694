import { readRows, type Row } from './csv.ts';
import { TabularError } from './failure.ts';

/**
 * Reads a file through before anything is done with it, so that what is wrong with it is said while nothing has happened.
 * Returns what `readHeader` makes of its first row, and how many rows follow.
 *
 * Errors: TabularError where there is no header or no row; whatever readRows or readHeader throw.
 */
export async function survey<Columns>(
  file: string,
  readHeader: (header: Row, file: string) => Columns,
): Promise<{ columns: Columns; rows: number }> {
  let found: { columns: Columns } | undefined;
  let rows = 0;
  for await (const row of readRows(file)) {
    if (found) rows += 1;
    else found = { columns: readHeader(row, file) };
  }
  if (!found) throw new TabularError(`${file} is empty: it needs a header row.`);
  if (rows === 0) throw new TabularError(`${file} has a header and no rows: there is nothing to do.`);
  return { ...found, rows };
}

/** The rows of a file without its header. */
export async function* readBelowHeader(file: string): AsyncGenerator<Row, void> {
  let header = true;
  for await (const row of readRows(file)) {
    if (!header) yield row;
    header = false;
  }
}
