import { useEffect, useRef } from 'preact/hooks';
import { moment } from '../words/format.ts';
import { ChartFigure } from './chart-figure.tsx';

/** A line of a chart over time. */
export interface Line {
  name: string;
  /** One a time; null where there is none. */
  values: readonly (number | null)[];
  /** Ends of the interval, drawn as a band. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
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
  lines: readonly Line[];
  marks?: readonly Mark[];
  write: (value: number) => string;
  /** The ends of the axis, where they are known: [0, 1] of shares. */
  range?: readonly [number, number];
}

interface Row {
  time: string;
  values: (number | null)[];
  marks: string[];
}

/** Lines over time, with intervals and marks, an axis with its unit, and a table. */
export function TimeSeries(props: TimeSeriesProps) {
  const { title, measure, cases, times, lines, marks = [], write } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let drawn: { destroy: () => void } | undefined;
    let gone = false;
    void import('./draw-series.ts').then(({ drawSeries }) => {
      if (!gone && place.current) drawn = drawSeries(place.current, props);
    });
    return () => {
      gone = true;
      drawn?.destroy();
    };
  }, [times, lines, marks]);
  const rows: Row[] = times.map((time, at) => ({
    time,
    values: lines.map(({ values }) => values[at] ?? null),
    marks: marks.filter((mark) => mark.at >= time && mark.at < (times[at + 1] ?? '9999')).map(({ name }) => name),
  }));
  const columns = [
    { name: 'Time', write: (row: Row) => moment(row.time) },
    ...lines.map(({ name }, at) => ({
      name,
      write: ({ values }: Row) => (values[at] == null ? '–' : write(values[at])),
      figure: true,
    })),
    ...(marks.length === 0 ? [] : [{ name: 'What happened', write: (row: Row) => row.marks.join(', ') }]),
  ];
  return (
    <ChartFigure title={title} cases={cases} columns={columns} rows={rows}>
      <p class="axis-name">{measure}</p>
      <div ref={place} class="series" />
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
