import { Readable } from 'node:stream';
import { createCsvReader, type PieceReader } from '../csv.ts';
import { TabularError } from '../failure.ts';
import { createInspector, findEncoding, HEAD_BYTES, toUtf8, type Encoding, type Inspector } from '../encoding.ts';
import { describeForm, findTextForm, refuseOldExcel, requireRows, ZIP_MARK, type TextForm } from '../form.ts';
import { createLinesReader, readValues } from '../json-rows.ts';
import { createDecimalTally, type DecimalMark, type DecimalTally } from '../numbers.ts';
import { isBlank, TOO_LONG, type Row } from '../row.ts';
import { isGzip, unzip, type ByteFile } from '../source.ts';
import { createRecordFinder, type Piece } from './find-records.ts';
import { formatRows, isCutAnywhere, readPiece, type ChunkForm, type FileReading } from './reading.ts';

/** A file that is to be split, wherever it lies. */
export interface SplitFile extends ByteFile {
  /** What messages call it. */
  name: string;
  /** Its bytes from the beginning, as often as one likes. */
  stream: () => AsyncIterable<Buffer>;
}

/** How large a chunk may be, and a row of it. */
export interface SplitLimits {
  rowsMax: number;
  chunkBytesMax: number;
  rowBytesMax: number;
  /** What is unzipped may be so many times as large as the file, once it is larger than so many bytes. */
  expansionMax: number;
  unzippedBytesFree: number;
}

/** How far splitting is, as JSON can hold it: another process goes on by it. */
export interface SplitState {
  /** The encoding that turned out at the end of a first try; null for what the beginning tells. */
  encoding: string | null;
  /** Where the next chunk begins, in the text, or how many values or rows of a sheet lie before it. */
  offset: number;
  line: number;
  row: number;
  blankRows: number;
  header: string[];
  marks: DecimalMark[][];
}

/** A part of the file that is answered at once. */
export interface TableChunk {
  form: ChunkForm;
  /** Where in the file it stands; null where its rows come with it. */
  range: { start: number; end: number } | null;
  /** Its rows as `formatRows` writes them; null where they are a range of the file. */
  bytes: Buffer | null;
  firstLine: number;
  firstRow: number;
  rows: number;
}

/** What splitting came to: the file is of another encoding than its beginning tells, and must be split anew by that. */
export type SplitEnd = { reading: FileReading } | { encoding: string };

/** Where splitting begins. */
export function beginSplit(encoding: string | null = null): SplitState {
  return { encoding, offset: 0, line: 1, row: 0, blankRows: 0, header: [], marks: [] };
}

/**
 * Splits a file into chunks of whole rows, reading it through once: its form is found as openTable finds it. After each
 * chunk, `state` tells how far it is. A few chunks are in memory at a time, of a workbook the whole.
 *
 * Errors: TabularError where the file cannot be read as a table, by openTable's words; whatever reading it throws.
 */
export async function* splitTable(
  file: SplitFile,
  state: SplitState,
  limits: SplitLimits,
): AsyncGenerator<TableChunk, SplitEnd> {
  const start = await file.readAt(0, 4);
  const mark = start.toString('latin1');
  const tally = createDecimalTally(state.marks);
  if (mark === ZIP_MARK) return yield* splitWorkbook(file, { state, tally, limits });
  refuseOldExcel(mark, file.name);
  const isZipped = isGzip(start);
  const inspector = createInspector();
  const bytes = (isZipped ? openZipped(file, limits) : file.stream())[Symbol.asyncIterator]();
  try {
    const head = await readHead(bytes, inspector);
    const encoding = findOwnEncoding(inspector, file.name, state.encoding);
    const form = findTextForm(new TextDecoder(encoding.label).decode(inspector.seen().head), file.name);
    const text = goOn(head, bytes, inspector);
    const splitting: Splitting = { file, state, tally, limits, isZipped, encoding, form, text };
    yield* isValues(form) ? splitValues(splitting) : splitRecords(splitting);
    const inspection = inspector.finish();
    const { label } = findOwnEncoding(inspector, file.name, state.encoding);
    if (label !== encoding.label) return { encoding: label };
    return endSplit(splitting, describeForm(form, encoding, inspection), {
      place: 'line',
      encoding: isCutAnywhere(encoding.label) ? encoding.label : 'utf-8',
      delimiter: form.kind === 'json' ? ',' : form.delimiter,
      isJson: form.kind === 'json',
    });
  } finally {
    await bytes.return?.();
  }
}

function isValues(form: TextForm): boolean {
  return form.kind === 'json' && form.json === 'values';
}

