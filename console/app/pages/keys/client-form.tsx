import { useState } from 'preact/hooks';
import type { NewKey, Scope } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Failed } from '../../states/failed.tsx';

const FIGURES = [
  { name: 'expiresInDays', label: 'Days until the key ends', hint: '90 at most', max: 90 },
  { name: 'quotaPerMinute', label: 'Wines a minute', hint: 'as yours', max: 1e9 },
  { name: 'quotaPerDay', label: 'Wines a day', hint: 'as yours', max: 1e9 },
] as const;

type Figures = Partial<Record<(typeof FIGURES)[number]['name'], string>>;

/** Makes a client and its first key, which may do no more than the key that makes it. */
export function ClientForm({ made }: { made: (key: NewKey) => void }) {
  const { client, scopes: own } = useSession();
  const offered = own.filter((scope) => scope !== 'KEYS');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(offered.filter((scope) => scope === 'PREDICT'));
  const [figures, setFigures] = useState<Figures>({});
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const submit = (event: Event): void => {
    event.preventDefault();
    setState({ busy: true });
    const told = FIGURES.map((one): [string, number | null] => [one.name, Number(figures[one.name]) || null]);
    client
      .addClient({ name, scopes: [...scopes], ...Object.fromEntries(told) })
      .then(made, (error: unknown) => setState({ busy: false, error }));
  };
  return (
    <form class="card" method="post" onSubmit={submit} aria-labelledby="new-client" aria-busy={state.busy}>
      <h2 id="new-client">New client</h2>
      <p class="quiet">
        Its key may do what you choose of what yours may, ends no later than yours, and says that your client made it.
      </p>
      <div class="filters">
        <div>
          <label for="new-name">Who it is for</label>
          <input
            id="new-name"
            dir="auto"
            required
            maxLength={100}
            pattern=".*\S.*"
            autocomplete="off"
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </div>
        <FigureFields figures={figures} change={setFigures} />
      </div>
      <fieldset class="row">
        <legend>What the key may do</legend>
        {offered.map((scope) => (
          <label key={scope} class="choice">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={({ currentTarget: { checked } }) =>
                setScopes(offered.filter((one) => (one === scope ? checked : scopes.includes(one))))
              }
            />{' '}
            {scope.toLowerCase()}
          </label>
        ))}
      </fieldset>
      <button class="primary" disabled={state.busy || scopes.length === 0}>
        Make the key
      </button>
      {state.error !== undefined && <Failed error={state.error} />}
    </form>
  );
}

function FigureFields({ figures, change }: { figures: Figures; change: (figures: Figures) => void }) {
  return (
    <>
      {FIGURES.map(({ name: figure, label, hint, max }) => (
        <div key={figure}>
          <label for={figure}>{label}</label>
          <input
            id={figure}
            type="number"
            min={1}
            max={max}
            placeholder={hint}
            autocomplete="off"
            value={figures[figure] ?? ''}
            onInput={({ currentTarget: { value } }) => change({ ...figures, [figure]: value })}
          />
        </div>
      ))}
    </>
  );
}
