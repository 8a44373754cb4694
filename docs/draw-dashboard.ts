import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawSvg, drawText, round } from '../bench/draw/svg.ts';
import { type Box, drawGraph, drawNewest } from './dashboard/chart.ts';
import { type DashboardTemplate, type Gathered, namesOfAlarms, readWidgets, type Widget } from './dashboard/page.ts';

/*
 * Draws dashboard.svg: the page of the template in cdk.out (npm run synth) with what dashboard/gather.ts has gathered
 * on a laptop; test/infra/constructs/dashboard.test.ts holds both against the template.
 *     node docs/draw-dashboard.ts
 */

/** A column and a row of CloudWatch's grid, in pixels. */
const COLUMN = 44;
const ROW = 46;
const COLUMNS = 24;
const GAP = 4;
const LETTER_WIDTH = 6.4;
const STATE_COLOURS: Record<string, string> = { OK: '#2a8c55', ALARM: '#c62828', INSUFFICIENT_DATA: '#8a8f94' };
const TEMPLATE = new URL('../cdk.out/Terroir.template.json', import.meta.url);
const DATA = new URL('dashboard.json', import.meta.url);
const SVG = new URL('dashboard.svg', import.meta.url);

/** What was gathered. */
export function readGathered(): Gathered {
  return JSON.parse(readFileSync(DATA, 'utf8')) as Gathered;
}

/** The page as SVG: each widget at its place, in its size. */
export function drawDashboard(template: DashboardTemplate, gathered: Gathered): string {
  const widgets = readWidgets(template);
  const height = Math.max(...widgets.map(({ y, height }) => y + height)) * ROW;
  const elements = widgets.flatMap((widget) => {
    const box = {
      x: widget.x * COLUMN + GAP,
      y: widget.y * ROW + GAP,
      width: widget.width * COLUMN - 2 * GAP,
      height: widget.height * ROW - 2 * GAP,
    };
    return ['<g font-size="12">', ...drawWidget(box, widget, template, gathered), '</g>'];
  });
  const label = 'The dashboard, with what a laptop measured in some hours';
  return drawSvg(COLUMNS * COLUMN, height, label, elements);
}

function drawWidget(box: Box, widget: Widget, template: DashboardTemplate, gathered: Gathered): string[] {
  const frame = `<rect ${placeOf(box)} rx="4" fill="#fff" stroke="#d5d9dd"/>`;
  const span = { fromMs: Date.parse(gathered.from), toMs: Date.parse(gathered.to) };
  switch (widget.type) {
    case 'text':
      return drawMarkdown(box, widget.properties.markdown);
    case 'alarm': {
      const names = namesOfAlarms(template, widget.properties.alarms);
      const alarms = names.map((name) => [name, gathered.alarms[name] ?? 'INSUFFICIENT_DATA'] as const);
      return [frame, ...drawAlarms(box, widget.properties.title, alarms)];
    }
    case 'log': {
      const { title } = widget.properties;
      return [frame, ...drawTable(box, title, gathered.tables[title] ?? { columns: [], rows: [] })];
    }
    case 'metric': {
      const series = gathered.graphs[widget.properties.title] ?? [];
      if (widget.properties.view === 'singleValue') return [frame, ...drawNewest(box, widget.properties, series)];
      return [frame, ...drawGraph(box, widget.properties, series, span)];
    }
  }
}

function placeOf({ x, y, width, height }: Box): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

function drawMarkdown({ x, y, width }: Box, markdown: string): string[] {
  const [, marks = '', text = ''] = /^(#*) ?(.*)$/s.exec(markdown) ?? [];
  if (marks !== '') {
    const size = marks.length === 1 ? 19 : 16;
    return [`<g font-size="${size}">${drawText(x + 8, y + 27, text, { weight: 'bold' })}</g>`];
  }
  return wrap(text, (width - 24) / LETTER_WIDTH).map((line, at) => drawText(x + 12, y + 24 + at * 17, line));
}

/** Words in lines of so many letters. */
function wrap(text: string, letters: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 1 > letters) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function drawAlarms(box: Box, title: string, alarms: readonly (readonly [name: string, state: string])[]): string[] {
  const perRow = alarms.length > 6 ? 5 : 3;
  const [width, height] = [(box.width - 24) / perRow, 34];
  const cells = alarms.flatMap(([name, state], at) => {
    const x = box.x + 12 + (at % perRow) * width;
    const y = box.y + 34 + Math.floor(at / perRow) * (height + 6);
    const colour = STATE_COLOURS[state] ?? '#8a8f94';
    return [
      `<rect ${placeOf({ x, y, width: width - 8, height })} rx="3" fill="${colour}" fill-opacity="0.1"/>`,
      `<rect ${placeOf({ x, y, width: 5, height })} fill="${colour}"/>`,
      drawText(x + 14, y + 15, name, { weight: 'bold' }),
      drawText(x + 14, y + 29, state.replace('_', ' '), { fill: colour }),
    ];
  });
  return [drawText(box.x + 12, box.y + 20, title, { weight: 'bold' }), ...cells];
}

function drawTable(box: Box, title: string, { columns, rows }: Gathered['tables'][string]): string[] {
  const heading = drawText(box.x + 12, box.y + 20, title, { weight: 'bold' });
  if (rows.length === 0) return [heading, drawText(box.x + 12, box.y + 48, 'no line was found', { fill: '#666' })];
  const cells = rows.map((row) => row.map(shorten));
  const lengths = columns.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)) + 4);
  const unit = Math.min(LETTER_WIDTH * 1.6, (box.width - 24) / lengths.reduce((sum, length) => sum + length, 0));
  const lefts = lengths.map((_, at) => lengths.slice(0, at).reduce((sum, length) => sum + length, 0) * unit);
  const rowHeight = 21;
  const top = box.y + 46;
  const fits = Math.floor((box.height - 62) / rowHeight);
  const shown = cells.slice(0, cells.length > fits ? fits - 1 : fits);
  const textAt = (text: string, line: number, column: number, weight: 'normal' | 'bold' = 'normal'): string =>
    drawText(box.x + 12 + (lefts[column] ?? 0), top + line * rowHeight, text, { weight });
  return [
    heading,
    ...columns.map((name, at) => textAt(name, 0, at, 'bold')),
    ...shown.flatMap((row, line) => row.map((cell, at) => textAt(cell, line + 1, at))),
    ...(shown.length < cells.length
      ? [
          drawText(box.x + 12, top + (shown.length + 1) * rowHeight, `and ${cells.length - shown.length} more`, {
            fill: '#666',
          }),
        ]
      : []),
  ];
}

/** Figures as somebody reads them, to three digits. */
function shorten(cell: string): string {
  const figure = Number(cell);
  return cell === '' || Number.isNaN(figure)
    ? cell
    : Number(figure.toPrecision(figure >= 1000 ? 6 : 3)).toLocaleString('en');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as DashboardTemplate;
  writeFileSync(SVG, drawDashboard(template, readGathered()));
}
