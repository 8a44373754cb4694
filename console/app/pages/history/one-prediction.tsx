import { useEffect, useRef } from 'preact/hooks';
import type { Prediction } from '../../../../packages/client/client.ts';
import { AnswerCard } from '../../answers/answer-card.tsx';
import { nameField } from '../../answers/name-field.ts';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { CopyButton } from '../../words/copy-button.tsx';
import { moment } from '../../words/format.ts';
import { keepWine } from '../try/kept-wine.ts';
import { FIELDS, typeWine } from '../try/wine-fields.ts';
import { LabelForm } from './label-form.tsx';

/** One prediction whole, as it was recorded, with its label and what was said before. */
export function OnePrediction({
  id,
  back,
  told,
  changed,
}: {
  id: string;
  back: string;
  /** What was labelled last, here or in the list: it is later than what was asked. */
  told: Prediction | null;
  changed: (prediction: Prediction) => void;
}) {
  const { client } = useSession();
  const answer = useAnswer((signal) => client.prediction(id, { signal }), [id]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="one" aria-labelledby="one-prediction">
      <div class="row">
        <h2 id="one-prediction" ref={heading} tabIndex={-1}>
          One prediction
        </h2>
        <a href={back}>Close</a>
      </div>
      <Answered answer={answer} what="the prediction">
        {(found) =>
          found === null ? (
            <Empty>This key has no prediction of the id {id}. It may be another client’s, or erased.</Empty>
          ) : (
            <Whole prediction={told?.id === id ? told : found} changed={changed} />
          )
        }
      </Answered>
    </section>
  );
}

function Whole({ prediction, changed }: { prediction: Prediction; changed: (prediction: Prediction) => void }) {
  const { scopes } = useSession();
  const { id, wine, warnings, modelVersion, createdAt } = prediction;
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} class="notice warn" dir="auto">
          {warning}
        </p>
      ))}
      <dl class="card facts">
        {FIELDS.filter(({ name }) => wine[name] !== null).map(({ name }) => (
          <div key={name}>
            <dt>{nameField(name)}</dt>
            <dd dir="auto">{wine[name]}</dd>
          </div>
        ))}
        <div>
          <dt>predicted</dt>
          <dd>
            <time dateTime={createdAt}>{moment(createdAt)}</time> by <code>{modelVersion}</code>
          </dd>
        </div>
        <div>
          <dt>id</dt>
          <dd>
            <code>{id}</code> <CopyButton text={id} what="the id" />
          </dd>
        </div>
      </dl>
      {scopes.includes('LABEL') && <LabelForm prediction={prediction} changed={changed} />}
      <Said prediction={prediction} />
      <AnswerCard target="country" answers={[prediction]} note={wine.description ?? ''} />
      <AnswerCard target="variety" answers={[prediction]} note={wine.description ?? ''} />
      {scopes.includes('PREDICT') && (
        <a href={linkTo('try')} onClick={() => keepWine(typeWine(wine))}>
          Try this wine again
        </a>
      )}
    </>
  );
}

function Said({ prediction: { labelHistory } }: { prediction: Prediction }) {
  if (labelHistory.length === 0) return <p class="quiet">Nobody has told the truth about it yet.</p>;
  return (
    <table class="card">
      <caption>What was told about it, the last line counts</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Country</th>
          <th scope="col">Variety</th>
        </tr>
      </thead>
      <tbody>
        {labelHistory.map(({ labelledAt, country, variety }) => (
          <tr key={labelledAt}>
            <td>{moment(labelledAt)}</td>
            <td dir="auto">{country ?? '–'}</td>
            <td dir="auto">{variety ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
