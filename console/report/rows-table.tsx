interface RowsTableProps {
  caption: string;
  header: readonly string[];
  /** The columns from here on, up to the figures, hold texts of any length: they are wide enough to be read. */
  wordsFrom?: number;
  /** The columns from here on are figures. */
  figuresFrom?: number;
  rows: readonly (readonly string[])[];
}

/** More rows than these are a click away. */
const ROWS_SHOWN = 30;

/** Rows under a caption, in a table that scrolls where it is wider than its place; nothing where there is no row. */
export function RowsTable({ caption, header, wordsFrom = Infinity, figuresFrom = Infinity, rows }: RowsTableProps) {
  if (rows.length === 0) return null;
  const classOf = (column: number): string | undefined =>
    column >= figuresFrom ? 'figure' : column >= wordsFrom ? 'words' : undefined;
  const table = (shown: RowsTableProps['rows'], title: string) => (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            {header.map((name, column) => (
              <th key={column} scope="col" class={classOf(column)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column} dir="auto" class={classOf(column)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
  const rest = rows.slice(ROWS_SHOWN);
  return (
    <>
      {table(rows.slice(0, ROWS_SHOWN), caption)}
      {rest.length > 0 && (
        <details>
          <summary>
            {caption}: {rest.length} more
          </summary>
          {table(rest, `${caption}, the rest`)}
        </details>
      )}
    </>
  );
}
