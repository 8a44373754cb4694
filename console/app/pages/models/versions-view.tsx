import { useRef, useState } from 'preact/hooks';
import type { VersionName } from '../../../../packages/client/client.ts';
import { More } from '../../lists/more.tsx';
import { useEndless } from '../../lists/use-endless.ts';
import { useSession } from '../../session/session.ts';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { useWayBack } from '../history/use-way-back.ts';
import { ChampionCard } from './champion-card.tsx';
import { OneVersion } from './one-version.tsx';
import { VersionRow } from './version-row.tsx';

/** How many versions are read at once: more than fit on a screen, and less than a megabyte of evaluations. */
const PAGE_SIZE = 12;

/** The champion, the versions beside it, and one of them whole. */
export function VersionsView({ id, other, mayMove }: { id: string; other: string; mayMove: boolean }) {
  const { client } = useSession();
  const [turn, setTurn] = useState(0);
  const champion = useAnswer((signal) => client.champion({ signal }), [turn]);
  const list = useEndless<VersionName>((signal) => client.versionNames({ pageSize: PAGE_SIZE, signal }), [turn]);
  const moved = (): void => setTurn((before) => before + 1);
  const championId = champion.state === 'failed' ? undefined : champion.value?.id;
  const place = useRef<HTMLElement>(null);
  useWayBack(id, place);
  const best = findBest(list.entries);
  return (
    <div class={id === '' ? 'models' : 'models opened'}>
      <section class="list" aria-label="Model versions" ref={place} tabIndex={-1}>
        <ChampionCard answer={champion} turn={turn} mayMove={mayMove} moved={moved} />
        <h2>Trained here, newest first</h2>
        <p class="quiet">
          Right answers on the hold-out set of each version, with note, numbers and the other target told. ★ marks the
          best that is shown.
        </p>
        <ol>
          {list.entries.map((version) => (
            <VersionRow key={version.id} version={version} best={best} isOpen={version.id === id} />
          ))}
        </ol>
        {list.state === 'end' && list.entries.length === 0 && (
          <Empty>No version was trained here yet: the one that came with the release answers.</Empty>
        )}
        <More list={list} what="the versions" />
      </section>
      {id !== '' && (
        <OneVersion key={id} id={id} other={other} champion={championId} turn={turn} mayMove={mayMove} moved={moved} />
      )}
    </div>
  );
}

/** The highest figures of the versions that are shown; null where all are alike. */
export interface Best {
  country: number | null;
  variety: number | null;
}

function findBest(versions: readonly VersionName[]): Best {
  return {
    country: findHighest(versions.map(({ countryAccuracy }) => countryAccuracy)),
    variety: findHighest(versions.map(({ varietyAccuracy }) => varietyAccuracy)),
  };
}

function findHighest(shares: readonly number[]): number | null {
  const highest = Math.max(...shares);
  return shares.every((share) => share === highest) ? null : highest;
}
