/** One row of a table. */
export interface Row {
  /** Where it begins, counted from 1: the line of a text file, as an editor counts, or the row of a sheet. */
  line: number;
  cells: string[];
  /** Why it cannot be read at all. */
  fault?: string;
}

/** Whether a row holds nothing that one could read. */
export function isBlank({ cells, fault }: Row): boolean {
  return fault === undefined && cells.every((cell) => cell.trim() === '');
}

/** A table of one form, read through as often as one likes. */
export interface Reading {
  /** Known once the rows have been read to their end for the first time. */
  header: string[];
  /** The rows below the header, without the blank ones; those may be counted. */
  rows: (onBlank?: () => void) => AsyncGenerator<Row, void>;
}
