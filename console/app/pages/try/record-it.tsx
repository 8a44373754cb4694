import { useState } from 'preact/hooks';
import type { Prediction, WineInput } from '../../../../packages/client/client.ts';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Failed } from '../../states/failed.tsx';

type State = { at: 'idle' | 'busy' } | { at: 'recorded'; prediction: Prediction } | { at: 'failed'; error: unknown };

/** Asks in earnest: the answer is recorded, so that it can be found in the history and labelled. It is of one wine. */
export function RecordIt({ wine }: { wine: WineInput }) {
  const { client, scopes } = useSession();
  const [state, setState] = useState<State>({ at: 'idle' });
  const record = (): void => {
    setState({ at: 'busy' });
    client.predict(wine).then(
      (prediction) => setState({ at: 'recorded', prediction }),
      (error: unknown) => setState({ at: 'failed', error }),
    );
  };
  if (state.at === 'recorded') {
    const { id } = state.prediction;
    return (
      <p class="notice" role="status">
        It is recorded as{' '}
        {scopes.includes('HISTORY') ? <a href={linkTo('history', {}, id)}>{id}</a> : <code>{id}</code>}.
      </p>
    );
  }
  return (
    <>
      {state.at === 'failed' && <Failed error={state.error} />}
      <button type="button" class="primary" disabled={state.at === 'busy'} onClick={record}>
        Record this prediction
      </button>
    </>
  );
}
