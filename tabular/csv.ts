import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { TabularError } from './failure.ts';
import { isBlank, requireFewColumns, ROW_CHARACTERS_MAX, type Reading, type Row } from './row.ts';

/** A row of bytes, and what the parser may be behind what it is fed. */
const UNPARSED_BYTES_MAX = 4 * ROW_CHARACTERS_MAX;

/** Stands between no cells: that of a file with one column, whose commas are part of its texts. */
const NO_DELIMITER = '\u001f';

/**
 * A table of delimited text, its header in the first row. Without a delimiter it has one column.
 *
 * Errors: reading throws a TabularError where its quotes do not match, or it has too many columns.
 */
export function openCsv(text: () => AsyncIterable<Buffer>, file: string, delimiter: string): Reading {
  const header: string[] = [];
  return {
    header,
    async *rows(onBlank) {
      let isHeader = true;
      for await (const row of readCsv(text(), file, delimiter)) {
        if (isBlank(row)) onBlank?.();
        else if (!isHeader) yield { ...row, cells: fit(row.cells, header) };
        else {
          isHeader = false;
          requireFewColumns(file, row.cells.length);
          if (header.length === 0) header.push(...row.cells);
        }
      }
    },
  };
}

/**
 * The rows of delimited text (RFC 4180, UTF-8, any line ends), the header among them, without the empty lines and
 * without Excel's first line `sep=;`. A few of them are in memory at a time.
 *
 * Errors: TabularError where its quotes do not match, or a row never ends.
 */
export async function* readCsv(text: AsyncIterable<Buffer>, file: string, delimiter = ','): AsyncGenerator<Row, void> {
  let [line, unparsedBytes] = [1, 0];
  // The parser has a limit of its own, for which cells without content do not count.
  const limited = async function* (): AsyncGenerator<Buffer, void> {
    for await (const chunk of text) {
      unparsedBytes += chunk.length;
      if (unparsedBytes > UNPARSED_BYTES_MAX)
        throw new TabularError(`${file}: the row on line ${line} never ends.`, { line });
      yield chunk;
    }
  };
  const parser = parse({
    ...parserOptions(delimiter),
    // They travel with their line as a first cell.
    on_record: (cells: string[]) => {
      const first = line;
      unparsedBytes = 0;
      line += countLines(cells);
      return isNone(cells, first) ? null : [String(first), ...cells];
    },
  });
  // Whatever goes wrong destroys the parser, and arrives by the loop below.
  pipeline(Readable.from(limited(), { highWaterMark: 1 }), parser, () => undefined);
  try {
    for await (const [first, ...cells] of parser as AsyncIterable<string[]>) yield { line: Number(first), cells };
  } catch (error) {
    throw error instanceof CsvError ? explain(error, file, line) : error;
  }
}

/** Reads whole records of a table of delimited text, of which the first with content is the header. */
export interface PieceReader {
  /** Filled by the first row of delimited text, by every row of JSON. */
  readonly header: string[];
  /** The rows with content of whole records in UTF-8, the first of which begins on that line. */
  read: (records: Buffer, line: number) => PieceRead;
}

/** What was read of some records. */
export interface PieceRead {
  rows: Row[];
  blankRows: number;
}

/**
 * Reads a table of delimited text piece by piece, by the rules of openCsv; where its header is known already, no row is
 * taken for it.
 *
 * Errors: reading throws a TabularError where quotes do not match, or there are too many columns.
 */
export function createCsvReader(file: string, delimiter: string, header: string[] = []): PieceReader {
  return {
    header,
    read(records, line) {
      const read: PieceRead = { rows: [], blankRows: 0 };
      for (const row of parsePiece(records, file, delimiter, line)) {
        if (isBlank(row)) read.blankRows += 1;
        else if (header.length > 0) read.rows.push({ ...row, cells: fit(row.cells, header) });
        else {
          requireFewColumns(file, row.cells.length);
          header.push(...row.cells);
        }
      }
      return read;
    },
  };
}

function parsePiece(records: Buffer, file: string, delimiter: string, firstLine: number): Row[] {
  const rows: Row[] = [];
  let line = firstLine;
  try {
    parseAtOnce(records, {
      ...parserOptions(delimiter),
      on_record: (cells: string[]) => {
        if (!isNone(cells, line)) rows.push({ line, cells });
        line += countLines(cells);
        return null;
      },
    });
    return rows;
  } catch (error) {
    throw error instanceof CsvError ? explain(error, file, line) : error;
  }
}

function parserOptions(delimiter: string): Options {
  return {
    delimiter: delimiter === '' ? NO_DELIMITER : delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    // A row of another length than the header's is refused, not the file.
    relax_column_count: true,
    relax_quotes: hasFreeQuotes(delimiter),
    max_record_size: ROW_CHARACTERS_MAX,
  };
}

/** Whether quotes may stand within cells: programs that separate by tabs seldom quote. */
export function hasFreeQuotes(delimiter: string): boolean {
  return delimiter === '\t';
}

/** What stands between cells, as a byte. */
export function delimiterByte(delimiter: string): number {
  return (delimiter === '' ? NO_DELIMITER : delimiter).charCodeAt(0);
}

/** Lines are counted by us, for csv-parse takes a CRLF within quotes for two. */
function countLines(cells: readonly string[]): number {
  return 1 + cells.reduce((sum, cell) => sum + countLineEnds(cell), 0);
}

/** An empty line, or Excel's hint in the first one. */
function isNone(cells: readonly string[], line: number): boolean {
  const isHint = line === 1 && /^sep=.?$/i.test(cells.join(''));
  return isHint || (cells.length === 1 && cells[0] === '');
}

/** A row as delimited text, with its line end; quotes only where RFC 4180 needs them. */
export function formatRow(cells: readonly (string | number)[], delimiter = ','): string {
  return `${cells.map((cell) => formatCell(String(cell), delimiter)).join(delimiter)}\n`;
}

function formatCell(cell: string, delimiter: string): string {
  return /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A spreadsheet writes empty cells behind a row, and leaves them out below columns without a name. */
function fit(cells: string[], header: readonly string[]): string[] {
  if (cells.length > header.length && cells.slice(header.length).every((cell) => cell.trim() === '')) {
    return cells.slice(0, header.length);
  }
  const missing = header.slice(cells.length);
  return missing.every((name) => name.trim() === '') ? [...cells, ...missing.map(() => '')] : cells;
}

function countLineEnds(cell: string): number {
  return cell.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function explain(error: CsvError, file: string, line: number): TabularError {
  const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  return quoteError(file, line, isOpen ? 'open' : 'within', error);
}

/** That the quotes of a row do not match: one is never closed, or stands within a cell. */
export function quoteError(file: string, line: number, which: 'open' | 'within', cause?: Error): TabularError {
  const what =
    which === 'open'
      ? 'a quote is opened and never closed'
      : 'a quote stands within a cell; quote the whole cell, and write each quote in it twice';
  return new TabularError(`${file}, row that begins on line ${line}: ${what}.`, { cause, line });
}
