import { TabularError } from './failure.ts';
import type { PieceRead, PieceReader } from './csv.ts';
import { isBlank, requireFewColumns, ROW_CHARACTERS_MAX, TOO_LONG, type Reading, type Row } from './row.ts';

/** One value of a JSON text, and the line on which it begins. */
interface Piece {
  line: number;
  text: string;
  /** Why it is not to be read. */
  fault?: string;
}

const LINE_END = /\r\n|\n|\r/;

const REASON_CHARACTERS_MAX = 80;

/** How objects follow each other: each on a line of its own, or as an array or one after the other. */
export type JsonForm = 'lines' | 'values';

/**
 * Finds whether a text is JSON by how it begins: `{"`, or `[` before an object; undefined where it is not.
 */
export function findJsonForm(head: string): JsonForm | undefined {
  const text = head.trimStart();
  if (/^\[\s*(?:[{\]]|$)/.test(text)) return 'values';
  if (!/^\{\s*["}]/.test(text)) return undefined;
  const [first = ''] = text.split(/\r\n|\r|\n/, 1);
  return isJson(first) || !text.includes('\n') ? 'lines' : first.trim() === '{' ? 'values' : looksWhole(first);
}

/**
 * A table of JSON objects: its columns are all their fields, in the order in which they are met. What is no object is a
 * row with a fault; a field that is null is an empty cell, an object within becomes JSON.
 *
 * Errors: reading throws a TabularError where the text ends within a value, or has a line or fields without end.
 */
export function openJson(text: () => AsyncIterable<Buffer>, file: string, form: JsonForm): Reading {
  const { header, toRow } = createRowMaker(file);
  return {
    header,
    async *rows(onBlank) {
      const pieces = form === 'lines' ? splitLines(decode(text()), file) : splitValues(decode(text()), file);
      for await (const piece of pieces) {
        const row = toRow(piece);
        if (isBlank(row)) onBlank?.();
        else yield row;
      }
    },
  };
}

/** Reads JSON lines piece by piece, by the rules of openJson; fields that are not in the header come behind it. */
export function createLinesReader(file: string, header: string[] = []): PieceReader {
  const { toRow } = createRowMaker(file, header);
  return {
    header,
    read(records, firstLine) {
      const read: PieceRead = { rows: [], blankRows: 0 };
      for (const [at, text] of records.toString().split(LINE_END).entries()) {
        if (text.trim() === '') continue;
        const row = toRow({ line: firstLine + at, text: text.trim() });
        if (isBlank(row)) read.blankRows += 1;
        else read.rows.push(row);
      }
      return read;
    },
  };
}

/**
 * The rows of objects that follow each other in any other way, by the rules of openJson, with how many values were read
 * so far. A value of more than `bytesMax` is a row with a fault. The first `skipped` values are passed over.
 */
export async function* readValues(
  text: AsyncIterable<Buffer>,
  { file, header, skipped, bytesMax }: { file: string; header: string[]; skipped: number; bytesMax: number },
): AsyncGenerator<{ row: Row; values: number }, void> {
  const { toRow } = createRowMaker(file, header);
  let values = 0;
  for await (const piece of splitValues(decode(text), file, bytesMax)) {
    values += 1;
    if (values > skipped) yield { row: toRow(piece), values };
  }
}

/** Makes rows of values; their fields become the header as they are met. */
function createRowMaker(file: string, header: string[] = []) {
  const positions = new Map<string, number>(header.map((field, position) => [field, position]));
  const toRow = ({ line, text: piece, fault }: Piece): Row => {
    const cells = header.map(() => '');
    if (fault !== undefined) return { line, cells, fault };
    const value = parse(piece);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const what = value === undefined ? 'not valid JSON' : 'not an object';
      return { line, cells, fault: `It is ${what}: ${piece.slice(0, REASON_CHARACTERS_MAX)}` };
    }
    for (const [field, content] of Object.entries(value)) {
      const position = positions.get(field) ?? header.push(field) - 1;
      positions.set(field, position);
      requireFewColumns(file, header.length);
      const cell = toCell(content);
      if (cell === undefined) return { line, cells: header.map(() => ''), fault: 'It is nested too deeply.' };
      cells[position] = cell;
    }
    return { line, cells };
  };
  return { header, toRow };
}

async function* decode(bytes: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* splitLines(chunks: AsyncIterable<string>, file: string): AsyncGenerator<Piece, void> {
  let [rest, line] = ['', 1];
  for await (const chunk of chunks) {
    // A CR at the end may be half of a CRLF.
    const lines = `${rest}${chunk}`.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const text of lines) {
      if (text.trim() !== '') yield { line, text: text.trim() };
      line += 1;
    }
    if (rest.length > ROW_CHARACTERS_MAX) {
      throw new TabularError(`${file}: line ${line} never ends. Is it JSON lines?`, { line });
    }
  }
  if (rest.trim() !== '') yield { line, text: rest.trim() };
}

/** What the search for the end of a value has to remember. */
interface Scan {
  line: number;
  /** The lines on which arrays around the values have begun that are not closed yet. */
  arrayLines: number[];
  /** Where the value began; undefined between values. */
  startLine: number | undefined;
  gathered: string;
  /** How many characters of it were passed over, since it is too long. */
  passed: number;
  depth: number;
  inText: boolean;
  escaped: boolean;
}

async function* splitValues(
  chunks: AsyncIterable<string>,
  file: string,
  bytesMax = Infinity,
): AsyncGenerator<Piece, void> {
  const scan: Scan = {
    line: 1,
    arrayLines: [],
    startLine: undefined,
    gathered: '',
    passed: 0,
    depth: 0,
    inText: false,
    escaped: false,
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const letter = chunk.charAt(at);
      if (scan.startLine === undefined && !/[\s,[\]]/.test(letter)) {
        scan.startLine = scan.line;
        from = at;
      }
      if (letter === '\n') scan.line += 1;
      if (scan.startLine === undefined) noteBracket(scan, letter);
      if (scan.startLine === undefined || !endsAt(scan, letter)) continue;
      // A bare number ends before what follows it.
      const end = letter === '}' || letter === '"' ? at + 1 : at;
      const characters = scan.passed + scan.gathered.length + end - from;
      if (characters > bytesMax) yield { line: scan.startLine, text: '', fault: TOO_LONG };
      else yield limited({ line: scan.startLine, text: scan.gathered + chunk.slice(from, end) }, bytesMax);
      scan.gathered = '';
      scan.passed = 0;
      scan.startLine = undefined;
    }
    if (scan.startLine !== undefined) scan.gathered += chunk.slice(from);
    if (bytesMax !== Infinity && scan.gathered.length > bytesMax) {
      scan.passed += scan.gathered.length;
      scan.gathered = '';
    }
    if (scan.gathered.length > ROW_CHARACTERS_MAX) break;
  }
  // Cut off between two values, a file would pass for a whole one.
  const line = scan.startLine ?? scan.arrayLines.at(-1);
  if (line === undefined) return;
  throw new TabularError(`${file}: what begins on line ${line} is never closed. Is the file whole?`, { line });
}

function limited(piece: Piece, bytesMax: number): Piece {
  const isLong = bytesMax !== Infinity && Buffer.byteLength(piece.text) > bytesMax;
  return isLong ? { line: piece.line, text: '', fault: TOO_LONG } : piece;
}

/** Notes where an array around the values begins and ends. */
function noteBracket({ arrayLines, line }: Scan, letter: string): void {
  if (letter === '[') arrayLines.push(line);
  else if (letter === ']') arrayLines.pop();
}

/** Whether a value is over with that letter. */
function endsAt(scan: Scan, letter: string): boolean {
  if (scan.inText) {
    if (scan.escaped) scan.escaped = false;
    else if (letter === '\\') scan.escaped = true;
    else if (letter === '"') scan.inText = false;
    return !scan.inText && scan.depth === 0;
  }
  if (letter === '"') scan.inText = true;
  else if (letter === '{' || letter === '[') scan.depth += 1;
  else if ((letter === '}' || letter === ']') && scan.depth > 0) {
    scan.depth -= 1;
    return scan.depth === 0;
  }
  const isOver = scan.depth === 0 && /[\s,\]]/.test(letter);
  if (isOver) noteBracket(scan, letter);
  return isOver;
}

/** A first line that is no JSON by itself: a broken one of many, or the beginning of an object over several lines. */
function looksWhole(line: string): JsonForm {
  return line.trimEnd().endsWith('}') ? 'lines' : 'values';
}

function isJson(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a cell; undefined for a value too deep for the stack. A number beyond all others is `Infinity`. */
function toCell(content: unknown): string | undefined {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  if (typeof content === 'number') return String(content);
  try {
    return JSON.stringify(content);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
