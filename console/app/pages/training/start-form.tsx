import { useState } from 'preact/hooks';
import type { TrainingRun } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Failed } from '../../states/failed.tsx';

/** Starts a training; one runs at a time. */
export function StartForm({ isAtWork, started }: { isAtWork: boolean; started: (run: TrainingRun) => void }) {
  const { client } = useSession();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const start = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .startTraining(reason.trim() || undefined)
      .then((run) => {
        setReason('');
        started(run);
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <form class="card start" method="post" onSubmit={start} aria-label="Start a training">
      <h2>Start a training</h2>
      <p class="quiet">
        From all datasets in use and all labels so far. It goes on without this page; the gate decides whether the new
        version becomes the champion.
      </p>
      <label for="training-reason">Why, for the history</label>
      <input
        id="training-reason"
        dir="auto"
        maxLength={200}
        autocomplete="off"
        value={reason}
        onInput={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <button class="primary" disabled={busy || isAtWork}>
        {isAtWork ? 'One is at work' : busy ? 'Starting …' : 'Start'}
      </button>
      {error !== null && <Failed error={error} />}
    </form>
  );
}
