import type { Row } from '../../tabular/row.ts';
import type { TextStyle } from '../../tabular/table.ts';
import type { RowRefusal } from '../../tabular/wine-columns.ts';

/** Counts the cells that were left out of rows that were taken. */
export interface CellTally {
  note: (row: Row, read: { faults: readonly RowRefusal[]; currency?: string }) => void;
  /** For people, each a sentence or two; empty where there is nothing to say. */
  sentences: () => string[];
}

/** Begins to count. */
export function createCellTally({ place }: TextStyle): CellTally {
  const byColumn = new Map<string, number>();
  const currencies = new Map<string, number>();
  let first: string | undefined;
  return {
    note({ line }, { faults, currency }) {
      for (const { column, reason } of faults) {
        byColumn.set(column, (byColumn.get(column) ?? 0) + 1);
        first ??= `${place} ${line}, ${column}: ${reason}`;
      }
      if (currency !== undefined) currencies.set(currency, (currencies.get(currency) ?? 0) + 1);
    },
    sentences() {
      const counts = [...byColumn].map(([column, count]) => `${count} of ${column}`);
      const total = [...byColumn.values()].reduce((sum, count) => sum + count, 0);
      const cells = total === 1 ? '1 cell was' : `${total} cells were`;
      const left = first === undefined ? [] : [`${cells} left out (${counts.join(', ')}); the first: ${first}`];
      const taken = [...currencies].map(([currency, count]) => `${count} in ${currency}`);
      const money = taken.length > 0 ? [`Prices were taken for US dollars as they are: ${taken.join(', ')}.`] : [];
      return [...left, ...money];
    },
  };
}

/** What a row's answer says of the cells that were left out of it. */
export function formatFaults(faults: readonly RowRefusal[]): string[] {
  return faults.map(({ column, reason }) => `${column} was left out: ${reason}`);
}
