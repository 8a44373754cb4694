import { useState } from 'preact/hooks';
import type { Client, ModelClass, Prediction, Target } from '../../../../packages/client/client.ts';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { Failed } from '../../states/failed.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { count, number, percent } from '../../words/format.ts';
import { chooseDoubtful, toldOf } from './doubtful.ts';
import { nameTarget } from './view.ts';

/** How many of the newest predictions are looked at, and how many of them are shown. */
const LOOKED_AT = 200;
const SHOWN = 8;

interface Doubts {
  predictions: Prediction[];
  lookedAt: number;
  classes: Map<string, ModelClass>;
}

/** The answers that a label would teach most by: the least sure of this key's newest, without a label. */
export function LabelNext({ target, labelled }: { target: Target; labelled: () => void }) {
  const { client } = useSession();
  const answer = useAnswer((signal) => readDoubts(client, target, signal), [target]);
  return (
    <section class="card" aria-labelledby="label-next">
      <h2 id="label-next">Label next</h2>
      <Answered answer={answer} what="the answers that are least sure">
        {({ predictions, lookedAt, classes }) => (
          <>
            <p class="quiet">
              Of this key’s newest {count(lookedAt, 'prediction')} without a label, those whose {nameTarget(target)} is
              least sure. The confidence is calibrated, so what is missing to 100 % is the chance that a label corrects
              the model; it teaches most where the model has seen few examples. Label some that are sure as well:
              measured by doubtful ones alone, the accuracy looks lower than it is.
            </p>
            {predictions.length === 0 ? (
              <Empty>
                There is none. <a href={linkTo('try')}>Record a prediction</a>, and it is offered here.
              </Empty>
            ) : (
              <ol class="doubts">
                {predictions.map((prediction) => (
                  <Doubt key={prediction.id} {...{ prediction, target, classes, labelled }} />
                ))}
              </ol>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

async function readDoubts(client: Client, target: Target, signal: AbortSignal): Promise<Doubts> {
  const unlabelled: Prediction[] = [];
  const [classes] = await Promise.all([
    client.classes(target, { signal }),
    (async () => {
      for await (const prediction of client.history({ labelled: false }, { pageSize: 100, signal })) {
        unlabelled.push(prediction);
        if (unlabelled.length === LOOKED_AT) break;
      }
    })(),
  ]);
  return {
    predictions: chooseDoubtful(unlabelled, target, SHOWN),
    lookedAt: unlabelled.length,
    classes: new Map(classes.map((one) => [one.name, one])),
  };
}

interface DoubtProps {
  prediction: Prediction;
  target: Target;
  classes: Doubts['classes'];
  labelled: () => void;
}

function Doubt({ prediction, target, classes, labelled }: DoubtProps) {
  const { client } = useSession();
  const [told, setTold] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const field = target === 'COUNTRY' ? 'country' : 'variety';
  const answer = prediction[field];
  const tell = (name: string): void => {
    setError(null);
    client.label(prediction.id, { [field]: name }).then(() => {
      setTold(name);
      labelled();
    }, setError);
  };
  return (
    <li>
      <p>
        <a href={linkTo('history', {}, prediction.id)} dir="auto">
          {toldOf(prediction)}
        </a>
      </p>
      <p class="worth">
        A label corrects it with a chance of <strong>{percent(1 - answer.confidence)}</strong>.{' '}
        <span class="quiet">{describeExamples(answer.ranking.slice(0, 2), classes)}</span>
      </p>
      <div class="row" role="group" aria-label={`The true ${nameTarget(target)}`}>
        {answer.ranking.map(({ name, confidence }) => (
          <button
            key={name}
            type="button"
            class="small"
            dir="auto"
            aria-pressed={told === name}
            onClick={() => tell(name)}
          >
            {told === name ? '✓ ' : ''}
            {name} <span class="quiet">{percent(confidence)}</span>
          </button>
        ))}
        <a href={linkTo('history', {}, prediction.id)}>another …</a>
      </div>
      <p class="sr" role="status">
        {told === null ? '' : `Told: ${told}`}
      </p>
      {error !== null && <Failed error={error} />}
    </li>
  );
}

/** `The model was trained on 4,210 examples of Merlot and 23 of Malbec.` */
function describeExamples(ranking: readonly { name: string }[], classes: Doubts['classes']): string {
  const seen = ranking.flatMap(({ name }) => {
    const examples = classes.get(name)?.examples ?? null;
    return examples === null ? [] : [{ name, examples }];
  });
  const [first, ...others] = seen.map(({ name, examples }) => `${number(examples)} of ${name}`);
  return first === undefined ? '' : `Trained on ${[first, ...others].join(' and ')}.`;
}
