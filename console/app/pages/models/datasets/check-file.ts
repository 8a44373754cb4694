import { isKnownName } from '../../../../../tabular/column-names.ts';
import { describeColumns } from '../../../../../tabular/columns.ts';
import { findDelimiter } from '../../../../../tabular/delimiter.ts';
import { findExampleColumns, readTold } from '../../../../../tabular/examples.ts';
import { createDecimalTally } from '../../../../../tabular/numbers.ts';
import type { Row } from '../../../../../tabular/row.ts';
import { isRefusal } from '../../../../../tabular/wine-columns.ts';
import { readCsv } from './read-csv.ts';

/** What an import would make of a file. */
export interface FileCheck {
  /** Which columns it would use for what, and which not. */
  columns: string;
  rows: number;
  taken: number;
  /** Cells that would be left out of rows that are taken. */
  faults: number;
  /** The first rows that it would refuse, and how many there are. */
  refused: readonly RefusedRow[];
  refusedCount: number;
}

/** A row that would be refused. */
export interface RefusedRow {
  line: number;
  column: string;
  reason: string;
  /** How it begins. */
  text: string;
}

/** Larger files are read by the command alone, which holds a few rows at a time. */
const BYTES_MAX = 50_000_000;
const REFUSED_SHOWN = 50;
const TEXT_CHARACTERS = 80;
/** So many rows are read before the page gets its turn. */
const ROWS_AT_ONCE = 2_000;
/** How much of a text tells what separates its cells. */
const HEAD_CHARACTERS = 65_536;

/**
 * Reads a file as `terroir import` would, by its own rules, within the page: nothing is sent.
 *
 * Errors: Error in words for people where the page cannot read it, or an import would not; the signal's reason.
 */
export async function checkFile(file: File, signal: AbortSignal): Promise<FileCheck> {
  if (file.size > BYTES_MAX) throw new Error(`${file.name} is too large for a page. The command below reads it`);
  const text = decode(new Uint8Array(await file.arrayBuffer()), file.name);
  const delimiter = findDelimiter(text.slice(0, HEAD_CHARACTERS), isKnownName);
  const [first, ...rows] = readCsv(text.replace(/^sep=.\r?\n/i, ''), delimiter);
  if (first === undefined || rows.length === 0) throw new Error(`${file.name} needs a header and rows below it`);
  const header = first.cells.map((name) => name.trim());
  const tally = createDecimalTally();
  for (const { cells } of rows) for (const [position, cell] of cells.entries()) tally.note(position, cell);
  const marks = tally.marks();
  const columns = findExampleColumns({ file: file.name, header, decimalMarks: header.map((_, at) => marks[at]) });
  const check = { columns: describeColumns(columns), rows: rows.length, taken: 0, faults: 0, refusedCount: 0 };
  const refused: RefusedRow[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % ROWS_AT_ONCE === 0) await giveWay(signal);
    const read = readTold(columns, row, false);
    if (isRefusal(read)) {
      check.refusedCount += 1;
      if (refused.length < REFUSED_SHOWN) refused.push({ line: row.line, ...read, text: beginningOf(row) });
    } else {
      check.taken += 1;
      check.faults += read.faults.length;
    }
  }
  return { ...check, refused };
}

function decode(bytes: Uint8Array, name: string): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new Error(`${name} is a workbook. The command below reads it`);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Error(`${name} is gzipped. The command below reads it`);
  const text = decodeText(bytes);
  if (/^\s*[[{]/.test(text)) throw new Error(`${name} is JSON. The command below reads it`);
  return text;
}

/** UTF-8, or what old spreadsheets write; the command finds other encodings as well. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

async function giveWay(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
}

function beginningOf({ cells }: Row): string {
  const text = cells.join(' | ');
  return text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS)} …` : text;
}
