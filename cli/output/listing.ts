/** Rows as lines in which the columns stand below each other; the first row is the header. */
export function formatTable(rows: readonly string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A figure to four digits; a dash where there is none. */
export function formatFigure(figure: number | null): string {
  return figure === null ? '–' : String(Number(figure.toPrecision(4)));
}
