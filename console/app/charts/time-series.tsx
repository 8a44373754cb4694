import { moment } from '../words/format.ts';
import { ChartFigure } from './chart-figure.tsx';
import { SeriesDrawing } from './series-drawing.tsx';

/** A line of a chart over time. */
export interface Line {
  name: string;
  /** One a time; null where there is none. */
  values: readonly (number | null)[];
  /** Ends of the interval, drawn as a band. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
  /** From how many cases each comes. */
  n?: readonly number[];
  /** Dashed, to be told apart without colour. */
  dashed?: boolean;
}

/** Something that happened, drawn as a line across. */
export interface Mark {
  /** ISO 8601. */
  at: string;
  /** What it was, e.g. `promoted`. */
  name: string;
}

/** What a chart over time shows. */
export interface TimeSeriesProps {
  title: string;
  /** What is measured, with its unit: `Right answers, %`. */
  measure: string;
  cases: string;
  /** ISO 8601, oldest first. */
  times: readonly string[];
  /** From when to when the axis goes, ISO 8601; by what there is, unless told. */
  span?: readonly [string, string];
  lines: readonly Line[];
  marks?: readonly Mark[];
  write: (value: number) => string;
  /** How a time stands in the table: to the minute of the reader's own time zone, unless told. */
  writeTime?: (time: string) => string;
  /** The ends of the axis, where they are known: [0, 1] of shares. */
  range?: readonly [number, number];
}

interface Row {
  time: string;
  /** Its place among the times. */
  at: number;
  marks: string[];
}

/** Lines over time, with intervals and marks, an axis with its unit, and a table. */
export function TimeSeries(props: TimeSeriesProps) {
  const { title, measure, cases, times, lines, marks = [], write, writeTime = moment } = props;
  const rows: Row[] = times.map((time, at) => ({
    time,
    at,
    marks: marks.filter((mark) => mark.at >= time && mark.at < (times[at + 1] ?? '9999')).map(({ name }) => name),
  }));
  const columns = [
    { name: 'Time', write: (row: Row) => writeTime(row.time) },
    ...lines.map((line) => ({ name: line.name, write: ({ at }: Row) => writePoint(line, at, write), figure: true })),
    ...(marks.length === 0 ? [] : [{ name: 'What happened', write: (row: Row) => row.marks.join(', ') }]),
  ];
  return (
    <ChartFigure title={title} cases={cases} columns={columns} rows={rows}>
      <p class="axis-name">{measure}</p>
      <SeriesDrawing {...props} />
      <ul class="legend">
        {lines.map(({ name, dashed }, at) => (
          <li key={name} class={`line-${at + 1}${dashed ? ' dashed' : ''}`}>
            {name}
          </li>
        ))}
        {marks.length > 0 && <li class="mark">{[...new Set(marks.map(({ name }) => name))].join(', ')}</li>}
      </ul>
    </ChartFigure>
  );
}

function writePoint({ values, low, high, n }: Line, at: number, write: (value: number) => string): string {
  const value = values[at] ?? null;
  if (value === null) return '–';
  const [from, to] = [low?.[at] ?? null, high?.[at] ?? null];
  const interval = from === null || to === null ? '' : ` (${write(from)} to ${write(to)})`;
  return `${write(value)}${interval}${n ? `, n = ${n[at] ?? 0}` : ''}`;
}
