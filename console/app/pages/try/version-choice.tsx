import { useState } from 'preact/hooks';
import { listVersions } from '../../lists/list-versions.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { useAnswer } from '../../states/use-answer.ts';

/** Which other version is asked about the same wine. The list is read once somebody wants it. */
export function VersionChoice({ chosen, choose }: { chosen: string | null; choose: (id: string | null) => void }) {
  const [wanted, setWanted] = useState(chosen !== null);
  if (!wanted) {
    return (
      <button type="button" onClick={() => setWanted(true)}>
        Compare with another version …
      </button>
    );
  }
  return <Versions chosen={chosen} choose={choose} />;
}

/** It comes in the place of the button that was pressed, which had the focus. */
const goOnHere = (list: HTMLSelectElement | null): void => list?.focus();

function Versions({ chosen, choose }: { chosen: string | null; choose: (id: string | null) => void }) {
  const { client } = useSession();
  const answer = useAnswer((signal) => listVersions(client, signal), []);
  return (
    <Answered answer={answer} what="the model versions">
      {(versions) => (
        <>
          <label for="other-version">Compare with</label>
          <select
            id="other-version"
            ref={goOnHere}
            value={chosen ?? ''}
            onChange={({ currentTarget }) => choose(currentTarget.value || null)}
          >
            <option value="">nothing: the champion alone</option>
            {versions.map(({ id, what }) => (
              <option key={id} value={id}>
                {id} ({what})
              </option>
            ))}
          </select>
        </>
      )}
    </Answered>
  );
}
