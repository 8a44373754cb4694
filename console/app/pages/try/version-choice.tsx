import { useState } from 'preact/hooks';
import type { Client } from '../../../../packages/client/client.ts';
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

interface Version {
  id: string;
  what: string;
}

/** The newest hundred versions, and those that were the champion once: the starter version is only among these. */
async function listVersions(client: Client, signal: AbortSignal): Promise<Version[]> {
  const [names, moves] = await Promise.all([
    client.versionNames({ signal }).pages().next(),
    client.promotions({ signal }).pages().next(),
  ]);
  const listed = (names.value ?? []).map(({ id, state }) => ({ id, what: state.toLowerCase() }));
  const once = (moves.value ?? []).flatMap(({ from, to }) => [to, from]);
  const others = [...new Set(once)].filter((id) => !listed.some((version) => version.id === id));
  return [...listed, ...others.map((id) => ({ id, what: 'once the champion' }))];
}
