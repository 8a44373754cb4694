import type { Evaluation } from '../../classifier/judge/evaluate.ts';
import type { Regime } from '../../classifier/features/visibility.ts';

/** What is told of a wine in each regime. */
export const REGIME_NAMES: Record<Regime, string> = {
  note: 'the note only',
  noteAndNumbers: 'note, price, points and the other target',
  everything: 'everything, region and winery too',
};

/** What cellsOf() gives. */
export const EVALUATION_HEADER = ['examples', 'accuracy', 'macro-F1', 'top-3', 'log loss', 'calibration error'];

/** The cells of an evaluation. */
export function cellsOf({
  exampleCount,
  accuracy,
  macroF1,
  top3,
  logLoss,
  calibrationError,
}: Evaluation): (string | number)[] {
  return [exampleCount, ...[accuracy, macroF1, top3, logLoss, calibrationError].map((number) => number.toFixed(3))];
}

/** A table with its columns lined up, as prettier does it. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [top = [], ...body] = cells;
  return [line(top), line(rule), ...body.map(line)].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return column ? cell.padStart(width) : cell.padEnd(width);
}
