import type { ComponentChildren } from 'preact';
import { number } from '../words/format.ts';

/** A bar: what it stands for and how long it is. */
export interface Bar {
  name: string;
  value: number;
  /** The 95 % interval, where there is one. */
  low?: number | null | undefined;
  high?: number | null | undefined;
  /** What it was expected to be, marked on the bar, where that is known. */
  expected?: number | undefined;
  /** From how many cases it comes, where that differs from bar to bar. */
  n?: number | undefined;
  /** Put first of all, e.g. the answer. */
  strong?: boolean;
}

/** What a table of bars is of. */
export interface BarTableProps {
  caption: ComponentChildren;
  /** What the rows are: `Country`. */
  of: string;
  /** What is measured, with its unit: `Calibrated confidence, %`. */
  measure: string;
  bars: readonly Bar[];
  /** Where the axis ends; it begins at 0 and is never logarithmic. */
  max: number;
  /** How a value is written. */
  write: (value: number) => string;
}

/** Bars that are their own table: each row has its bar and its figure, on one axis from 0. */
export function BarTable({ caption, of, measure, bars, max, write }: BarTableProps) {
  const counted = bars.some(({ n }) => n !== undefined);
  return (
    <table class="bars">
      <caption dir="auto">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col" class="axis">
            <span class="sr">{measure}</span>
            <span class="ticks" aria-hidden="true">
              <span>{write(0)}</span>
              <span>{write(max / 2)}</span>
              <span>{write(max)}</span>
            </span>
          </th>
          <th scope="col" class="figure">
            {measure}
          </th>
          {counted && (
            <th scope="col" class="figure">
              n
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.name} class={bar.strong ? 'strong' : undefined}>
            <th scope="row" dir="auto">
              {bar.name}
            </th>
            <td class="track">
              <BarLine bar={bar} max={max} />
            </td>
            <td class="figure">
              {write(bar.value)}
              {bar.low != null && bar.high != null && (
                <span class="interval">
                  {' '}
                  {write(bar.low)} to {write(bar.high)}
                </span>
              )}
              {bar.expected !== undefined && <span class="interval"> expected {write(bar.expected)}</span>}
            </td>
            {counted && <td class="figure">{bar.n === undefined ? '' : number(bar.n)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BarLine({ bar: { value, low, high, expected }, max }: { bar: Bar; max: number }) {
  const place = (at: number): string => `${(100 * Math.min(Math.max(at, 0), max)) / (max || 1)}%`;
  return (
    <div class="bar-line" aria-hidden="true">
      <div class="bar" style={{ width: place(value) }} />
      {low != null && high != null && (
        <div class="whisker" style={{ insetInlineStart: place(low), width: `calc(${place(high)} - ${place(low)})` }} />
      )}
      {expected !== undefined && <div class="expected" style={{ insetInlineStart: place(expected) }} />}
    </div>
  );
}
