import type { ComponentChildren } from 'preact';

/** A column of a table. */
export interface Column<Row> {
  name: string;
  write: (row: Row) => ComponentChildren;
  /** Figures stand to the right. */
  figure?: boolean;
}

/** A table that scrolls where it is wider than its place; `title` tells it to whoever listens. */
export function ColumnsTable<Row>({
  title,
  columns,
  rows,
}: {
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name, figure }) => (
              <th key={name} scope="col" class={figure ? 'figure' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {columns.map(({ name, write, figure }) => (
                <td key={name} dir="auto" class={figure ? 'figure' : undefined}>
                  {write(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
