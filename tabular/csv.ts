import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
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
      if (unparsedBytes > UNPARSED_BYTES_MAX) throw new TabularError(`${file}: the row on line ${line} never ends.`);
      yield chunk;
    }
  };
  const parser = parse({
    delimiter: delimiter === '' ? NO_DELIMITER : delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    // A row of another length than the header's is refused, not the file.
    relax_column_count: true,
    // Programs that separate by tabs seldom quote.
    relax_quotes: delimiter === '\t',
    max_record_size: ROW_CHARACTERS_MAX,
    // Lines are counted here, for csv-parse takes a CRLF within quotes for two; they travel as a first cell.
    on_record: (cells: string[]) => {
      const first = line;
      unparsedBytes = 0;
      line += 1 + cells.reduce((sum, cell) => sum + countLineEnds(cell), 0);
      const isHint = first === 1 && /^sep=.?$/i.test(cells.join(''));
      return isHint || (cells.length === 1 && cells[0] === '') ? null : [String(first), ...cells];
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
  const what =
    error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'a quote is opened and never closed'
      : 'a quote stands within a cell; quote the whole cell, and write each quote in it twice';
  return new TabularError(`${file}, row that begins on line ${line}: ${what}.`, { cause: error });
}
