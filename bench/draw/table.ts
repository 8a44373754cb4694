import { factorOver, passes } from '../figure.ts';
import type { Figure, Spread, Unit } from '../figure.ts';

/** The cells of a figure's line in a table: what, Terroir, bar, verdict, peers. */
export function cellsOf(figure: Figure): string[] {
  const { what, unit, terroir, bar, better, peers } = figure;
  const verdict = passes(figure);
  const told = Object.entries(peers).map(([name, spread]) => {
    const factor = unit === 'share' ? '' : `, ×${toPrecision(factorOver(figure, spread))}`;
    return `${name} ${formatSpread(spread, unit)}${factor}`;
  });
  return [
    what,
    formatSpread(terroir, unit),
    bar === undefined ? '' : `${better === 'higher' ? '≥' : '≤'} ${formatNumber(bar, unit)}`,
    verdict === undefined ? '' : verdict ? 'pass' : 'FAIL',
    told.join('; '),
  ];
}

/** Figures as lines of a table for a terminal. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [['', 'Terroir', 'bar', '', 'peers (× = how many times better Terroir is)'], ...figures.map(cellsOf)];
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
  const named = unit === 'share' || unit === 'power' ? '' : unit === 'per second' ? '/s' : ` ${unit}`;
  return `${numbers[0]}${named}${range}`;
}

function formatNumber(value: number, unit: Unit): string {
  if (unit === 'share') return value.toFixed(4).replace(/^0/, '');
  return toPrecision(value);
}

function toPrecision(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
