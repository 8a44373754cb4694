import { useEffect, useState } from 'preact/hooks';
import { failures } from '../../session/failures.ts';
import { count, moment } from '../../words/format.ts';

/** The requests of this tab that came to nothing: they are no predictions, and kept nowhere but here. */
export function FailedRequests() {
  const [, look] = useState(0);
  useEffect(() => {
    const again = (): void => look((before) => before + 1);
    addEventListener('failure', again);
    return () => removeEventListener('failure', again);
  }, []);
  if (failures.length === 0) return null;
  return (
    <details>
      <summary>{count(failures.length, 'request')} of this tab refused or failed</summary>
      <p class="quiet">
        They are no predictions and are stored nowhere: only this tab knows them, until it is reloaded. How many there
        were of all clients is on “Is it well”.
      </p>
      <ol class="failed">
        {failures.map(({ at, errorType, message, asked }) => (
          <li key={at + asked} dir="auto">
            {moment(at)} <strong>{errorType}</strong>: {message} <code>{asked}</code>
          </li>
        ))}
      </ol>
    </details>
  );
}
