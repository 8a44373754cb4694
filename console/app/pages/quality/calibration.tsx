import { CalibrationPlot } from '../../charts/calibration-plot.tsx';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { nameTarget, timesOf, type Question } from './view.ts';

/** Whether the confidences are honest: of answers given with 0.8, eight in ten should be right. */
export function Calibration({ target, days, turn }: Question) {
  const { client } = useSession();
  const answer = useAnswer(
    async (signal) =>
      (await client.accuracy({ ...timesOf(days), by: 'CONFIDENCE' }, { signal }))
        .filter((slice) => slice.target === target)
        .map(({ estimated, accuracy, low, high, labelled }) => ({
          ...{ confidence: estimated, right: accuracy, low, high, n: labelled },
        }))
        .sort((one, other) => one.confidence - other.confidence),
    [target, days, turn],
  );
  return (
    <section class="card" aria-labelledby="calibration">
      <h2 id="calibration">Calibration</h2>
      <Answered answer={answer} what="the calibration">
        {(bins) =>
          bins.length === 0 ? (
            <Empty>
              No answer of this time has a label for the {nameTarget(target)} yet: there is nothing to compare.
            </Empty>
          ) : (
            <>
              <CalibrationPlot title={`Confidence and right answers of the ${nameTarget(target)}`} bins={bins} />
              <p class="quiet">
                On the diagonal the confidence is what it says. Each point is a tenth of the scale, its line the 95 %
                interval: where that crosses the diagonal, chance explains the rest.
              </p>
            </>
          )
        }
      </Answered>
    </section>
  );
}
