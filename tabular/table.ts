import { openCsv } from './csv.ts';
import { findEncoding, inspectBytes, toUtf8 } from './encoding.ts';
import { describeForm, findTextForm, refuseOldExcel, requireRows, ZIP_MARK } from './form.ts';
import { openJson } from './json-rows.ts';
import { createDecimalTally, type DecimalMark } from './numbers.ts';
import type { Reading, Row, TableHead } from './row.ts';
import { openBytes, openSource, readBytes, readStart, type Source } from './source.ts';

/** A file of rows, whatever its form, which has been read through once. */
export interface Table extends TableHead {
  /** What was found of its form, for people: `CSV, semicolons, Windows-1252`. */
  form: string;
  /** How many rows have content, and how many have none. */
  rowCount: number;
  blankRowCount: number;
  /** How a text file beside it is to be written. */
  style: TextStyle;
  /** The rows with content below the header: as often as one likes, a few of them in memory at a time. */
  rows: () => AsyncGenerator<Row, void>;
  /** Leaves nothing behind of what was kept for reading. */
  close: () => Promise<void>;
}

/** How delimited text is written. */
export interface TextStyle {
  delimiter: string;
  hasBom: boolean;
  /** What the place of a row is called: `line` of a text, `row` of a sheet. */
  place: 'line' | 'row';
}

/** What may be said of a file beforehand. */
export interface TableOptions {
  /** What messages call the file, and by whose ending it may be known; its path unless told. */
  name?: string | undefined;
  /** As TextDecoder takes it; found unless told. */
  encoding?: string | undefined;
  /** Of a workbook with several sheets; the first with anything in it unless told. */
  sheet?: string | undefined;
  /** Names of columns that are known besides the usual ones. */
  columnNames?: readonly string[];
  signal?: AbortSignal | undefined;
}

interface Found {
  reading: Reading;
  /** What its own numbers have, where they are more than texts. */
  decimalMark?: DecimalMark;
  form: string;
  style: TextStyle;
}

/**
 * Opens a file of CSV, TSV, JSON, JSON lines or XLSX, gzipped or not: its form, its encoding and what separates its
 * cells are found by its content. It is read through before anything is done with it, so that what is wrong with it is
 * said while nothing has happened. Standard input (`-`) and pipes are taken, too. Whoever opens it closes it.
 *
 * Errors: TabularError where there is no such file, it is none of these, or there is no row; the signal's reason where
 * that is aborted.
 */
export async function openTable(path: string, options: TableOptions = {}): Promise<Table> {
  const opened = await openSource(path, options.signal);
  const source = { ...opened, name: options.name ?? opened.name };
  try {
    return await survey(source, await findForm(source, options), options.signal);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function survey(source: Source, found: Found, signal?: AbortSignal): Promise<Table> {
  const { reading, form, style } = found;
  let [rowCount, blankRowCount] = [0, 0];
  const tally = createDecimalTally();
  const rows = async function* (onBlank?: () => void): AsyncGenerator<Row, void> {
    for await (const row of reading.rows(onBlank)) {
      signal?.throwIfAborted();
      yield row;
    }
  };
  for await (const { cells } of rows(() => (blankRowCount += 1))) {
    rowCount += 1;
    for (const [position, cell] of cells.entries()) tally.note(position, cell);
  }
  const file = source.name;
  const { header } = reading;
  requireRows(file, header, rowCount);
  const marks = tally.marks();
  return {
    ...{ file, form, style, header, rowCount, blankRowCount },
    decimalMarks: header.map((_, position) => marks[position] ?? found.decimalMark),
    rows: () => rows(),
    close: () => source.close(),
  };
}

async function findForm(source: Source, options: TableOptions): Promise<Found> {
  const { path, name } = source;
  const mark = (await readStart(path, 4)).toString('latin1');
  if (mark === ZIP_MARK) return findWorkbook(source, options);
  refuseOldExcel(mark, name);
  const { signal } = options;
  const inspection = await inspectBytes(untilAborted(readBytes(path, name), signal));
  const encoding = findEncoding(inspection, name, options.encoding);
  const isSound = inspection.badBytes === 0;
  const text = (): AsyncIterable<Buffer> => toUtf8(readBytes(path, name), encoding, isSound);
  const head = new TextDecoder(encoding.label).decode(inspection.head);
  const style: TextStyle = { delimiter: ',', hasBom: encoding.hasBom, place: 'line' };
  const found = findTextForm(head, name, options.columnNames);
  const form = describeForm(found, encoding, inspection, '--encoding names another encoding');
  if (found.kind === 'json') return { reading: openJson(text, name, found.json), form, style, decimalMark: '.' };
  const { delimiter } = found;
  const outStyle = delimiter === '' ? style : { ...style, delimiter };
  return { reading: openCsv(text, name, delimiter), form, style: outStyle };
}

async function findWorkbook({ path, name }: Source, { sheet: wanted }: TableOptions): Promise<Found> {
  // Loaded when met: the other forms do without it.
  const { describeWorkbook, openWorkbook } = await import('./workbook.ts');
  const zip = await openBytes(path);
  try {
    const workbook = await openWorkbook(zip, name, wanted);
    return {
      reading: workbook,
      decimalMark: '.',
      form: describeWorkbook(workbook),
      style: { delimiter: ',', hasBom: false, place: 'row' },
    };
  } finally {
    await zip.close();
  }
}

async function* untilAborted(chunks: AsyncIterable<Buffer>, signal?: AbortSignal): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
