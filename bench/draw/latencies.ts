import type { Figure } from '../figure.ts';
import { drawSvg, drawText, OWN_COLOUR, PEER_COLOUR, round } from './svg.ts';
import { formatSpread } from './table.ts';

/** The figures shown, by id, and what they are called here. */
const SHOWN: Record<string, string> = {
  'predict.p50': 'one wine, without the table',
  'cold-start.first-answer': 'first answer of a fresh process',
  'http.predict.1.p50': 'HTTP, one wine, 1 connection',
  'http.predict.10.p50': 'HTTP, one wine, 10 connections',
  'http.predictBatch.1.p50': 'HTTP, 100 wines, 1 connection',
};
const SIZE = { width: 840, left: 360, right: 150, top: 40, row: 24, gap: 14, bottom: 16 };

interface Bar {
  /** Empty but for the first of a group. */
  what: string;
  name: string;
  figure: Figure;
  spread: Figure['terroir'];
}

/**
 * Times until an answer, Terroir's and its peers': shorter is better. The bars of a question are to scale, its slowest
 * the longest.
 */
export function drawLatencies(figures: readonly Figure[]): string {
  const groups = Object.entries(SHOWN).flatMap(([id, what]): Bar[][] => {
    const figure = figures.find((one) => one.id === id);
    if (!figure) return [];
    const peers = Object.entries(figure.peers).map(([name, spread]): Bar => ({ what: '', name, figure, spread }));
    return [[{ what, name: 'Terroir', figure, spread: figure.terroir }, ...peers]];
  });
  const bars = groups.flat();
  const height = SIZE.top + bars.length * SIZE.row + groups.length * SIZE.gap + SIZE.bottom;
  const title = 'Time until an answer (median; shorter is better; each question has a scale of its own, from 0)';
  const heading = drawText(16, 24, title, { weight: 'bold' });
  const label = 'Time until an answer, of Terroir and its peers';
  if (bars.length === 0) return drawSvg(SIZE.width, 80, label, [heading, drawText(16, 56, 'not measured yet')]);
  let y = SIZE.top;
  const drawn = groups.flatMap((group) => {
    y += SIZE.gap;
    const slowest = Math.max(...group.map(({ spread }) => spread.median));
    return group.flatMap((bar) => {
      y += SIZE.row;
      const length = (bar.spread.median / slowest) * (SIZE.width - SIZE.right - SIZE.left);
      return drawBar(bar, y - SIZE.row, SIZE.left + length);
    });
  });
  return drawSvg(SIZE.width, height, label, [heading, ...drawn]);
}

function drawBar({ what, name, figure, spread }: Bar, y: number, end: number): string[] {
  const fill = name === 'Terroir' ? OWN_COLOUR : PEER_COLOUR;
  const middle = y + SIZE.row / 2 + 4;
  const [width, height] = [round(Math.max(1, end - SIZE.left)), SIZE.row - 6];
  return [
    drawText(16, middle, what),
    drawText(SIZE.left - 8, middle, name, { anchor: 'end', fill }),
    `<rect x="${SIZE.left}" y="${round(y + 3)}" width="${width}" height="${height}" fill="${fill}"/>`,
    drawText(end + 6, middle, formatSpread(spread, figure.unit)),
  ];
}
