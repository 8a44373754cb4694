import readWorkbook, { type CellValue } from 'read-excel-file/node';
import { TabularError } from './failure.ts';
import { isBlank, requireFewColumns, type Reading, type Row } from './row.ts';
import type { ByteFile } from './source.ts';
import { unpackZip } from './workbook-file.ts';

/** Of a workbook one sheet is read, which is in memory as a whole. */
export interface Workbook extends Reading {
  sheet: string;
  /** The other sheets that hold something, by name. */
  others: string[];
}

/**
 * Opens a workbook: the sheet of that name, or the first with anything in it.
 *
 * Errors: TabularError where it is no workbook, has no such sheet, or is too large to be held in memory.
 */
export async function openWorkbook(zip: ByteFile, file: string, wanted?: string): Promise<Workbook> {
  const unpacked = await unpackZip(zip, file);
  const sheets = await readWorkbook(unpacked).catch((error: Error) => {
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
  requireFewColumns(file, width);
  const header = Array.from({ length: width }, (_, at) => rows[firstAt]?.cells[at] ?? '');
  return {
    header: firstAt === -1 ? [] : header,
    sheet: chosen.sheet,
    others: full.filter((other) => other !== chosen).map(({ sheet }) => sheet),
    rows: (onBlank) => below(rows.slice(firstAt + 1), header.length, onBlank),
  };
}

/** What was found of a workbook, for people. */
export function describeWorkbook({ sheet, others }: Pick<Workbook, 'sheet' | 'others'>): string {
  const besides = others.length > 0 ? ` (not ${others.join(', ')}: --sheet NAME chooses)` : '';
  return `XLSX, sheet ${sheet}${besides}`;
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
