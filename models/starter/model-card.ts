import { REGIMES } from '../../classifier/features/visibility.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { SliceKind } from '../../classifier/judge/slices.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { cellsOf, EVALUATION_HEADER, REGIME_NAMES, table } from './evaluation-table.ts';
import { tabulateFieldSets } from './field-sets.ts';
import { sumStyles } from './other-styles.ts';
import type { StyleResult } from './other-styles.ts';
import { drawRegimes, drawSlices, SLICE_KINDS, slicesOf } from './slice-charts.ts';
import { describeWeaknesses } from './weaknesses.ts';

const FIGURES = ['<!-- figures: written by models/starter/train.ts -->', '<!-- end of figures -->'] as const;
const WEAKNESSES = ['<!-- weaknesses: written by models/starter/train.ts -->', '<!-- end of weaknesses -->'] as const;

/** The pages of docs/ that are written in part: MODEL.md and model-fields.md as they are. */
export interface Pages {
  card: string;
  fields: string;
}

/**
 * What docs/ says of a model: the files by their names there. Of the pages, what stands between their comments is
 * replaced.
 *
 * Errors: RangeError where a page lacks the comments.
 */
export function writeCard(
  { card, fields }: Pages,
  manifest: Manifest,
  styles: readonly StyleResult[],
): Record<string, string> {
  const weaknesses = describeWeaknesses(manifest, styles);
  const figures = writeFigures(manifest, styles);
  return {
    'MODEL.md': fillIn(fillIn(card, ...WEAKNESSES, weaknesses), ...FIGURES, figures),
    'model-slices.md': writeSlices(manifest),
    'model-fields.md': fillIn(fields, ...FIGURES, writeFields(manifest)),
    'model-regimes.svg': drawRegimes(manifest),
    ...Object.fromEntries(TARGETS.map((target) => [`model-slices-${target}.svg`, drawSlices(manifest, target)])),
  };
}

/**
 * The page with other text between two comments.
 *
 * Errors: RangeError where the page lacks the comments.
 */
export function fillIn(page: string, begin: string, end: string, text: string): string {
  const [before, rest = ''] = page.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined) throw new RangeError(`The page lacks ${begin} or ${end}.`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

function writeFigures(manifest: Manifest, styles: readonly StyleResult[]): string {
  return [
    describeExamples(manifest),
    '![Share of right answers by what is told of the wine](model-regimes.svg)',
    ...TARGETS.map((target) => regimeTable(manifest, target)),
    ...TARGETS.map((target) => `![Share of right answers for the ${target}, by slice](model-slices-${target}.svg)`),
    'All measures of the slices: [model-slices.md](model-slices.md).',
    roundingTable(manifest),
    styleTable(styles),
  ].join('\n\n');
}

function describeExamples({ version, training, targets, featureCount, evaluation }: Manifest): string {
  const { parts, droppedClasses } = training.report;
  const holdout = evaluation.country.regimes.note.exampleCount;
  return [
    `Model version \`${version}\`: ${targets.country.classes.length} countries, ${targets.variety.classes.length} ` +
      `varieties, ${featureCount} features.`,
    `${parts.training} examples were trained with, ${parts.validation} more to calibrate and then trained with too.`,
    `${parts.holdout} were held out, of which ${holdout} have the natural mix: those are judged below.`,
    `${droppedClasses.length} classes have too few examples and are not known to the model.`,
  ].join('\n');
}

function regimeTable({ evaluation }: Manifest, target: Target): string {
  const rows = REGIMES.map((regime) => [REGIME_NAMES[regime], ...cellsOf(evaluation[target].regimes[regime])]);
  return table([`${target}, by what is told`, ...EVALUATION_HEADER], rows);
}

/** The page of all slices: a table for each target and each way to cut. */
function writeSlices(manifest: Manifest): string {
  const tables = TARGETS.flatMap((target) => [
    `## The ${target}`,
    `![Share of right answers for the ${target}, by slice](model-slices-${target}.svg)`,
    ...(Object.keys(SLICE_KINDS) as SliceKind[]).map((kind) => sliceTable(manifest, target, kind)),
  ]);
  return [
    '# The starter model, slice by slice',
    'Written by models/starter/train.ts: an appendix to the [model card](MODEL.md).',
    [
      `Model version \`${manifest.version}\`, judged on the hold-out set. All measures but the last three are those of`,
      `answers that were told ${REGIME_NAMES.noteAndNumbers}; the last three columns are`,
      'accuracies by what is told. Slices of fewer than 20 examples are left out. Macro-F1 is the mean over all',
      'classes that are true or answered in a slice, so within a slice of one class it says little.',
    ].join('\n'),
    ...tables,
  ]
    .join('\n\n')
    .concat('\n');
}

/** What the page of all sets of fields says of the hold-out set. */
function writeFields({ version, evaluation }: Manifest): string {
  const byFields = { country: evaluation.country.byFields ?? [], variety: evaluation.variety.byFields ?? [] };
  return [
    `Model version \`${version}\`. By chance alone a perfectly calibrated model would show a calibration error of some`,
    '.02 on so many wines, where it is neither sure nor without a clue.\n',
  ]
    .join('\n')
    .concat('\n', tabulateFieldSets(byFields, 'on the hold-out set'));
}

function sliceTable({ evaluation }: Manifest, target: Target, kind: SliceKind): string {
  const rows = slicesOf(evaluation[target].slices, kind).map((slice) => [
    slice.name,
    ...cellsOf(slice),
    ...REGIMES.map((regime) => slice.accuracies[regime].toFixed(3)),
  ]);
  return table([SLICE_KINDS[kind], ...EVALUATION_HEADER, 'note only', 'with numbers', 'everything'], rows);
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

/** The half that is kept for reporting, style by style; of the half that settings were chosen by only the sum. */
function styleTable(styles: readonly StyleResult[]): string {
  const reported = styles.filter(({ use }) => use === 'report');
  const rows = [...reported, sumStyles(styles, 'report')].map((result) => [result.style, ...styleCells(result)]);
  return table(
    ['notes in other styles', 'notes', ...TARGETS.flatMap((target) => [target, 'right', 'among three'])],
    [...rows, ['the other half, chosen by', ...styleCells(sumStyles(styles, 'choose'))]],
  );
}

function styleCells({ notes, ...results }: StyleResult): number[] {
  return [
    notes,
    ...TARGETS.flatMap((target) => [results[target].judged, results[target].right, results[target].amongThree]),
  ];
}
