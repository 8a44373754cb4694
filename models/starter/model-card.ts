import type { Evaluation } from '../../classifier/judge/evaluate.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { SliceKind } from '../../classifier/judge/slices.ts';
import { REGIMES } from '../../classifier/features/visibility.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { StyleResult } from './other-styles.ts';

const BEGIN = '<!-- figures: written by models/starter/train.ts -->';
const END = '<!-- end of figures -->';

/** What is told of a wine in each regime. */
export const REGIME_NAMES: Record<Regime, string> = {
  note: 'the note only',
  noteAndNumbers: 'note, price, points and the other target',
  everything: 'everything, region and winery too',
};
const SLICE_KINDS: SliceKind[] = ['price', 'noteLength', 'country', 'variety'];
const LARGEST_SLICES = 12;

/** The page with its figures replaced by those of a model. Errors: RangeError where the page has no place for them. */
export function writeFigures(page: string, manifest: Manifest, styles: readonly StyleResult[]): string {
  const figures = [
    describeExamples(manifest),
    ...TARGETS.map((target) => regimeTable(manifest, target)),
    ...TARGETS.map((target) => sliceTable(manifest, target)),
    roundingTable(manifest),
    styleTable(styles),
  ];
  return fillIn(page, BEGIN, END, figures.join('\n\n'));
}

/** The page with other figures between two marks. Errors: RangeError where it lacks the marks. */
export function fillIn(page: string, begin: string, end: string, figures: string): string {
  const [before, rest = ''] = page.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined) throw new RangeError(`The model card lacks ${begin} or ${end}.`);
  return `${before}${begin}\n\n${figures}\n\n${end}${after}`;
}

function describeExamples({ version, training, targets, featureCount, evaluation }: Manifest): string {
  const { parts, droppedClasses } = training.report;
  const holdout = evaluation.country.regimes.note.exampleCount;
  return (
    `Model version \`${version}\`: ${targets.country.classes.length} countries, ${targets.variety.classes.length} ` +
    `varieties, ${featureCount} features. ${parts.training} examples were trained with, ${parts.validation} more ` +
    `to calibrate and then trained with too, ${parts.holdout} held out, of which ${holdout} have the natural mix: those ` +
    `are judged below. ${droppedClasses.length} classes have too few examples and are not known to the model.`
  );
}

function regimeTable({ evaluation }: Manifest, target: Target): string {
  const rows = REGIMES.map((regime) => [REGIME_NAMES[regime], ...cellsOf(evaluation[target].regimes[regime])]);
  return table([`${target}, by what is told`, ...EVALUATION_HEADER], rows);
}

function sliceTable({ evaluation }: Manifest, target: Target): string {
  const rows = SLICE_KINDS.flatMap((kind) =>
    evaluation[target].slices
      .filter((slice) => slice.kind === kind)
      .slice(0, LARGEST_SLICES)
      .map((slice) => [slice.name, ...cellsOf(slice), ...REGIMES.map((regime) => slice.accuracies[regime].toFixed(3))]),
  );
  return table([`${target}, by slice`, ...EVALUATION_HEADER, 'note only', 'with numbers', 'everything'], rows);
}

function roundingTable({ training }: Manifest): string {
  const rows = TARGETS.map((target) => {
    const effect = training.rounding[target];
    const { accuracyBefore, accuracyAfter, sameAnswer, meanDifference, largestDifference } = effect;
    const measures = [accuracyBefore, accuracyAfter, sameAnswer, meanDifference, largestDifference];
    return [target, effect.exampleCount, ...measures.map((number) => number.toFixed(4))];
  });
  return table(
    [
      'rounding of the weights',
      'examples',
      'accuracy before',
      'after',
      'same answer',
      'probability differs by',
      'at most',
    ],
    rows,
  );
}

function styleTable(styles: readonly StyleResult[]): string {
  const rows = styles.map(({ style, notes, countryRight, varietyRight }) => [style, notes, countryRight, varietyRight]);
  const sum = (column: number): number => rows.reduce((total, row) => total + Number(row[column]), 0);
  return table(
    ['notes in other styles', 'notes', 'country right', 'variety right'],
    [...rows, ['together', sum(1), sum(2), sum(3)]],
  );
}

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
