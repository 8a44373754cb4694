import type { Target } from '../../packages/client/client.ts';
import { BarTable, type Bar } from '../app/charts/bar-table.tsx';
import { CalibrationPlot } from '../app/charts/calibration-plot.tsx';
import { percent } from '../app/words/format.ts';
import { ConfusionTable } from './confusion-table.tsx';
import type { Measures, Slice, TargetEvaluation } from './evaluation.ts';
import { Part } from './part.tsx';
import { wilson } from './wilson.ts';

const REGIMES: Readonly<Record<string, string>> = {
  note: 'the note alone',
  noteAndNumbers: 'price, points and the other target too',
  everything: 'everything',
};
const KINDS: Readonly<Record<string, string>> = {
  country: 'By country',
  variety: 'By variety',
  price: 'By price',
  noteLength: 'By length of the note',
};
/** Slices of one kind that are shown at once; the others are a click away. */
const SLICES_SHOWN = 12;

/** How good a version is for one target. */
export function TargetReport({ target, evaluation }: { target: Target; evaluation: TargetEvaluation }) {
  const { regimes, slices, byConfidence, confusion } = evaluation;
  const what = target === 'COUNTRY' ? 'country' : 'variety';
  const bins = (byConfidence ?? []).map(({ confidence, accuracy, exampleCount: n }) => ({
    confidence,
    right: accuracy,
    n,
    ...wilson(accuracy, n),
  }));
  return (
    <Part title={`How good it is: the ${what}`}>
      <BarTable
        caption="By what is told of the wine"
        of="Told"
        measure="Right, %"
        bars={Object.entries(regimes).map(([regime, measures]) => barOf(REGIMES[regime] ?? regime, measures))}
        max={1}
        write={percent}
      />
      <p class="quiet">All that follows is of wines of which note, price, points and the other target are told.</p>
      <div class="columns">
        {Object.entries(KINDS).map(([kind, title]) => (
          <SliceBars key={kind} title={title} bars={slicesOf(slices, kind).map((slice) => barOf(slice.name, slice))} />
        ))}
      </div>
      {bins.length > 0 ? (
        <CalibrationPlot title={`Calibration of the ${what}`} bins={bins} />
      ) : (
        <p class="notice">This version was made before calibration by confidence was kept.</p>
      )}
      {confusion ? (
        <ConfusionTable confusion={confusion} what={what} />
      ) : (
        <p class="notice">This version was made before it was kept what is taken for what.</p>
      )}
    </Part>
  );
}

function SliceBars({ title, bars }: { title: string; bars: readonly Bar[] }) {
  if (bars.length === 0) return null;
  const table = (caption: string, shown: readonly Bar[]) => (
    <BarTable caption={caption} of="Slice" measure="Right, %" bars={shown} max={1} write={percent} />
  );
  const rest = bars.slice(SLICES_SHOWN);
  return (
    <div>
      {table(title, bars.slice(0, SLICES_SHOWN))}
      {rest.length > 0 && (
        <details>
          <summary>
            {title}: {rest.length} more
          </summary>
          {table(`${title}, those with fewer wines`, rest)}
        </details>
      )}
    </div>
  );
}

function barOf(name: string, { accuracy, exampleCount: n }: Pick<Measures, 'accuracy' | 'exampleCount'>): Bar {
  return { name, value: accuracy, n, ...wilson(accuracy, n) };
}

/** Ranges in their order, classes as they are: the most frequent first. */
function slicesOf(slices: readonly Slice[], kind: string): readonly Slice[] {
  const found = slices.filter((slice) => slice.kind === kind);
  if (kind !== 'price' && kind !== 'noteLength') return found;
  return found.sort((one, other) => lowEndOf(one.name) - lowEndOf(other.name));
}

/** Where a range begins: `10 to 20 dollars` at 10, `under 10 dollars` before all; what is no range is after all. */
function lowEndOf(name: string): number {
  if (name.startsWith('under ')) return -1;
  const begin = parseFloat(name);
  return Number.isNaN(begin) ? Infinity : begin;
}
