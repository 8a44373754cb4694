import { useState } from 'preact/hooks';
import type { Classification, Prediction, Truth } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Failed } from '../../states/failed.tsx';

/** Tells what is true: a click on one of the five most probable, or another name. */
export function LabelForm({
  prediction,
  changed,
}: {
  prediction: Prediction;
  changed: (prediction: Prediction) => void;
}) {
  const { client } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tell = (truth: Truth): void => {
    setBusy(true);
    setError(null);
    client
      .label(prediction.id, truth)
      .then(changed, setError)
      .finally(() => setBusy(false));
  };
  const { country, variety, label } = prediction;
  return (
    <section class="card labels" aria-label="Label" aria-busy={busy}>
      <h3>What is true?</h3>
      <Choice title="Country" answer={country} said={label?.country ?? null} tell={(name) => tell({ country: name })} />
      <Choice title="Variety" answer={variety} said={label?.variety ?? null} tell={(name) => tell({ variety: name })} />
      {error !== null && <Failed error={error} />}
      <p class="sr" role="status">
        {label && !busy ? `Told: ${[label.country, label.variety].filter(Boolean).join(', ')}` : ''}
      </p>
    </section>
  );
}

function Choice({
  title,
  answer: { ranking },
  said,
  tell,
}: {
  title: string;
  answer: Classification;
  said: string | null;
  tell: (name: string) => void;
}) {
  const [other, setOther] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (other.trim() === '') return;
    tell(other.trim());
    setOther('');
  };
  const names = ranking.map(({ name }) => name);
  const shown = said !== null && !names.includes(said) ? [...names, said] : names;
  return (
    <fieldset>
      <legend>{title}</legend>
      <div class="row">
        {shown.map((name) => (
          <button
            key={name}
            type="button"
            class="small"
            dir="auto"
            aria-pressed={name === said}
            onClick={() => tell(name)}
          >
            {name === said ? `✓ ${name}` : name}
          </button>
        ))}
      </div>
      <form method="post" class="row" onSubmit={submit}>
        <input
          aria-label={`Another ${title.toLowerCase()}`}
          placeholder="another one"
          dir="auto"
          maxLength={100}
          value={other}
          autocomplete="off"
          onInput={({ currentTarget }) => setOther(currentTarget.value)}
        />
        <button class="small">Tell</button>
      </form>
    </fieldset>
  );
}
