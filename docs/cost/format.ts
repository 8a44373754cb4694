import { type Group, type Line, sumOf } from './bill.ts';

/** The groups of a bill, as readers know them. */
const GROUP_NAMES: Readonly<Record<Group, string>> = {
  requests: 'each request',
  records: 'each recorded wine',
  standing: 'being there',
  watching: 'being watched',
  releasing: 'being released',
};

/** `$1,234`, `$12.34`, `$0.056`; two digits that count at least. */
export function formatDollars(dollars: number): string {
  if (dollars === 0) return '$0';
  if (Math.abs(dollars) >= 1_000) return `$${Math.round(dollars).toLocaleString('en')}`;
  if (Math.abs(dollars) >= 0.1) return `$${dollars.toFixed(2)}`;
  return `$${Number(dollars.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 8 })}`;
}

/** A price each, or for a million where it is a fraction of a cent, to four digits. */
export function formatPrice(price: number): string {
  const isSmall = price > 0 && price < 0.001;
  const digits = Number((isSmall ? price * 1e6 : price).toPrecision(4));
  const spelt = digits >= 0.1 && digits * 100 === Math.round(digits * 100) ? digits.toFixed(2) : String(digits);
  return `$${spelt}${isSmall ? ' a million' : ''}`;
}

/** From when on another door is cheaper. */
export function formatEven(predictions: number | undefined): string {
  if (predictions === undefined) return 'never';
  return predictions === 0 ? 'always' : `from ${formatCount(Number(predictions.toPrecision(2)))} on`;
}

/** `1,000,000`, `12.5`, `0.91`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en', count >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

/** The rows of a bill: for what, how many, at which price, dollars, and how it is counted. */
export function rowsOf(lines: readonly Line[]): string[][] {
  return lines.map(({ group, what, count, unit, price, how }) => [
    GROUP_NAMES[group],
    what,
    `${formatCount(count)} ${unit}`,
    formatPrice(price),
    formatDollars(count * price),
    how,
  ]);
}

/** A row for each group with what it comes to, and one for all. */
export function sumsOf(lines: readonly Line[]): string[][] {
  const groups = (Object.keys(GROUP_NAMES) as Group[]).map((group) => [
    GROUP_NAMES[group],
    formatDollars(sumOf(lines, group)),
  ]);
  return [...groups, ['together', formatDollars(sumOf(lines))]];
}

/** Columns for a terminal, as wide as they have to be. */
export function alignColumns(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A table of a page; all columns but those named lie to the right. */
export function tabulate(head: string[], rows: readonly string[][], left: readonly number[]): string {
  const rules = head.map((_, at) => (left.includes(at) ? '---' : '---:'));
  return [head, rules, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
