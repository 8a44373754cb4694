import { rm } from 'node:fs/promises';
import { formatRow, type Row } from '../../tabular/csv.ts';
import { openOutput } from './output-file.ts';
import type { RowRefusal } from '../../tabular/wine-columns.ts';

/** A file of the rows that were refused; there is none where none was. */
export interface RefusedRows {
  add: (row: Row, refusal: RowRefusal) => Promise<void>;
  /** How many rows have been refused so far. */
  readonly count: number;
  keep: () => Promise<void>;
  discard: () => Promise<void>;
}

/** Opens the file under another name; `keep` puts it in its place, unless it is empty. */
export async function openRefusedRows(path: string, header: readonly string[]): Promise<RefusedRows> {
  const file = await openOutput(path);
  await file.write(formatRefusalHeader(header));
  let count = 0;
  return {
    async add(row, refusal) {
      count += 1;
      await file.write(formatRefusal(row, refusal));
    },
    get count() {
      return count;
    },
    keep: () => (count > 0 ? file.keep() : rm(path, { force: true })),
    discard: file.discard,
  };
}

/** A refused row keeps its own columns, so that it can be mended and used as it is. */
export function formatRefusal({ line, cells }: Row, { column, reason }: RowRefusal): string {
  return formatRow([line, column, reason, ...cells]);
}

/** The header of refused rows. */
export function formatRefusalHeader(header: readonly string[]): string {
  return formatRow([...['line', 'column', 'reason'].map((name) => unusedName(name, header)), ...header]);
}

/** The file's own columns keep their names: one of ours that it has already gets a number. */
export function unusedName(name: string, header: readonly string[]): string {
  let candidate = name;
  for (let count = 2; header.includes(candidate); count += 1) candidate = `${name}_${count}`;
  return candidate;
}
