import type { Manifest } from '../../../classifier/files/manifest.ts';
import { differenceInterval, wilsonInterval } from '../../../classifier/judge/intervals.ts';
import type { Target } from '../../../contract/wine.ts';
import type { MeasuredSlice, SliceDifference } from '../../../generated/schema.ts';

/** What was told of the wines whose slices are looked at. */
const SLICED_REGIME = 'noteAndNumbers';

interface Measured {
  regime: string;
  kind: string;
  slice: string;
  measure: MeasuredSlice;
}

/** Where the accuracies of two versions differ: each regime as a whole first, then the slices. */
export function compareSlices(target: Target, first: Manifest, second: Manifest): SliceDifference[] {
  const [one, other] = [measureSlices(target, first), measureSlices(target, second)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((key): SliceDifference[] => {
    const [before, after] = [one.get(key), other.get(key)];
    const known = before ?? after;
    if (known === undefined || (before && after && isAlike(before.measure, after.measure))) return [];
    const { regime, kind, slice } = known;
    return [
      {
        target: target === 'country' ? 'COUNTRY' : 'VARIETY',
        regime,
        kind,
        slice,
        first: before?.measure ?? null,
        second: after?.measure ?? null,
        ...describeDifference(before?.measure, after?.measure),
      },
    ];
  });
}

function isAlike(one: MeasuredSlice, other: MeasuredSlice): boolean {
  return one.examples === other.examples && one.right === other.right;
}

function describeDifference(
  before: MeasuredSlice | undefined,
  after: MeasuredSlice | undefined,
): Pick<SliceDifference, 'difference' | 'low' | 'high'> {
  if (before === undefined || after === undefined) return { difference: null, low: null, high: null };
  const { low, high } = differenceInterval(before, after);
  return { difference: after.accuracy - before.accuracy, low, high };
}

function measureSlices(target: Target, { evaluation }: Manifest): Map<string, Measured> {
  const { regimes, slices } = evaluation[target];
  const measured = [
    ...Object.entries(regimes).map(([regime, { exampleCount, accuracy }]) => {
      return { regime, kind: 'all', slice: 'all', measure: measure(exampleCount, accuracy) };
    }),
    ...slices.map(({ kind, name, exampleCount, accuracy }) => {
      return { regime: SLICED_REGIME, kind, slice: name, measure: measure(exampleCount, accuracy) };
    }),
  ];
  return new Map(measured.map((one) => [`${one.regime} ${one.kind} ${one.slice}`, one]));
}

/** The manifest has accuracies rounded to six decimals, so the count of those that were right is found by rounding. */
function measure(examples: number, accuracy: number): MeasuredSlice {
  const right = Math.round(accuracy * examples);
  return { examples, right, accuracy: right / Math.max(1, examples), ...wilsonInterval(right, examples) };
}
