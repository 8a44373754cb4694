import { wilsonInterval } from '../../classifier/judge/intervals.ts';

/** A bar: so many of the examples were right. */
export interface Bar {
  name: string;
  exampleCount: number;
  /** Share of right answers, 0 to 1. */
  accuracy: number;
  /** The share where only the note is told: a thin bar below. */
  noteAccuracy?: number;
}

/** Bars under a heading. */
export interface BarGroup {
  heading: string;
  bars: readonly Bar[];
}

/** What a chart of shares shows. */
export interface BarChart {
  title: string;
  /** Lines below the title: what the bars mean. */
  legend: readonly string[];
  groups: readonly BarGroup[];
  /** The share over all examples: a dashed line. */
  overall?: number;
}

const WIDTH = 860;
const PLOT = { left: 220, right: 660 };
const SHARE_X = 680;
const COUNT_X = 840;
const LINE_HEIGHT = 18;
const BAR_HEIGHT = 11;
const THIN_BAR_HEIGHT = 4;
const COLOURS = { bar: '#b0708a', thin: '#8fa9bd', interval: '#3a1621', grid: '#ddd', text: '#222', faint: '#666' };
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** An SVG of horizontal bars on a linear axis from 0 to 100 %, each with its 95 % interval (Wilson) and its count. */
export function drawBarChart(chart: BarChart): string {
  const rowHeight = hasThinBars(chart) ? 27 : 24;
  const top = 50 + LINE_HEIGHT * chart.legend.length;
  const parts: string[] = [];
  let y = top + 16;
  for (const { heading, bars } of chart.groups) {
    parts.push(text(PLOT.left - 10, y + 20, heading, { anchor: 'end', weight: 'bold' }));
    y += 30;
    for (const bar of bars) {
      parts.push(...drawBar(bar, y));
      y += rowHeight;
    }
  }
  const bottom = y + 6;
  const size = `width="${WIDTH}" height="${bottom + 30}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${WIDTH} ${bottom + 30}" role="img"` +
      ` aria-label="${escapeText(chart.title)}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect ${size} fill="#fff"/>`,
    text(20, 28, chart.title, { size: 16, weight: 'bold' }),
    ...chart.legend.map((line, at) => text(20, 50 + LINE_HEIGHT * at, line, { fill: COLOURS.faint })),
    ...drawAxis(top, bottom),
    ...(chart.overall === undefined ? [] : drawOverall(chart.overall, top, bottom)),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function hasThinBars({ groups }: BarChart): boolean {
  return groups.some(({ bars }) => bars.some(({ noteAccuracy }) => noteAccuracy !== undefined));
}

function drawBar({ name, exampleCount, accuracy, noteAccuracy }: Bar, y: number): string[] {
  const { low, high } = wilsonInterval(Math.round(accuracy * exampleCount), exampleCount);
  const middle = y + BAR_HEIGHT / 2;
  const range = `${percent(accuracy)} % (${percent(low)}–${percent(high)})`;
  const whisker =
    `M${place(low)} ${middle}H${place(high)}` + `M${place(low)} ${middle - 4}v8M${place(high)} ${middle - 4}v8`;
  return [
    text(PLOT.left - 10, y + 10, name, { anchor: 'end' }),
    rectangle(y, BAR_HEIGHT, accuracy, COLOURS.bar),
    ...(noteAccuracy === undefined ? [] : [rectangle(y + BAR_HEIGHT + 1, THIN_BAR_HEIGHT, noteAccuracy, COLOURS.thin)]),
    `<path d="${whisker}" stroke="${COLOURS.interval}" stroke-width="1.5" fill="none"/>`,
    text(SHARE_X, y + 10, range),
    text(COUNT_X, y + 10, exampleCount.toLocaleString('en'), { anchor: 'end', fill: COLOURS.faint }),
  ];
}

function drawAxis(top: number, bottom: number): string[] {
  return [
    ...TICKS.flatMap((share) => [
      `<path d="M${place(share)} ${top + 8}V${bottom}" stroke="${COLOURS.grid}"/>`,
      text(PLOT.left + share * (PLOT.right - PLOT.left), bottom + 18, `${percent(share)} %`, { anchor: 'middle' }),
    ]),
    text(SHARE_X, top + 12, 'right', { fill: COLOURS.faint }),
    text(COUNT_X, top + 12, 'wines', { anchor: 'end', fill: COLOURS.faint }),
  ];
}

function drawOverall(share: number, top: number, bottom: number): string[] {
  const label = { anchor: 'middle', fill: COLOURS.faint } as const;
  return [
    `<path d="M${place(share)} ${top + 8}V${bottom}" stroke="${COLOURS.faint}" stroke-dasharray="4 3"/>`,
    text(PLOT.left + share * (PLOT.right - PLOT.left), top + 4, `all: ${percent(share)} %`, label),
  ];
}

function rectangle(y: number, height: number, share: number, fill: string): string {
  const width = (share * (PLOT.right - PLOT.left)).toFixed(1);
  return `<rect x="${PLOT.left}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`;
}

interface TextStyle {
  anchor?: 'start' | 'middle' | 'end';
  fill?: string;
  weight?: 'normal' | 'bold';
  size?: number;
}

function text(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { anchor = 'start', fill = COLOURS.text, weight = 'normal', size = 13 } = style;
  const place = `x="${Number(x.toFixed(1))}" y="${y}" text-anchor="${anchor}"`;
  return `<text ${place} fill="${fill}" font-weight="${weight}" font-size="${size}">${escapeText(words)}</text>`;
}

function place(share: number): string {
  return (PLOT.left + share * (PLOT.right - PLOT.left)).toFixed(1);
}

function percent(share: number): number {
  return Math.round(100 * share);
}

function escapeText(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