/** What turned out goes before what the bytes tell so far. */
function findOwnEncoding(inspector: Inspector, file: string, turnedOut: string | null): Encoding {
  return turnedOut === null ? findEncoding(inspector.seen(), file) : { label: turnedOut, hasBom: false };
}

interface Common {
  state: SplitState;
  tally: DecimalTally;
  limits: SplitLimits;
}

interface Splitting extends Common {
  file: SplitFile;
  isZipped: boolean;
  encoding: Encoding;
  form: TextForm;
  text: AsyncIterable<Buffer>;
}

/** Delimited text, and JSON lines. */
async function* splitRecords(splitting: Splitting): AsyncGenerator<TableChunk, void> {
  const { file, state, limits, isZipped, encoding, form, text } = splitting;
  const isCut = isCutAnywhere(encoding.label);
  const isRange = isCut && !isZipped;
  const label = isCut ? encoding.label : 'utf-8';
  const delimiter = form.kind === 'json' ? null : form.delimiter;
  const reader = openReader(file.name, delimiter, state.header);
  const chunkForm = delimiter === null ? 'lines' : 'delimited';
  const chunks: { chunk: TableChunk; after: Partial<SplitState> }[] = [];
  let [row, blankRows] = [state.row, state.blankRows];
  const take = ({ bytes, start, end, line, nextLine }: Piece): void => {
    const read =
      bytes === null
        ? { rows: [{ line, cells: [], fault: TOO_LONG }], blankRows: 0 }
        : readPiece(reader, bytes, label, line);
    const [first] = read.rows;
    blankRows += read.blankRows;
    if (first === undefined) return;
    const isOwn = isRange && bytes !== null;
    const place = { firstLine: first.line, firstRow: row, rows: read.rows.length };
    const chunk: TableChunk = isOwn
      ? { form: chunkForm, range: { start, end }, bytes: null, ...place, firstLine: line }
      : { form: 'rows', range: null, bytes: formatRows(read.rows), ...place };
    noteNumbers(splitting.tally, read.rows);
    row += read.rows.length;
    chunks.push({ chunk, after: { offset: end, line: nextLine, row, blankRows, marks: splitting.tally.seen() } });
  };
  const isHeaderFound = (): boolean => delimiter === null || reader.header.length > 0;
  const byteOrderMark = isCut && encoding.hasBom ? 3 : 0;
  const from = { offset: Math.max(state.offset, byteOrderMark), line: state.line };
  const finder = createRecordFinder(
    { file: file.name, delimiter },
    {
      recordsMax: () => (isHeaderFound() ? limits.rowsMax : 1),
      pieceBytesMax: limits.chunkBytesMax,
      recordBytesMax: limits.rowBytesMax,
    },
    from,
    take,
  );
  const plain = isCut ? text : toUtf8(text, encoding, true);
  const drain = function* (): Generator<TableChunk, void> {
    for (const { chunk, after } of chunks.splice(0)) {
      Object.assign(state, after, { header: [...reader.header] });
      yield chunk;
    }
  };
  for await (const piece of skipBytes(plain, from.offset)) {
    finder.push(piece);
    yield* drain();
  }
  finder.end();
  yield* drain();
  Object.assign(state, { row, blankRows, header: [...reader.header] });
}

function openReader(file: string, delimiter: string | null, header: readonly string[]): PieceReader {
  return delimiter === null ? createLinesReader(file, [...header]) : createCsvReader(file, delimiter, [...header]);
}

/** JSON in an array, or objects over several lines. */
async function* splitValues(splitting: Splitting): AsyncGenerator<TableChunk, void> {
  const { file, state, limits, encoding, text } = splitting;
  const header = [...state.header];
  const bytesMax = limits.rowBytesMax;
  const reading = readValues(toUtf8(text, encoding, true), {
    file: file.name,
    header,
    skipped: state.offset,
    bytesMax,
  });
  const entries = async function* (): AsyncGenerator<{ row: Row; offset: number }, void> {
    for await (const { row, values } of reading) yield { row, offset: values };
  };
  yield* gatherRows(splitting, entries(), header);
}

async function* splitWorkbook(file: SplitFile, common: Common): AsyncGenerator<TableChunk, SplitEnd> {
  // Loaded when met: the other forms do without it.
  const { describeWorkbook, openWorkbook } = await import('../workbook.ts');
  const workbook = await openWorkbook(file, file.name);
  const { state } = common;
  let offset = 0;
  const entries = async function* (): AsyncGenerator<{ row: Row; offset: number }, void> {
    for await (const row of workbook.rows(() => (state.blankRows += 1))) {
      offset += 1;
      if (offset > state.row) yield { row, offset };
    }
  };
  state.blankRows = 0;
  yield* gatherRows(common, entries(), workbook.header);
  const found = { place: 'row', encoding: 'utf-8', delimiter: ',', isJson: false } as const;
  return endSplit({ file, ...common }, describeWorkbook(workbook), found, '.');
}

