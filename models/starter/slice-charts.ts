import type { Manifest } from '../../classifier/files/manifest.ts';
import { REGIMES } from '../../classifier/features/visibility.ts';
import type { SliceEvaluation, SliceKind } from '../../classifier/judge/slices.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { drawBarChart } from './bar-chart.ts';
import { REGIME_NAMES } from './evaluation-table.ts';

/** How each way to cut the hold-out set into slices is headed. */
export const SLICE_KINDS: Record<SliceKind, string> = {
  price: 'by price',
  noteLength: 'by length of the note',
  country: 'by true country',
  variety: 'by true variety',
};

const SHORT_NAMES: typeof REGIME_NAMES = {
  note: 'the note only',
  noteAndNumbers: 'price, points, other target too',
  everything: 'region and winery too',
};

/** An SVG: of each target the share of right answers in each regime. */
export function drawRegimes({ evaluation }: Manifest): string {
  return drawBarChart({
    title: 'How many answers are right, by what is told of the wine',
    legend: ['Hold-out set. A bar is the share of right answers, the line on it the 95 % interval.'],
    groups: TARGETS.map((target) => ({
      heading: target,
      bars: REGIMES.map((regime) => ({ name: SHORT_NAMES[regime], ...evaluation[target].regimes[regime] })),
    })),
  });
}

/** An SVG: of a target the share of right answers in each slice. */
export function drawSlices({ evaluation }: Manifest, target: Target): string {
  const { slices, regimes } = evaluation[target];
  return drawBarChart({
    title: `The ${target}: how many answers are right, by slice`,
    legend: [
      `Wide bar: told ${REGIME_NAMES.noteAndNumbers}; the line on it is the 95 % interval.`,
      `Thin bar: told ${REGIME_NAMES.note}. Slices of 20 wines or more of the hold-out set.`,
    ],
    groups: (Object.keys(SLICE_KINDS) as SliceKind[]).map((kind) => ({
      heading: SLICE_KINDS[kind],
      bars: slicesOf(slices, kind).map((slice) => ({ ...slice, noteAccuracy: slice.accuracies.note })),
    })),
    overall: regimes.noteAndNumbers.accuracy,
  });
}

/** The slices of a kind: ranges in their order, what is unknown last; classes by how many examples they have. */
export function slicesOf(slices: readonly SliceEvaluation[], kind: SliceKind): SliceEvaluation[] {
  const found = slices.filter((slice) => slice.kind === kind);
  return kind === 'price' || kind === 'noteLength'
    ? found.toSorted((one, other) => lowEndOf(one.name) - lowEndOf(other.name))
    : found;
}

/** Where a range begins: `10 to 20 dollars` at 10, `under 10 dollars` below all; what is no range is after all. */
function lowEndOf(name: string): number {
  if (name.startsWith('under ')) return -Infinity;
  const number = parseFloat(name);
  return Number.isNaN(number) ? Infinity : number;
}
