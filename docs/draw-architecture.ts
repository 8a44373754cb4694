import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Draws architecture.svg from architecture.json, which test/infra/architecture.test.ts holds against the template:
 *     node docs/draw-architecture.ts
 */

/** Left, top, width and height, in pixels. */
type Box = [number, number, number, number];
type Point = [number, number];

/** What is drawn. */
export interface Drawing {
  title: string;
  width: number;
  height: number;
  frames: { title: string; note: string; more?: string; box: Box }[];
  nodes: Node[];
  /** Data sources of the API, and the root fields that each answers. */
  sources: { name: string; box: Box; fields: string[] }[];
  edges: Edge[];
}

/** A box. Those of the template have its resource type, and as `id` the logical id without the hash at its end. */
export interface Node {
  id: string;
  type?: string;
  title: string;
  lines: string[];
  box: Box;
  colour?: string;
}

/** An arrow, in the colour of the Lambda at either end. */
export interface Edge {
  from: string;
  to: string;
  points: Point[];
  both?: boolean;
  label?: string;
  labelAt?: Point;
}

const INK = '#3a1621';
const FAINT = '#5d5048';
const ARROW = '#7a6a60';
const FIELD_COLUMNS_MAX = 46;
const LINE_HEIGHT = 17;
const SOURCE = new URL('architecture.json', import.meta.url);
const SVG = new URL('architecture.svg', import.meta.url);

/** What architecture.json says. */
export function readDrawing(): Drawing {
  return JSON.parse(readFileSync(SOURCE, 'utf8')) as Drawing;
}

/** The drawing as SVG. */
export function drawArchitecture(drawing: Drawing): string {
  const { title, width, height } = drawing;
  const size = `width="${width}" height="${height}"`;
  const colours = [...new Set([ARROW, ...drawing.nodes.flatMap(({ colour }) => colour ?? [])])];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img"` +
      ` aria-label="${escapeText(title)}" font-family="system-ui, sans-serif" font-size="13">`,
    ...colours.map(drawTip),
    `<rect ${size} fill="#fff"/>`,
    ...drawing.frames.flatMap(drawFrame),
    ...drawing.nodes.flatMap(drawNode),
    ...drawing.sources.flatMap(drawSource),
    ...drawing.edges.flatMap((edge) => drawEdge(edge, drawing.nodes)),
    '</svg>\n',
  ].join('\n');
}

function drawTip(colour: string): string {
  const size = 'viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"';
  const path = `<path d="M0 0L10 5L0 10z" fill="${colour}"/>`;
  return `<marker id="${tipOf(colour)}" ${size} orient="auto-start-reverse">${path}</marker>`;
}

function tipOf(colour: string): string {
  return `tip-${colour.slice(1)}`;
}

function drawFrame({ title, note, more, box }: Drawing['frames'][number]): string[] {
  const [x, y] = box;
  return [
    rectangle(box, { fill: '#faf5ee', stroke: '#c9b9a6', dash: '6 4' }),
    text([x + 18, y + 27], title, { weight: 'bold', size: 15 }),
    text([x + 132, y + 27], note, { fill: FAINT }),
    ...(more === undefined ? [] : [text([x + 132, y + 27 + LINE_HEIGHT], more, { fill: FAINT })]),
  ];
}

function drawNode({ type, title, lines, box, colour }: Node): string[] {
  const [x, y, width] = box;
  const isStore = type?.includes('DynamoDB') === true || type?.includes('S3') === true;
  const middle = x + width / 2;
  return [
    rectangle(box, { fill: isStore ? '#f3ece2' : '#fffdf9', stroke: colour ?? INK }),
    text([middle, y + 24], title, { anchor: 'middle', weight: 'bold', size: 15, fill: colour ?? INK }),
    ...lines.map((line, at) => text([middle, y + 44 + LINE_HEIGHT * at], line, { anchor: 'middle', fill: FAINT })),
  ];
}

function drawSource({ name, box, fields }: Drawing['sources'][number]): string[] {
  const [x, y] = box;
  return [
    rectangle(box, { fill: '#f3ece2', stroke: '#c9b9a6' }),
    text([x + 10, y + 19], name, { weight: 'bold' }),
    ...inLines(fields).map((line, at) => text([x + 10, y + 37 + LINE_HEIGHT * at], line, { fill: FAINT, size: 12 })),
  ];
}

/** Names in lines that fit into a row. */
function inLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length + 2 > FIELD_COLUMNS_MAX) lines.push(name);
    else lines[lines.length - 1] = `${last}, ${name}`;
  }
  return lines.map((line, at) => (at < lines.length - 1 ? `${line},` : line));
}

function drawEdge({ from, to, points, both, label, labelAt }: Edge, nodes: readonly Node[]): string[] {
  const ends = [from, to].map((id) => nodes.find((node) => node.id === id)?.colour);
  const colour = ends.find((end) => end !== undefined) ?? ARROW;
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const tip = `url(#${tipOf(colour)})`;
  return [
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.6" marker-end="${tip}"` +
      `${both ? ` marker-start="${tip}"` : ''}/>`,
    ...(label === undefined || labelAt === undefined ? [] : [text(labelAt, label, { fill: colour, size: 12 })]),
  ];
}

function rectangle(box: Box, { fill, stroke, dash }: { fill: string; stroke: string; dash?: string }): string {
  const [x, y, width, height] = box;
  const place = `x="${x}" y="${y}" width="${width}" height="${height}" rx="8"`;
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<rect ${place} fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dashes}/>`;
}

interface TextStyle {
  anchor?: 'start' | 'middle';
  weight?: 'normal' | 'bold';
  size?: number;
  fill?: string;
}

function text([x, y]: Point, words: string, style: TextStyle): string {
  const { anchor = 'start', weight = 'normal', size = 13, fill = INK } = style;
  const look = `text-anchor="${anchor}" font-weight="${weight}" font-size="${size}" fill="${fill}"`;
  return `<text x="${x}" y="${y}" ${look}>${escapeText(words)}</text>`;
}

function escapeText(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SVG, drawArchitecture(readDrawing()));
