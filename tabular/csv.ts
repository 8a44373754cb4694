import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { TabularError } from './failure.ts';

/** One row of a CSV file. */
export interface Row {
  /** The line of the file on which the row begins, counted from 1, as an editor does. */
  line: number;
  cells: string[];
}

// The longest note that is worth sending has 4,000 characters: a row like this is a quote that was never closed.
const ROW_BYTES_MAX = 8_000_000;

/**
 * The rows of a CSV file (RFC 4180, UTF-8 with or without a byte order mark, any line ends; gzipped where its name ends in
 * `.gz`), the header among them, without the empty lines. A few of them are in memory at a time.
 *
 * Errors: TabularError where there is no such file, it is not UTF-8, or its quotes do not match.
 */
export async function* readRows(path: string): AsyncGenerator<Row, void> {
  let line = 1;
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    // A row of another length than the header's is refused, not the file.
    relax_column_count: true,
    max_record_size: ROW_BYTES_MAX,
    // Lines are counted here, for csv-parse takes a CRLF within quotes for two; they travel as a first cell.
    on_record: (cells: string[]) => {
      const first = line;
      line += 1 + cells.reduce((sum, cell) => sum + countLineEnds(cell), 0);
      return cells.length === 1 && cells[0] === '' ? null : [String(first), ...cells];
    },
  });
  // Whatever goes wrong destroys the parser, and arrives by the loop below.
  const bytes = createReadStream(path);
  if (path.endsWith('.gz')) pipeline(bytes, createGunzip(), requireUtf8, parser, () => undefined);
  else pipeline(bytes, requireUtf8, parser, () => undefined);
  try {
    for await (const [first, ...cells] of parser as AsyncIterable<string[]>) yield { line: Number(first), cells };
  } catch (error) {
    throw explain(error, path, line);
  }
}

/** A row as CSV, with its line end; quotes only where RFC 4180 needs them. */
export function formatRow(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => formatCell(String(cell))).join(',')}\n`;
}

function formatCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function* requireUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    decoder.decode(chunk, { stream: true });
    yield chunk;
  }
  decoder.decode();
}

function countLineEnds(cell: string): number {
  return cell.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function explain(error: unknown, path: string, line: number): unknown {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') return new TabularError(`There is no file ${path}.`, { cause: error });
  if (code === 'EISDIR') return new TabularError(`${path} is a folder, not a CSV file.`, { cause: error });
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new TabularError(`${path} is not UTF-8 text. Save it as "CSV UTF-8" and try again.`, { cause: error });
  }
  if (!(error instanceof CsvError)) return error;
  const what =
    error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'a quote is opened and never closed'
      : 'a quote stands within a cell; quote the whole cell, and write each quote in it twice';
  return new TabularError(`${path}, row that begins on line ${line}: ${what}.`, { cause: error });
}
