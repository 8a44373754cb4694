/** What metric math is about: numbers, and values by the stretch of time. */

/** A value for each stretch of time; undefined where there is none. */
export type TimeSeries = readonly (number | undefined)[];

/** What a value is expected to lie between. */
export interface Band {
  lower: TimeSeries;
  upper: TimeSeries;
}

/** What an expression, or a part of one, comes to. */
export type MathValue =
  | { kind: 'number'; value: number | undefined }
  | { kind: 'series'; values: TimeSeries }
  | { kind: 'list'; elements: TimeSeries[] }
  | { kind: 'band'; band: Band };

/** From `startMs` up to, but not including, `endMs`. */
export interface Stretch {
  startMs: number;
  endMs: number;
}
