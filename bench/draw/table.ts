import { factorOver, passes, passesBeside } from '../figure.ts';
import type { Figure, Ratio, Spread, Unit } from '../figure.ts';

/** The first cells of a line: what, Terroir, bar, verdict. */
function cellsOf(figure: Figure): string[] {
  const { what, unit, terroir, bar, better } = figure;
  const verdict = passes(figure);
  return [
    what,
    formatSpread(terroir, unit),
    bar === undefined ? '' : `${better === 'higher' ? '≥' : '≤'} ${formatNumber(bar, unit)}`,
    verdict === undefined ? '' : verdict ? 'pass' : 'FAIL',
  ];
}

/**
 * What a peer reached, how many times better Terroir is there, and the bar of that; empty where it was not measured.
 */
function peerCellOf(figure: Figure, peer: string): string {
  const spread = figure.peers[peer];
  if (!spread) return '';
  const ratio = figure.ratios?.[peer];
  // The spread that counts is that of the ratio; results keep the peer's own. Its unit is that of Terroir's cell.
  if (ratio) return `${formatNumber(spread.median, figure.unit)}, ${formatRatio(ratio)}`;
  const measured = formatSpread(spread, figure.unit);
  return FACTORLESS.includes(figure.unit) ? measured : `${measured}, ×${toPrecision(factorOver(figure, spread))}`;
}

/** Units whose numbers say nothing by how many times one is the other. */
const FACTORLESS: readonly Unit[] = ['share', 'power', 'times', 'count'];

/** Short, since three of them stand in a row: `×0.499 (0.44–0.61) ≥ 0.5 FAIL`. */
function formatRatio(ratio: Ratio): string {
  const { median, least, most, runs } = ratio.spread;
  const range = [least, most].map((value) => toPrecision(value, 2));
  const verdict = passesBeside(ratio);
  return [
    `×${toPrecision(median)}`,
    ...(runs > 1 && range[0] !== range[1] ? [`(${range.join('–')})`] : []),
    ...(verdict === undefined ? [] : [`≥ ${ratio.bar} ${verdict ? 'pass' : 'FAIL'}`]),
  ].join(' ');
}

/** Figures as a table in Markdown: a column for each peer, and those of the bars where there are any. */
export function formatMarkdown(figures: readonly Figure[]): string {
  const peers = [...new Set(figures.flatMap((figure) => Object.keys(figure.peers)))];
  const first = figures.some(({ bar }) => bar !== undefined) ? ['', 'Terroir', 'bar', ''] : ['', 'Terroir'];
  const header = [...first, ...peers];
  const rows = [
    header,
    header.map(() => '---'),
    ...figures.map((figure) => [
      ...cellsOf(figure).slice(0, first.length),
      ...peers.map((peer) => peerCellOf(figure, peer)),
    ]),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Figures as lines of a table for a terminal. */
export function formatTable(figures: readonly Figure[]): string {
  const told = (figure: Figure): string =>
    Object.keys(figure.peers)
      .map((peer) => `${peer} ${peerCellOf(figure, peer)}`)
      .join('; ');
  const rows = [
    ['', 'Terroir', 'bar', '', 'peers (× = how many times better Terroir is)'],
    ...figures.map((figure) => [...cellsOf(figure), told(figure)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * A spread in a few characters: median and unit; least and most too if it was measured more than once and they differ.
 */
export function formatSpread({ median, least, most, runs }: Spread, unit: Unit): string {
  const numbers = [median, least, most].map((value) => formatNumber(value, unit));
  const range = runs > 1 && numbers[1] !== numbers[2] ? ` (${numbers[1]}–${numbers[2]})` : '';
  return `${numbers[0]}${SUFFIXES[unit]}${range}`;
}

/** What stands behind a number of each unit. */
const SUFFIXES: Record<Unit, string> = {
  ms: ' ms',
  s: ' s',
  MB: ' MB',
  'per second': '/s',
  share: '',
  power: '',
  times: '',
  count: '',
};

function formatNumber(value: number, unit: Unit): string {
  if (unit === 'share') return value.toFixed(4).replace(/^0/, '');
  return toPrecision(value);
}

function toPrecision(value: number, digits = 3): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(digits)));
}
