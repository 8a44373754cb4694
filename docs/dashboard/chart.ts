import { drawLine, drawText, round } from '../../bench/draw/svg.ts';
import { type GraphProperties, type Series, type Span, visibleMetrics } from './page.ts';

/** A place on the page, in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A series with how it is drawn. */
interface Drawn extends Series {
  colour: string;
  isRight: boolean;
  isBars: boolean;
}

type Axis = (value: number) => number;

/** Told apart by most eyes, on white. */
const COLOURS = [
  ...['#8c1d40', '#1f6fb4', '#c77700', '#2a8c55', '#7b4fa3', '#5b6770', '#b0437f', '#1f9aa0', '#8a7a2f', '#333333'],
];
const FAINT = '#666';
const LIMIT = '#c62828';
const HOUR_MS = 3_600_000;
const TICKS = 4;
const LEGEND_HEIGHT = 15;
const LETTER_WIDTH = 6.3;
/** Events that are few: a bar each, so that one is seen. */
const BARS = /^(promotions|trainings|trainingSeconds|trainingsFailed|failed)$/;

/** A graph over time: its axes with their units, lines and bars, thresholds, and a legend. */
export function drawGraph(box: Box, properties: GraphProperties, gathered: readonly Series[], span: Span): string[] {
  const { title, annotations, yAxis } = properties;
  const series = visibleMetrics(properties).map((metric, at): Drawn => {
    const { label, periodSeconds, values } = gathered[at] ?? { label: metric.label, periodSeconds: 300, values: [] };
    const isRight = metric.options.yAxis === 'right';
    const isBars = BARS.test(label);
    return { label, periodSeconds, values, isRight, isBars, colour: COLOURS[at % COLOURS.length] ?? FAINT };
  });
  const legend = layLegend(series, box.width - 24);
  const lines = (legend.at(-1)?.line ?? 0) + 1;
  const hasRight = series.some(({ isRight }) => isRight);
  const plot = {
    x: box.x + 52,
    y: box.y + 34,
    width: box.width - 52 - (hasRight ? 52 : 16),
    height: box.height - 34 - 26 - lines * LEGEND_HEIGHT,
  };
  const limits = annotations?.horizontal ?? [];
  const onSide = (right: boolean): Drawn[] => series.filter(({ isRight }) => isRight === right);
  const left = scale(
    onSide(false),
    plot,
    yAxis?.left?.max,
    limits.map(({ value }) => value),
  );
  const right = scale(onSide(true), plot, yAxis?.right?.max, []);
  const bars = series.filter(({ isBars, values }) => isBars && values.some((value) => value !== null && value !== 0));
  const axisOf = ({ isRight }: Drawn): Axis => (isRight ? right : left).place;
  return [
    drawText(box.x + 12, box.y + 20, title, { weight: 'bold' }),
    ...drawGrid(plot, span, left, hasRight ? right : undefined),
    ...bars.flatMap((one, at) => drawBars(one, at, plot, span, axisOf(one))),
    // The first one is on top of the others.
    ...series.flatMap((one) => (one.isBars ? [] : drawPath(one, plot, span, axisOf(one)))).reverse(),
    ...limits.flatMap(({ value, label }) => drawLimit(plot, left.place(value), label)),
    ...(series.every(({ values }) => values.length === 0)
      ? [
          drawText(plot.x + plot.width / 2, plot.y + plot.height / 2, 'no values on a laptop', {
            anchor: 'middle',
            fill: FAINT,
          }),
        ]
      : []),
    ...drawLegend(legend, box.x + 12, box.y + box.height - lines * LEGEND_HEIGHT),
  ];
}

/** The newest value of each metric, large, above its name. */
export function drawNewest(box: Box, { title }: GraphProperties, gathered: readonly Series[]): string[] {
  const width = (box.width - 24) / gathered.length;
  const cells = gathered.flatMap(({ label, values }, at) => {
    const newest = values.findLast((value) => value !== null);
    const told = newest === undefined || newest === null ? '–' : Number(newest.toPrecision(4)).toLocaleString('en');
    const x = box.x + 12 + at * width;
    return [
      `<g font-size="24">${drawText(x, box.y + 72, told, { weight: 'bold' })}</g>`,
      drawText(x, box.y + 96, label, { fill: FAINT }),
    ];
  });
  return [drawText(box.x + 12, box.y + 20, title, { weight: 'bold' }), ...cells];
}

interface Scale {
  place: Axis;
  ticks: number[];
}

/** From 0 to a round number that is above everything. */
function scale(
  series: readonly Drawn[],
  { y, height }: Box,
  given: number | undefined,
  others: readonly number[],
): Scale {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const highest = given ?? Math.max(...values, ...others, 0);
  // What is counted has no halves.
  const stepMin = [...values, ...others].every(Number.isInteger) ? 1 : 0;
  const step = given === undefined ? Math.max(stepMin, roundUp((highest || 1) / TICKS)) : given / TICKS;
  const count = given === undefined ? Math.max(1, Math.ceil(highest / step)) : TICKS;
  return {
    place: (value) => y + height - (Math.min(value, count * step) / (count * step)) * height,
    ticks: Array.from({ length: count + 1 }, (_, at) => at * step),
  };
}

/** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= value * 0.999) ?? 10) * power;
}

function drawGrid(plot: Box, { fromMs, toMs }: Span, left: Scale, right: Scale | undefined): string[] {
  const { x, y, width, height } = plot;
  const across = left.ticks.flatMap((tick) => [
    drawLine(x, left.place(tick), x + width, left.place(tick)),
    drawText(x - 6, left.place(tick) + 4, formatTick(tick), { anchor: 'end', fill: FAINT }),
  ]);
  const onRight = (right?.ticks ?? []).map((tick) =>
    drawText(x + width + 6, (right?.place(tick) ?? 0) + 4, formatTick(tick), { fill: FAINT }),
  );
  const hours = (toMs - fromMs) / HOUR_MS;
  const every = width / hours < 55 ? 2 : 1;
  const times = Array.from({ length: Math.floor(hours / every) + 1 }, (_, at) => {
    const ms = fromMs + at * every * HOUR_MS;
    const place = x + ((ms - fromMs) / (toMs - fromMs)) * width;
    const anchor = ms === toMs ? 'end' : 'middle';
    return drawText(place, y + height + 16, new Date(ms).toISOString().slice(11, 16), { anchor, fill: FAINT });
  });
  return [...across, ...onRight, ...times];
}

function formatTick(value: number): string {
  if (value >= 10_000) return `${Number((value / 1000).toPrecision(3))}k`;
  return Number(value.toPrecision(3)).toLocaleString('en');
}

function placesOf({ periodSeconds, values }: Drawn, { x, width }: Box, { fromMs, toMs }: Span, axis: Axis) {
  const perPeriod = (periodSeconds * 1000 * width) / (toMs - fromMs);
  return values.map((value, at) =>
    value === null ? undefined : { x: x + at * perPeriod, y: axis(value), value, perPeriod },
  );
}

/** Lines between neighbouring values; one that has no neighbour is a dot. */
function drawPath(series: Drawn, plot: Box, span: Span, axis: Axis): string[] {
  const runs: { x: number; y: number }[][] = [[]];
  for (const point of placesOf(series, plot, span, axis)) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  const { colour, isRight } = series;
  return runs.flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    if (run.length === 1) return [`<circle cx="${round(first.x)}" cy="${round(first.y)}" r="2.6" fill="${colour}"/>`];
    const points = run.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
    const dash = isRight ? ' stroke-dasharray="5 3"' : '';
    return [`<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.6"${dash}/>`];
  });
}

/** Bars of several series stand beside each other. */
function drawBars(series: Drawn, number: number, plot: Box, span: Span, axis: Axis): string[] {
  return placesOf(series, plot, span, axis).flatMap((point) => {
    if (point === undefined || point.value === 0) return [];
    const width = Math.max(4, point.perPeriod * 0.25);
    const place = `x="${round(point.x + number * (width + 2))}" y="${round(point.y)}" width="${round(width)}"`;
    const height = round(plot.y + plot.height - point.y);
    return [`<rect ${place} height="${height}" fill="${series.colour}" fill-opacity="0.45"/>`];
  });
}

function drawLimit({ x, width }: Box, y: number, label: string): string[] {
  return [
    `<line x1="${x}" y1="${round(y)}" x2="${x + width}" y2="${round(y)}" stroke="${LIMIT}" stroke-dasharray="2 3"/>`,
    drawText(x + width - 4, y - 5, label, { anchor: 'end', fill: LIMIT }),
  ];
}

interface Entry {
  text: string;
  colour?: string;
  isRight: boolean;
  x: number;
  line: number;
}

/** The series that have something to show, in lines; the others are counted. */
function layLegend(series: readonly Drawn[], width: number): Entry[] {
  const shown = series.filter(({ values }) => values.some((value) => value !== null && value !== 0));
  const silent = series.filter(({ values }) => values.length === 0).length;
  const zero = series.length - shown.length - silent;
  const rest = [...(zero > 0 ? [`${zero} at 0`] : []), ...(silent > 0 ? [`${silent} without a value`] : [])];
  const entries = [
    ...shown.map(({ label, colour, isRight }) => ({ text: isRight ? `${label} (right)` : label, colour, isRight })),
    ...(rest.length > 0 && series.length > silent ? [{ text: rest.join(', '), isRight: false }] : []),
  ];
  let [x, line] = [0, 0];
  return entries.map((entry) => {
    const needed = 16 + entry.text.length * LETTER_WIDTH + 12;
    if (x > 0 && x + needed > width) [x, line] = [0, line + 1];
    const placed = { ...entry, x, line };
    x += needed;
    return placed;
  });
}

function drawLegend(legend: readonly Entry[], left: number, top: number): string[] {
  return legend.flatMap(({ text, colour, isRight, x, line }) => {
    const y = top + line * LEGEND_HEIGHT;
    const dash = isRight ? ' stroke-dasharray="4 2"' : '';
    const mark = `x1="${round(left + x)}" y1="${y}" x2="${round(left + x + 11)}" y2="${y}"`;
    return [
      ...(colour === undefined ? [] : [`<line ${mark} stroke="${colour}" stroke-width="3"${dash}/>`]),
      drawText(left + x + (colour === undefined ? 0 : 15), y + 4, text, {
        fill: colour === undefined ? FAINT : '#222',
      }),
    ];
  });
}
