import { useEffect, useRef, useState } from 'preact/hooks';
import { tickStep, tickTimes, tickValues } from './ticks.ts';
import type { Line, TimeSeriesProps } from './time-series.tsx';

const HEIGHT = 240;
/** So many steps an axis has at most. */
const STEPS = 5;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 18, 10, 24];
/** So many points are each seen; more of them are a line, but for one that stands alone. */
const DOTS_MAX = 60;

/** How far lines of single points are apart, so that one does not hide the other. */
const APART = 6;

/** Where on the drawing a time and a value are. */
interface Scales {
  across: (timeMs: number) => number;
  up: (value: number) => number;
}

/** Lines over time, drawn as wide as there is room. */
export function SeriesDrawing({ times, lines, marks = [], write, range, span }: TimeSeriesProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const timesMs = times.map((time) => Date.parse(time));
  const marksMs = marks.map(({ at }) => Date.parse(at));
  const [fromMs, toMs] = span ? [Date.parse(span[0]), Date.parse(span[1])] : spanOf([...timesMs, ...marksMs]);
  const { low, high, step } = range
    ? { low: range[0], high: range[1], step: tickStep(...range, STEPS) }
    : findRange(lines);
  const scales: Scales = {
    across: (timeMs) => LEFT + ((timeMs - fromMs) / (toMs - fromMs)) * (width - LEFT - RIGHT),
    up: (value) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM),
  };
  const { across, up } = scales;
  return (
    <div ref={place} class="series">
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        {tickValues(low, high, step).map((value) => (
          <g key={value}>
            <line class="grid" x1={LEFT} x2={width - RIGHT} y1={up(value)} y2={up(value)} />
            <text x={LEFT - 6} y={up(value) + 4} text-anchor="end">
              {write(value)}
            </text>
          </g>
        ))}
        {tickTimes(fromMs, toMs, Math.max(2, (width - LEFT) / 80)).map(({ at, text }) => (
          <text key={at} x={across(at)} y={HEIGHT - 6} text-anchor="middle">
            {text}
          </text>
        ))}
        {marksMs.map((timeMs, at) => (
          <line key={at} class="mark" x1={across(timeMs)} x2={across(timeMs)} y1={TOP} y2={HEIGHT - BOTTOM} />
        ))}
        {lines.map((line, at) => (
          <LineDrawing key={line.name} {...{ line, at, timesMs, scales }} aside={at - (lines.length - 1) / 2} />
        ))}
      </svg>
    </div>
  );
}

interface LineProps {
  line: Line;
  at: number;
  /** How many places it stands beside the time that it is of, where all are single points. */
  aside: number;
  timesMs: readonly number[];
  scales: Scales;
}

function LineDrawing({ line, at, aside, timesMs, scales: { across, up } }: LineProps) {
  const { values, low, high, dashed } = line;
  const stretches = findStretches(values);
  const moved = stretches.every(({ length }) => length === 1) ? APART * aside : 0;
  const place = (n: number): number => across(timesMs[n] ?? 0) + moved;
  const point = (n: number, value: number | null | undefined): string =>
    `${place(n).toFixed(1)} ${up(value ?? 0).toFixed(1)}`;
  return (
    <g class={`line-${at + 1}${dashed ? ' dashed' : ''}`}>
      {low &&
        high &&
        stretches.map((stretch) => {
          const [first = 0] = stretch;
          const upper = stretch.map((n) => point(n, high[n]));
          const lower = stretch.map((n) => point(n, low[n])).reverse();
          return (
            <path
              key={first}
              class={stretch.length > 1 ? 'band' : 'whisker'}
              d={`M${[...upper, ...lower].join('L')}`}
            />
          );
        })}
      {stretches.map((stretch) => (
        <path key={stretch[0]} class="stroke" d={`M${stretch.map((n) => point(n, values[n])).join('L')}`} />
      ))}
      {stretches
        .filter(({ length }) => length === 1 || values.length <= DOTS_MAX)
        .flat()
        .map((n) => (
          <circle key={n} cx={place(n)} cy={up(values[n] ?? 0)} r={dashed ? 2 : 3} />
        ))}
    </g>
  );
}

/** The places of the values that follow each other without a gap. */
function findStretches(values: readonly (number | null)[]): number[][] {
  const stretches: number[][] = [];
  for (const [n, value] of values.entries()) {
    if (value === null) continue;
    const last = stretches.at(-1);
    if (last?.at(-1) === n - 1) last.push(n);
    else stretches.push([n]);
  }
  return stretches;
}

/** From the first to the last; of a single moment, an hour around it. */
function spanOf(timesMs: readonly number[]): [number, number] {
  const [from, to] = [Math.min(...timesMs), Math.max(...timesMs)];
  return from < to ? [from, to] : [from - 1_800_000, to + 1_800_000];
}

/** An axis begins at 0, so that a height says how much, and ends at a round value; whole figures have no halves. */
function findRange(lines: readonly Line[]): { low: number; high: number; step: number } {
  const values = lines.flatMap((line) => [...line.values, ...(line.low ?? []), ...(line.high ?? [])]);
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const low = Math.min(0, ...known);
  const step = Math.max(tickStep(low, most, STEPS), known.every(Number.isInteger) ? 1 : 0);
  return { low, high: Math.max(1, Math.ceil(most / step)) * step, step };
}

function useWidth(place: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const watching = new ResizeObserver(() => element.clientWidth > 0 && setWidth(element.clientWidth));
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return width;
}
