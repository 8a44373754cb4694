import { open } from 'node:fs/promises';
import readWorkbook, { type CellValue } from 'read-excel-file/node';
import { TabularError } from './failure.ts';
import { isBlank, type Reading, type Row } from './row.ts';

/** Of a workbook one sheet is read, which is in memory as a whole. */
export interface Workbook extends Reading {
  sheet: string;
  /** The other sheets that hold something, by name. */
  others: string[];
}

/** What a workbook may have unpacked: 400,000 notes of 250 letters, for which it takes 1.3 GB of memory. */
const UNPACKED_BYTES_MAX = 200_000_000;
const UNPACKED_MB_MAX = UNPACKED_BYTES_MAX / 1_000_000;

/** A zip file ends with this record; before it a comment of 64 KB may stand (APPNOTE.TXT, section 4.3.16). */
const END_BYTES_MAX = 65_557;
const END_MARK = Buffer.from([0x50, 0x4b, 5, 6]);
const ENTRY_MARK = 0x02014b50;
const ENTRY_BYTES = 46;

/**
 * Opens a workbook: the sheet of that name, or the first with anything in it.
 *
 * Errors: TabularError where it is no workbook, has no such sheet, or is too large to be held in memory.
 */
export async function openWorkbook(path: string, file: string, wanted?: string): Promise<Workbook> {
  await requireModestSize(path, file);
  const sheets = await readWorkbook(path).catch((error: Error) => {
    throw new TabularError(`${file} is a zip file, and not a workbook that can be read (${error.message}).`, {
      cause: error,
    });
  });
  const names = sheets.map(({ sheet }) => sheet);
  const full = sheets.filter(({ data }) => data.some((row) => row.some((cell) => cell !== null)));
  const chosen = wanted === undefined ? (full[0] ?? sheets[0]) : sheets.find(({ sheet }) => sheet === wanted);
  if (!chosen) throw new TabularError(`${file} has no sheet ${wanted ?? ''}; it has ${names.join(', ')}.`);
  const rows = chosen.data.map((cells, at): Row => ({ line: at + 1, cells: cells.map(toCell) }));
  const firstAt = rows.findIndex((row) => !isBlank(row));
  const width = Math.max(0, ...rows.slice(0, 1_000).map(({ cells }) => cells.length));
  const header = Array.from({ length: width }, (_, at) => rows[firstAt]?.cells[at] ?? '');
  return {
    header: firstAt === -1 ? [] : header,
    sheet: chosen.sheet,
    others: full.filter((other) => other !== chosen).map(({ sheet }) => sheet),
    rows: (onBlank) => below(rows.slice(firstAt + 1), header.length, onBlank),
  };
}

async function* below(rows: readonly Row[], width: number, onBlank?: () => void): AsyncGenerator<Row, void> {
  for (const { line, cells } of rows) {
    const row = { line, cells: Array.from({ length: Math.max(width, cells.length) }, (_, at) => cells[at] ?? '') };
    if (isBlank(row)) onBlank?.();
    else yield await Promise.resolve(row);
  }
}

function toCell(value: CellValue | null): string {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString().replace(/T00:00:00\.000Z$/, '') : String(value);
}

/** By what the zip file says of its entries: a small one can hold more than any memory. */
async function requireModestSize(path: string, file: string): Promise<void> {
  const zip = await open(path);
  try {
    const { size } = await zip.stat();
    const tail = Buffer.alloc(Math.min(size, END_BYTES_MAX));
    await zip.read(tail, 0, tail.length, size - tail.length);
    const end = tail.lastIndexOf(END_MARK);
    if (end === -1 || end + 20 > tail.length) throw new TabularError(`${file} is a zip file that is cut off.`);
    const directory = Buffer.alloc(Math.min(tail.readUInt32LE(end + 12), size));
    await zip.read(directory, 0, directory.length, tail.readUInt32LE(end + 16));
    const bytes = sumUnpacked(directory);
    if (bytes > UNPACKED_BYTES_MAX) {
      const megabytes = Math.round(bytes / 1_000_000).toLocaleString('en');
      throw new TabularError(
        `${file} has ${megabytes} MB unpacked, and XLSX is read up to ${UNPACKED_MB_MAX} MB. Save it as CSV.`,
      );
    }
  } finally {
    await zip.close();
  }
}

function sumUnpacked(directory: Buffer): number {
  let [at, bytes] = [0, 0];
  while (at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY_MARK) {
    bytes += directory.readUInt32LE(at + 24);
    // The lengths of the name, the extra field and the comment behind an entry.
    const behind = [28, 30, 32].reduce((sum, offset) => sum + directory.readUInt16LE(at + offset), 0);
    at += ENTRY_BYTES + behind;
  }
  return bytes;
}
