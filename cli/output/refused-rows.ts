import { formatRow } from '../../tabular/csv.ts';
import type { Row } from '../../tabular/row.ts';
import type { Table, TextStyle } from '../../tabular/table.ts';
import type { RowRefusal } from '../../tabular/wine-columns.ts';
import { openOutput } from './output-file.ts';

/** A file of the rows that were refused; there is none where none was. */
export interface RefusedRows {
  add: (row: Row, refusal: RowRefusal) => Promise<void>;
  /** How many rows have been refused so far. */
  readonly count: number;
  keep: () => Promise<void>;
  discard: () => Promise<void>;
}

const BYTE_ORDER_MARK = '\ufeff';

/** Opens the file under another name; `keep` puts it in its place, unless it is empty. */
export async function openRefusedRows(path: string, { header, style }: Table): Promise<RefusedRows> {
  const file = await openOutput(path);
  await file.write(formatRefusalHeader(header, style));
  let count = 0;
  return {
    async add(row, refusal) {
      count += 1;
      await file.write(formatRefusal(row, refusal, style));
    },
    get count() {
      return count;
    },
    keep: () => (count > 0 ? file.keep() : file.leaveOut()),
    discard: file.discard,
  };
}

/** The header of a file that is written in the style of another. */
export function formatHeader(names: readonly string[], { delimiter, hasBom }: TextStyle): string {
  return `${hasBom ? BYTE_ORDER_MARK : ''}${formatRow(names, delimiter)}`;
}

/** The file's own columns keep their names: one of ours that it has already gets a number. */
export function unusedName(name: string, header: readonly string[]): string {
  let candidate = name;
  for (let count = 2; header.includes(candidate); count += 1) candidate = `${name}_${count}`;
  return candidate;
}

/** A refused row keeps its own columns, so that it can be mended and used as it is. */
function formatRefusal({ line, cells }: Row, { column, reason }: RowRefusal, { delimiter }: TextStyle): string {
  return formatRow([line, column, reason, ...cells], delimiter);
}

function formatRefusalHeader(header: readonly string[], style: TextStyle): string {
  return formatHeader([...[style.place, 'column', 'reason'].map((name) => unusedName(name, header)), ...header], style);
}
