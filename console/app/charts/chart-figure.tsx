import type { ComponentChildren } from 'preact';
import { ColumnsTable, type Column } from './columns-table.tsx';

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
        <ColumnsTable title={`Table of ${title}`} columns={columns} rows={rows} />
      </details>
    </figure>
  );
}
