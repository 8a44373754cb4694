import { useEffect, useRef } from 'preact/hooks';
import type { ModelVersion } from '../../../../packages/client/client.ts';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { Comparison } from './comparison.tsx';
import { GateVerdict } from './gate-verdict.tsx';
import { MoveForm } from './move-form.tsx';
import { VersionFigures } from './version-figures.tsx';
import { STATES } from './version-row.tsx';

interface OneVersionProps {
  id: string;
  /** What it is compared with; empty for the champion. */
  other: string;
  /** The champion, once it is known. */
  champion: string | undefined;
  /** Changes with each move. */
  turn: number;
  mayMove: boolean;
  moved: () => void;
}

/** One version whole: its figures, the gate's decision, the move, and what differs from another one. */
export function OneVersion({ id, other, champion, turn, mayMove, moved }: OneVersionProps) {
  const { client } = useSession();
  const answer = useAnswer((signal) => client.modelVersion(id, { signal }), [id, turn]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="one" aria-labelledby="one-version">
      <div class="row">
        <h2 id="one-version" ref={heading} tabIndex={-1}>
          {id}
        </h2>
        <a href={linkTo('models')}>Close</a>
      </div>
      <Answered answer={answer} what="the version">
        {(version) =>
          version === null ? (
            <Empty>There is no version of this id. Look at the list again.</Empty>
          ) : (
            <>
              <Whole version={version} champion={champion} mayMove={mayMove} moved={moved} />
              <Comparison version={version} other={other} champion={champion} />
            </>
          )
        }
      </Answered>
    </section>
  );
}

function Whole({
  version,
  champion,
  mayMove,
  moved,
}: {
  version: ModelVersion;
  champion: string | undefined;
  mayMove: boolean;
  moved: () => void;
}) {
  const { client } = useSession();
  const { id, state, decision, trainedBy, sha256 } = version;
  return (
    <section class="card" aria-label="The version">
      <p>
        <span class="badge">{STATES[state]}</span>{' '}
        <span class="quiet">
          {trainedBy === null ? 'It came with a release.' : `Made by the training ${trainedBy}.`} SHA-256{' '}
          <code>{sha256.slice(0, 12)}…</code>
        </span>
      </p>
      <VersionFigures version={version} />
      <GateVerdict decision={decision} />
      {mayMove && state !== 'CHAMPION' && champion !== undefined && (
        <MoveForm
          what="Make it the champion"
          explanation={`Takes the place of ${champion}, within 30 seconds. Refused if another one is it by then.`}
          move={(reason) => client.promote(id, reason, { expectedChampion: champion })}
          moved={moved}
        />
      )}
    </section>
  );
}
