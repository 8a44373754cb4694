import { useState } from 'preact/hooks';
import type { SliceAccuracy, SliceKind, Target } from '../../../../packages/client/client.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { percent } from '../../words/format.ts';
import { KINDS, nameTarget, timesOf, type Question } from './view.ts';

/** How many slices are shown at first. */
const FIRST = 12;

/** How often the answers were right by variety, price range, country or version, with how many labels tell so. */
export function Slices({ target, days, turn, by }: Question & { by: SliceKind }) {
  const { client } = useSession();
  const answer = useAnswer(
    async (signal) =>
      inOrder((await client.accuracy({ ...timesOf(days), by }, { signal })).filter((slice) => slice.target === target)),
    [target, days, turn, by],
  );
  const kind = KINDS.find((one) => one.kind === by);
  return (
    <section class="card" aria-labelledby="slices">
      <h2 id="slices">By {kind?.title}</h2>
      <Answered answer={answer} what="the slices">
        {(slices) => <SliceBars key={by} slices={slices} target={target} of={kind?.of ?? ''} />}
      </Answered>
    </section>
  );
}

/** Price ranges stand in their own order, all else by the number of labels, as the API gives it. */
const RANGES = ['under 10', '10–20', '20–40', '40–100', 'over 100', 'unknown'];

function inOrder(slices: SliceAccuracy[]): SliceAccuracy[] {
  return slices.sort((one, other) => RANGES.indexOf(one.slice) - RANGES.indexOf(other.slice));
}

function SliceBars({ slices, target, of }: { slices: SliceAccuracy[]; target: Target; of: string }) {
  const [isWhole, setWhole] = useState(false);
  if (slices.length === 0) {
    return (
      <Empty>
        No answer of this time has a label for the {nameTarget(target)} yet: without one nothing is measured.
      </Empty>
    );
  }
  const shown = isWhole ? slices : slices.slice(0, FIRST);
  return (
    <>
      <BarTable
        caption={`Right answers of the ${nameTarget(target)}`}
        of={of}
        measure="Right, %"
        max={1}
        write={percent}
        bars={shown.map(({ slice, accuracy, low, high, labelled, estimated }) => ({
          ...{ name: slice, value: accuracy, low, high, n: labelled, expected: estimated },
        }))}
      />
      <p class="quiet">
        The line across a bar is the 95 % interval; what was expected, by the mean confidence, is marked ◇. n counts
        labels.
      </p>
      {slices.length > FIRST && (
        <button type="button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? `The first ${FIRST}` : `All ${slices.length}`}
        </button>
      )}
    </>
  );
}
