import type { SliceAccuracy, Target } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { count, percent } from '../../words/format.ts';
import { findMistakes, readConfusion, type ConfusionMatrix, type Mistake } from './confusion-matrix.ts';
import { nameTarget, timesOf } from './view.ts';

const CLASSES_SHOWN = 8;
const MISTAKES_SHOWN = 8;

/** What the most frequent answers are mistaken for. */
export function Confusion({ target, days }: { target: Target; days: number }) {
  const { client } = useSession();
  const answer = useAnswer((signal) => client.accuracy({ ...timesOf(days), by: target }, { signal }), [target, days]);
  return (
    <section class="card" aria-labelledby="confusion">
      <h2 id="confusion">What is mistaken for what</h2>
      <Answered answer={answer} what="the confusion">
        {(slices) => <Confused slices={slices} target={target} />}
      </Answered>
    </section>
  );
}

function Confused({ slices, target }: { slices: SliceAccuracy[]; target: Target }) {
  const matrix = readConfusion(slices, target, CLASSES_SHOWN);
  if (matrix.rows.length === 0) {
    return <Empty>No answer of this time has a label for the {nameTarget(target)} yet: no mistake is known.</Empty>;
  }
  return (
    <div class="columns wide">
      <Matrix matrix={matrix} target={target} />
      <Mistakes mistakes={findMistakes(slices, target, MISTAKES_SHOWN)} />
    </div>
  );
}

function Matrix({ matrix: { names, rows }, target }: { matrix: ConfusionMatrix; target: Target }) {
  const total = rows.reduce((sum, { labelled }) => sum + labelled, 0);
  const title = `Answers (down) and labels (across) of the ${nameTarget(target)}`;
  return (
    <div>
      <p id="confusion-title">
        <strong>{title}</strong>{' '}
        <span class="quiet">{count(total, 'label')}; the darker, the larger its share of the row</span>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="confusion-title">
        <table class="confusion" aria-labelledby="confusion-title">
          <thead>
            <tr>
              <th scope="col">Answer</th>
              {names.map((name) => (
                <th key={name} scope="col" class="upright" dir="auto">
                  <span>{name}</span>
                </th>
              ))}
              <th scope="col" class="upright">
                <span>another</span>
              </th>
              <th scope="col" class="figure">
                n
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ answer, labelled, counts, others }) => (
              <tr key={answer}>
                <th scope="row" dir="auto">
                  {answer}
                </th>
                {[...counts, others].map((many, at) => (
                  <Cell key={at} many={many} share={many / labelled} isRight={names[at] === answer} />
                ))}
                <td class="figure">{labelled}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** How much of the colour a cell with anything in it has, in percent, and one with all of its row. */
const GROUND_MIN = 8;
const GROUND_MAX = 45;

function Cell({ many, share, isRight }: { many: number; share: number; isRight: boolean }) {
  const colour = `var(--${isRight ? 'for' : 'against'}-ground)`;
  const strength = GROUND_MIN + (GROUND_MAX - GROUND_MIN) * share;
  const background = many === 0 ? undefined : `color-mix(in srgb, ${colour} ${strength}%, transparent)`;
  return (
    <td class={isRight ? 'right' : undefined} style={{ background }}>
      {many === 0 ? <span class="quiet">0</span> : many}
    </td>
  );
}

function Mistakes({ mistakes }: { mistakes: Mistake[] }) {
  if (mistakes.length === 0) return <p>Every labelled answer of this time was right.</p>;
  return (
    <table class="mistakes">
      <caption>The most frequent mistakes</caption>
      <thead>
        <tr>
          <th scope="col">Answered</th>
          <th scope="col">Labels say</th>
          <th scope="col" class="figure">
            Times
          </th>
        </tr>
      </thead>
      <tbody>
        {mistakes.map(({ answer, truth, count: times, labelled }) => (
          <tr key={`${answer} ${truth}`}>
            <td dir="auto">{answer}</td>
            <td dir="auto">{truth}</td>
            <td class="figure">
              {times} <span class="quiet">of {labelled}</span>
              <span class="interval"> {percent(times / labelled)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
