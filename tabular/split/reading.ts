import { createCsvReader, type PieceReader } from '../csv.ts';
import { createLinesReader } from '../json-rows.ts';
import type { DecimalMark } from '../numbers.ts';
import type { Row, TableHead } from '../row.ts';

/** How the rows of a chunk are written: in the file itself, or as `formatRows` writes those of other files. */
export type ChunkForm = 'delimited' | 'lines' | 'rows';

/** What is known of a file once it has been read through: by it each of its chunks is read. */
export interface FileReading extends TableHead {
  /** What was found of its form, for people. */
  form: string;
  rowCount: number;
  blankRowCount: number;
  /** What the place of a row is called. */
  place: 'line' | 'row';
  /** As TextDecoder takes it, of a file whose chunks are parts of itself. */
  encoding: string;
  /** Of delimited text. */
  delimiter: string;
  decimalMarks: (DecimalMark | undefined)[];
  /** Whether its rows are JSON, where a field that is not there is an empty cell. */
  isJson: boolean;
}

/**
 * The rows of a chunk, as they were when the file was split.
 *
 * Errors: TabularError, or SyntaxError, where the bytes are others.
 */
export function readChunk(
  bytes: Buffer,
  { form, firstLine }: { readonly form: ChunkForm; readonly firstLine: number },
  reading: Pick<FileReading, 'file' | 'header' | 'encoding' | 'delimiter' | 'isJson'>,
): Row[] {
  const { file, encoding, delimiter, isJson } = reading;
  if (form === 'rows') return parseRows(bytes).map((row) => (isJson ? widen(row, reading.header.length) : row));
  const header = [...reading.header];
  const reader = form === 'lines' ? createLinesReader(file, header) : createCsvReader(file, delimiter, header);
  return readPiece(reader, bytes, encoding, firstLine).rows;
}

/** Reads whole records of any encoding. */
export function readPiece(reader: PieceReader, bytes: Buffer, encoding: string, line: number) {
  return reader.read(decodePiece(bytes, encoding), line);
}

/** Whether records of an encoding end where they do in ASCII, and can be decoded each by itself. */
export function isCutAnywhere(encoding: string): boolean {
  return /^(utf-8|windows-\d+|iso-8859-\d+i?|koi8-[ru]|macintosh|x-mac-cyrillic|ibm866)$/.test(encoding);
}

/** Rows as a part of a job holds them: a line of JSON each. */
export function formatRows(rows: readonly Row[]): Buffer {
  return Buffer.from(
    rows
      .map(({ line, cells, fault }) => `${JSON.stringify(fault === undefined ? [line, cells] : [line, [], fault])}\n`)
      .join(''),
  );
}

function parseRows(bytes: Buffer): Row[] {
  const lines = bytes.toString().split('\n').slice(0, -1);
  return lines.map((text) => {
    const [line, cells, fault] = JSON.parse(text) as [number, string[], string?];
    return fault === undefined ? { line, cells } : { line, cells, fault };
  });
}

/** A row that was read before all fields of the file were met. */
function widen(row: Row, width: number): Row {
  const { length } = row.cells;
  return length >= width ? row : { ...row, cells: [...row.cells, ...Array.from({ length: width - length }, () => '')] };
}

function decodePiece(bytes: Buffer, encoding: string): Buffer {
  // The parsers read UTF-8 themselves, and put U+FFFD for what is none, as a decoder does.
  if (encoding === 'utf-8') return bytes;
  return Buffer.from(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes));
}
