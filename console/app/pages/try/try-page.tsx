import { useState } from 'preact/hooks';
import { TerroirError } from '../../../../packages/client/client.ts';
import { AnswerCard } from '../../answers/answer-card.tsx';
import { Empty } from '../../states/empty.tsx';
import { Failed } from '../../states/failed.tsx';
import { Loading } from '../../states/loading.tsx';
import { RecordIt } from './record-it.tsx';
import { RequestCode } from './request-code.tsx';
import { keepWine, keptWine } from './kept-wine.ts';
import { useTrials } from './use-trials.ts';
import { VersionChoice } from './version-choice.tsx';
import { EXAMPLES, NO_WINE, readWine, type TypedWine } from './wine-fields.ts';
import { WineForm } from './wine-form.tsx';
import { WithoutTable } from './without-table.tsx';

/** A wine, answered while it is typed, and all that the answer hangs on. */
export function TryPage() {
  const [typed, setTyped] = useState(keptWine);
  const [other, setOther] = useState<string | null>(null);
  const change = (wine: TypedWine): void => {
    keepWine(wine);
    setTyped(wine);
  };
  const wine = readWine(typed);
  const isEmpty = Object.keys(wine).length === 0;
  const tried = useTrials(isEmpty ? null : wine, other === null ? [null] : [null, other]);
  const { trials, error, busy } = tried;
  const [trial] = trials;
  const wrongField = error instanceof TerroirError ? error.field : null;
  return (
    <div class="try">
      <section aria-label="The wine" class="card wine">
        <WineForm typed={typed} change={change} wrongField={wrongField} />
        <div class="row">
          {EXAMPLES.map(({ name, wine: example }) => (
            <button key={name} type="button" onClick={() => change(example)}>
              {name}
            </button>
          ))}
          <button type="button" disabled={isEmpty} onClick={() => change(NO_WINE)}>
            Clear
          </button>
        </div>
        <p class="quiet">What you type is answered, and recorded nowhere. A try counts as a wine of the quota.</p>
        <VersionChoice chosen={other} choose={setOther} />
      </section>
      <div class="answers">
        <p class="sr" role="status">
          {!busy && trial && `Country: ${trial.country.name}. Variety: ${trial.variety.name}.`}
        </p>
        {isEmpty && <Empty>Type a tasting note, or anything else that you know; or begin with an example.</Empty>}
        {busy && !trial && error === null && <Loading what="the answer" />}
        {error !== null && <Failed error={error} again={wrongField === null ? tried.again : undefined} />}
        {trial && tried.wine && (
          <div aria-busy={busy}>
            {trial.warnings.map((warning) => (
              <p key={warning} class="notice warn" dir="auto">
                {warning}
              </p>
            ))}
            <div class="columns">
              <AnswerCard target="country" answers={trials} note={tried.wine.description ?? ''} />
              <AnswerCard target="variety" answers={trials} note={tried.wine.description ?? ''} />
            </div>
            <div class="columns">
              <WithoutTable trial={trial} />
              <RequestCode wine={tried.wine} modelVersion={trials[1]?.modelVersion ?? null} />
            </div>
            <RecordIt key={JSON.stringify(tried.wine)} wine={tried.wine} />
          </div>
        )}
      </div>
    </div>
  );
}
