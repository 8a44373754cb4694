import type { ComponentChildren } from 'preact';

/** A column of a chart's table. */
export interface Column<Row> {
  name: string;
  write: (row: Row) => string;
  /** Figures stand to the right. */
  figure?: boolean;
}

/** What a chart is shown with. */
export interface ChartFigureProps<Row> {
  title: string;
  /** How many cases it is of, in words: `1,204 predictions`. */
  cases: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The drawing, which nobody who listens needs: the table says it all. */
  children: ComponentChildren;
}

/** A chart with its title, its number of cases, and its table, which is always there to be opened. */
export function ChartFigure<Row>({ title, cases, columns, rows, children }: ChartFigureProps<Row>) {
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong> <span class="quiet">{cases}</span>
      </figcaption>
      <div class="drawing" aria-hidden="true">
        {children}
      </div>
      <details>
        <summary>Table of {title}</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={`Table of ${title}`}>
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
      </details>
    </figure>
  );
}
