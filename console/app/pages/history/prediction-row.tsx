import { useState } from 'preact/hooks';
import type { Prediction } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { describeError } from '../../states/describe-error.ts';
import { count, excerpt, moment, percent } from '../../words/format.ts';

/** What is shown of a note in the list. */
const EXCERPT_CHARACTERS = 140;

/** A prediction in the list: what it was about, what was answered, and whether somebody has told the truth. */
export function PredictionRow({
  prediction,
  link,
  isOpen,
  mayLabel,
  changed,
}: {
  prediction: Prediction;
  link: string;
  isOpen: boolean;
  mayLabel: boolean;
  changed: (prediction: Prediction) => void;
}) {
  const { wine, country, variety, createdAt, warnings, label } = prediction;
  return (
    <li class={isOpen ? 'prediction open' : 'prediction'}>
      <a href={link} aria-current={isOpen ? 'true' : undefined}>
        <time dateTime={createdAt}>{moment(createdAt)}</time>
        <span class="excerpt" dir="auto">
          {excerptOf(wine)}
        </span>
      </a>
      <p class="row">
        <span dir="auto">
          {country.name} <span class="quiet">{percent(country.confidence)}</span>
        </span>
        <span dir="auto">
          {variety.name} <span class="quiet">{percent(variety.confidence)}</span>
        </span>
        {warnings.length > 0 && <span class="badge">⚠ {count(warnings.length, 'warning')}</span>}
        {label && (
          <span class="badge" dir="auto">
            {describeLabel(prediction)}
          </span>
        )}
        {!label && mayLabel && <BothRight prediction={prediction} changed={changed} />}
      </p>
    </li>
  );
}

function excerptOf({ description, winery, region, country, variety }: Prediction['wine']): string {
  const text = description ?? [winery, variety, region, country].filter(Boolean).join(', ');
  return excerpt(text, EXCERPT_CHARACTERS);
}

/** The label in few words: that the answers were right, or what would have been. */
function describeLabel({ label, country, variety }: Prediction): string {
  const told = [
    { said: label?.country, answered: country.name },
    { said: label?.variety, answered: variety.name },
  ].filter(({ said }) => said != null);
  const wrong = told.filter(({ said, answered }) => said !== answered).map(({ said }) => said);
  return wrong.length === 0 ? '✓ right' : `✗ ${wrong.join(', ')}`;
}

/** One click where both answers are right; whatever else is told in the prediction itself. */
function BothRight({ prediction, changed }: { prediction: Prediction; changed: (prediction: Prediction) => void }) {
  const { client } = useSession();
  const [state, setState] = useState<'idle' | 'busy' | { error: unknown }>('idle');
  const tell = (): void => {
    setState('busy');
    const { id, country, variety } = prediction;
    client.label(id, { country: country.name, variety: variety.name }).then(changed, (error: unknown) => {
      setState({ error });
    });
  };
  return (
    <>
      <button type="button" class="small" disabled={state === 'busy'} onClick={tell}>
        ✓ Both right
      </button>
      {typeof state === 'object' && <span role="alert">{describeError(state.error).sentence}</span>}
    </>
  );
}