/** Puts rows that come one by one together to chunks. */
async function* gatherRows(
  { state, tally, limits }: Common,
  entries: AsyncIterable<{ row: Row; offset: number }>,
  header: readonly string[],
): AsyncGenerator<TableChunk, void> {
  let [rows, bytes, offset, blankRows]: [Row[], number, number, number] = [[], 0, state.offset, 0];
  const hand = (): TableChunk => {
    noteNumbers(tally, rows);
    const place = { firstLine: rows[0]?.line ?? 0, firstRow: state.row, rows: rows.length };
    const chunk: TableChunk = { form: 'rows', range: null, bytes: formatRows(rows), ...place };
    state.blankRows += blankRows;
    Object.assign(state, { offset, row: state.row + rows.length, header: [...header], marks: tally.seen() });
    [rows, bytes, blankRows] = [[], 0, 0];
    return chunk;
  };
  for await (const { row, offset: at } of entries) {
    offset = at;
    if (isBlank(row)) {
      blankRows += 1;
      continue;
    }
    rows.push(row);
    bytes += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (rows.length === limits.rowsMax || bytes > limits.chunkBytesMax / 2) yield hand();
  }
  if (rows.length > 0) yield hand();
  state.blankRows += blankRows;
  state.header = [...header];
}

/** Errors: TabularError where there is no row. */
function endSplit(
  { file, state, tally }: Pick<Splitting, 'file' | 'state' | 'tally'>,
  form: string,
  found: Pick<FileReading, 'place' | 'encoding' | 'delimiter' | 'isJson'>,
  mark: DecimalMark | undefined = found.isJson ? '.' : undefined,
): SplitEnd {
  const { header, row: rowCount, blankRows: blankRowCount } = state;
  requireRows(file.name, header, rowCount);
  const marks = tally.marks();
  const decimalMarks = header.map((_, position) => marks[position] ?? mark);
  return { reading: { file: file.name, form, header, rowCount, blankRowCount, decimalMarks, ...found } };
}

function noteNumbers(tally: DecimalTally, rows: readonly Row[]): void {
  for (const { cells } of rows) for (const [position, cell] of cells.entries()) tally.note(position, cell);
}

/** What is within a gzip file, unless that is out of all proportion. */
async function* openZipped(file: SplitFile, limits: SplitLimits): AsyncGenerator<Buffer, void> {
  let [zippedBytes, bytes] = [0, 0];
  const zipped = async function* (): AsyncGenerator<Buffer, void> {
    for await (const chunk of file.stream()) {
      zippedBytes += chunk.length;
      yield chunk;
    }
  };
  const { expansionMax, unzippedBytesFree } = limits;
  for await (const chunk of unzip(Readable.from(zipped(), { objectMode: false, highWaterMark: 1 << 16 }), file.name)) {
    bytes += chunk.length;
    if (bytes > unzippedBytesFree && bytes > zippedBytes * expansionMax) {
      const message = `${file.name} is more than ${expansionMax} times as large unzipped. Put it without gzip.`;
      throw new TabularError(message, { kind: 'tooLarge' });
    }
    yield chunk;
  }
}

/** The first pieces, with so many bytes as tell the form of a text. */
async function readHead(bytes: AsyncIterator<Buffer>, inspector: Inspector): Promise<Buffer[]> {
  const head: Buffer[] = [];
  while (inspector.seen().head.length < HEAD_BYTES) {
    const next = await bytes.next();
    if (next.done === true) break;
    inspector.look(next.value);
    head.push(next.value);
  }
  return head;
}

async function* goOn(head: Buffer[], bytes: AsyncIterator<Buffer>, inspector: Inspector): AsyncGenerator<Buffer, void> {
  for (let piece = head.shift(); piece !== undefined; piece = head.shift()) yield piece;
  for (let next = await bytes.next(); next.done !== true; next = await bytes.next()) {
    inspector.look(next.value);
    yield next.value;
  }
}

async function* skipBytes(bytes: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer, void> {
  let left = count;
  for await (const piece of bytes) {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    if (skipped < piece.length) yield skipped === 0 ? piece : piece.subarray(skipped);
  }
}
