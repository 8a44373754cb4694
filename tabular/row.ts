import { TabularError } from './failure.ts';
import type { DecimalMark } from './numbers.ts';

/** A wine has seven fields; each column is held against every name that one is known by, and has a cell in each row. */
const COLUMNS_MAX = 1_000;

/** The longest note that is worth sending has 4,000 characters: a longer row was never closed. */
export const ROW_CHARACTERS_MAX = 1_000_000;

/** Why a row is not read that is longer than any that is worth it. */
export const TOO_LONG = 'The row is longer than 256 KB.';

/** One row of a table. */
export interface Row {
  /** Where it begins, counted from 1: the line of a text file, as an editor counts, or the row of a sheet. */
  line: number;
  cells: string[];
  /** Why it cannot be read at all. */
  fault?: string;
}

/** Errors: TabularError where a file has more columns than a table of wines can need. */
export function requireFewColumns(file: string, count: number): void {
  if (count <= COLUMNS_MAX) return;
  const most = COLUMNS_MAX.toLocaleString('en');
  throw new TabularError(`${file} has more than ${most} columns. Leave those that tell of the wine.`);
}

/** What is known of a table before its rows are read. */
export interface TableHead {
  /** What messages call the file. */
  file: string;
  header: string[];
  /** What stands before the fraction of its numbers, by column, where they tell. */
  decimalMarks: readonly (DecimalMark | undefined)[];
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
