import type { Figure, Ratio } from '../figure.ts';
import { drawLine, drawSvg, drawText, logScale, OWN_COLOUR, PEER_COLOUR, round } from './svg.ts';
import { formatSpread } from './table.ts';

/** The figures shown, by id, and what they are called here. */
const SHOWN: Record<string, string> = {
  'http.predict.1.rate': 'predict, 1 connection, requests',
  'http.predict.1.p99': 'predict, 1 connection, p99',
  'http.predict.10.rate': 'predict, 10 connections, requests',
  'http.predict.10.p99': 'predict, 10 connections, p99',
  'http.predictBatch.1.rate': 'predictBatch(100), 1 connection, requests',
  'http.predictBatch.10.rate': 'predictBatch(100), 10 connections, requests',
  'history.many.p50': 'newest 100 of 100,000 predictions, p50',
  'history.many.p99': 'newest 100 of 100,000 predictions, p99',
};
const SIZE = { width: 960, left: 500, right: 150, top: 64, row: 22, gap: 12, bottom: 56 };
const TITLE = 'How many times better Terroir is than each peer (dot: median; line: rounds; tick: what it is to reach)';

/** A line of the chart: one figure beside one peer. */
interface Row {
  /** Empty but for the first of a figure. */
  what: string;
  peer: string;
  ratio: Ratio;
}

/**
 * How many times better Terroir is than each peer, the lost comparisons too. On a scale by logarithms, in whose middle
 * nobody is better, twice as fast is as far from it as half as fast; so it has dots, and no bars.
 */
export function drawRatios(figures: readonly Figure[]): string {
  const groups = Object.entries(SHOWN).flatMap(([id, what]): Row[][] => {
    const ratios = Object.entries(figures.find((one) => one.id === id)?.ratios ?? {});
    if (ratios.length === 0) return [];
    return [ratios.map(([peer, ratio], at) => ({ what: at === 0 ? what : '', peer, ratio }))];
  });
  const rows = groups.flat();
  const heading = drawText(16, 24, TITLE, { weight: 'bold' });
  const label = 'How many times better Terroir is than each of its peers';
  if (rows.length === 0) return drawSvg(SIZE.width, 80, label, [heading, drawText(16, 56, 'not measured yet')]);
  const height = SIZE.top + rows.length * SIZE.row + groups.length * SIZE.gap + SIZE.bottom;
  const scale = symmetricScale(rows.map(({ ratio }) => ratio));
  const south = height - SIZE.bottom;
  const grid = scale.ticks.flatMap((tick) => [
    drawLine(scale.place(tick), SIZE.top, scale.place(tick), south),
    drawText(scale.place(tick), south + 18, `×${Number(tick.toPrecision(1))}`, { anchor: 'middle', fill: '#666' }),
  ]);
  const middle = round(scale.place(1));
  const sides = [
    `<line x1="${middle}" y1="${SIZE.top}" x2="${middle}" y2="${south}" stroke="#222"/>`,
    drawText(middle - 12, SIZE.top - 10, '← the peer is better', { anchor: 'end', fill: PEER_COLOUR }),
    drawText(middle + 12, SIZE.top - 10, 'Terroir is better →', { fill: OWN_COLOUR }),
    drawText(middle, height - 12, 'scale by logarithms', { anchor: 'middle', fill: '#666' }),
  ];
  let y = SIZE.top;
  const drawn = groups.flatMap((group) => {
    y += SIZE.gap;
    return group.flatMap((row) => {
      y += SIZE.row;
      return drawRow(row, y - SIZE.row / 2, scale.place);
    });
  });
  return drawSvg(SIZE.width, height, label, [heading, ...grid, ...sides, ...drawn]);
}

/** As far to the left of ×1 as to the right. */
function symmetricScale(ratios: readonly Ratio[]): ReturnType<typeof logScale> {
  const farthest = Math.max(
    2,
    ...ratios.flatMap(({ spread, bar = 1 }) => [spread.most, 1 / spread.least, bar]).filter(Number.isFinite),
  );
  return logScale([1 / farthest, farthest], [SIZE.left, SIZE.width - SIZE.right]);
}

function drawRow({ what, peer, ratio }: Row, y: number, place: (value: number) => number): string[] {
  const { spread, bar } = ratio;
  const fill = spread.median >= 1 ? OWN_COLOUR : PEER_COLOUR;
  const [least, most, median] = [spread.least, spread.most, spread.median].map((value) => round(place(value)));
  const across = `y1="${round(y)}" y2="${round(y)}"`;
  const tick =
    bar === undefined
      ? []
      : [
          `<line x1="${round(place(bar))}" y1="${round(y - 8)}" x2="${round(place(bar))}" y2="${round(y + 8)}" ` +
            'stroke="#222" stroke-width="2"/>',
        ];
  return [
    drawText(16, y + 4, what),
    drawText(SIZE.left - 12, y + 4, peer, { anchor: 'end', fill: '#666' }),
    `<line x1="${least}" x2="${most}" ${across} stroke="${fill}" stroke-width="2"/>`,
    `<circle cx="${median}" cy="${round(y)}" r="5" fill="${fill}"/>`,
    ...tick,
    drawText(SIZE.width - SIZE.right + 12, y + 4, `×${formatSpread(spread, 'times')}`, { fill }),
  ];
}
