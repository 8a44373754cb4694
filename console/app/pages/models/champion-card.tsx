import type { ModelVersion, Promotion } from '../../../../packages/client/client.ts';
import { ColumnsTable } from '../../charts/columns-table.tsx';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { useAnswer, type Answer } from '../../states/use-answer.ts';
import { count, moment } from '../../words/format.ts';
import { MoveForm } from './move-form.tsx';
import { VersionFigures } from './version-figures.tsx';

interface ChampionProps {
  answer: Answer<ModelVersion>;
  /** Changes with each move. */
  turn: number;
  mayMove: boolean;
  moved: () => void;
}

/** Which version answers now, since when and why, and the way back. */
export function ChampionCard({ answer, turn, mayMove, moved }: ChampionProps) {
  const { client } = useSession();
  const moves = useAnswer(async (signal) => (await client.promotions({ signal }).pages().next()).value ?? [], [turn]);
  return (
    <section class="card" aria-labelledby="champion">
      <h2 id="champion">Champion</h2>
      <Answered answer={answer} what="the champion">
        {(champion) => (
          <>
            <p>
              <a href={linkTo('models', {}, champion.id)}>{champion.id}</a> answers now.
            </p>
            <VersionFigures version={champion} />
            <Answered answer={moves} what="the moves of the champion">
              {(list) => <Moves moves={list} champion={champion.id} mayMove={mayMove} moved={moved} />}
            </Answered>
          </>
        )}
      </Answered>
    </section>
  );
}

interface MovesProps {
  /** Newest first. */
  moves: readonly Promotion[];
  champion: string;
  mayMove: boolean;
  moved: () => void;
}

function Moves({ moves, champion, mayMove, moved }: MovesProps) {
  const { client } = useSession();
  const [last] = moves;
  if (last === undefined) return <p class="quiet">It came with the release: nothing was ever promoted.</p>;
  return (
    <>
      <p>
        Since {moment(last.at)}, by {last.by}: <q dir="auto">{last.reason}</q>
      </p>
      <details>
        <summary>
          {count(moves.length, 'move')} of the champion{moves.length === 100 ? ' (the newest)' : ''}
        </summary>
        <ColumnsTable
          title="Moves of the champion"
          rows={moves}
          columns={[
            { name: 'When', write: ({ at }) => moment(at) },
            { name: 'What', write: ({ kind }) => KINDS[kind] },
            { name: 'To', write: ({ to }) => <a href={linkTo('models', {}, to)}>{to}</a> },
            { name: 'By', write: ({ by }) => by },
            { name: 'Why', write: ({ reason }) => reason },
          ]}
        />
      </details>
      {mayMove && (
        <MoveForm
          what="Roll back"
          explanation={`Makes the version before ${champion} the champion again. Refused if another one is it by then.`}
          move={(reason) => client.rollback(reason, { expectedChampion: champion })}
          moved={moved}
        />
      )}
    </>
  );
}

const KINDS: Readonly<Record<Promotion['kind'], string>> = {
  GATE: 'the gate let it through',
  PROMOTE: 'promoted',
  ROLLBACK: 'rolled back',
};
