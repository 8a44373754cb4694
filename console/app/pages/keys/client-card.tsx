import { useState } from 'preact/hooks';
import type { ClientKey, KnownClient, NewKey, QuotaWindow } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Failed } from '../../states/failed.tsx';
import { count, moment, number } from '../../words/format.ts';

interface ClientCardProps {
  known: KnownClient;
  replace: (known: KnownClient) => void;
  made: (key: NewKey) => void;
}

/** A client with its quotas and its keys. */
export function ClientCard({ known, replace, made }: ClientCardProps) {
  const { perMinute, perDay } = known.quota;
  const changed = (key: ClientKey): void =>
    replace({ ...known, keys: known.keys.map((one) => (one.id === key.id ? key : one)) });
  return (
    <li class="card">
      <h3>
        <bdi>{known.id}</bdi>
      </h3>
      <p class="quiet">
        {[tellQuota(perMinute, 'this minute'), tellQuota(perDay, 'today')].filter(Boolean).join('; ') || 'No quota.'}
      </p>
      <ul>
        {known.keys.map((key) => (
          <KeyRow key={key.id} of={key} changed={changed} made={made} />
        ))}
      </ul>
    </li>
  );
}

function tellQuota(window: QuotaWindow | null, when: string): string {
  return window ? `${number(window.used)} of ${number(window.limit)} wines used ${when}` : '';
}

const DAY_HOURS = 24;

interface KeyRowProps {
  of: ClientKey;
  changed: (key: ClientKey) => void;
  made: ClientCardProps['made'];
}

function KeyRow({ of: key, changed, made }: KeyRowProps) {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const act: Act = (doing, then) => {
    setState({ busy: true });
    doing.then(
      (answer) => {
        setState({ busy: false });
        then(answer);
      },
      (error: unknown) => setState({ busy: false, error }),
    );
  };
  const { id, name, expiresAt, suspendedBy, madeBy, scopes } = key;
  return (
    <li aria-busy={state.busy}>
      <p>
        <strong dir="auto">{name}</strong> <code>{id}</code> <span class="badge">{key.state.toLowerCase()}</span>{' '}
        {scopes.join(', ').toLowerCase() || 'no scope'}
      </p>
      <p class="quiet">
        Made {moment(key.createdAt)} by {madeBy === null ? 'the command line' : <bdi>{madeBy}</bdi>};{' '}
        {expiresAt === null ? 'does not end' : `ends ${moment(expiresAt)}`}
        {suspendedBy !== null && (
          <>
            ; suspended by <bdi>{suspendedBy}</bdi>
          </>
        )}
        {scopes.includes('KEYS') && '; changed by the command line alone'}
      </p>
      <KeyActions of={key} act={act} changed={changed} made={made} />
      {state.error !== undefined && <Failed error={state.error} />}
    </li>
  );
}

type Act = <Answer>(doing: Promise<Answer>, then: (answer: Answer) => void) => void;

/** What can be done to a key here. */
function KeyActions({ of: { id, name, ...key }, act, changed, made }: KeyRowProps & { act: Act }) {
  const { client, clientId } = useSession();
  const [overlap, setOverlap] = useState(7 * DAY_HOURS);
  // One button, so that the focus stays with whoever pressed it.
  const resumes = key.suspendedBy !== null;
  const isLocked = key.scopes.includes('KEYS') || key.state === 'REVOKED' || key.state === 'SUSPENDED';
  return (
    <p class="row">
      {(resumes || !isLocked) && (
        <button
          type="button"
          aria-label={`${resumes ? 'Resume' : 'Suspend'} ${name}, ${id}`}
          onClick={() => act(resumes ? client.resumeKey(id) : client.suspendKey(id), changed)}
        >
          {resumes ? 'Resume' : 'Suspend'}
        </button>
      )}
      {!isLocked && key.madeBy === clientId && (
        <>
          <button
            type="button"
            aria-label={`Rotate ${name}, ${id}`}
            onClick={() => act(client.rotateKey(id, { overlapHours: overlap }), made)}
          >
            Rotate
          </button>
          <select
            aria-label={`How long ${id} goes on`}
            value={overlap}
            onChange={({ currentTarget }) => setOverlap(Number(currentTarget.value))}
          >
            {[0, 1, 7, 30].map((days) => (
              <option key={days} value={days * DAY_HOURS}>
                {days === 0 ? 'the old key ends now' : `the old key goes on for ${count(days, 'day')}`}
              </option>
            ))}
          </select>
        </>
      )}
    </p>
  );
}
