import { useState } from 'preact/hooks';
import type { KnownClient, NewKey } from '../../../../packages/client/client.ts';
import { More } from '../../lists/more.tsx';
import { useEndless } from '../../lists/use-endless.ts';
import { useSession } from '../../session/session.ts';
import { ActList } from './act-list.tsx';
import { ClientCard } from './client-card.tsx';
import { ClientForm } from './client-form.tsx';
import { NewKeyNotice } from './new-key-notice.tsx';

/** Who calls, with which keys; keys are made here, shown once, rotated, suspended and resumed. */
export function KeysPage() {
  const { client } = useSession();
  // They are here and nowhere else, each until somebody has it, and go with the page.
  const [made, setMade] = useState<readonly NewKey[]>([]);
  const [turn, setTurn] = useState(0);
  const list = useEndless<KnownClient>((signal) => client.clients({ pageSize: 20, signal }), [turn]);
  const showMade = (key: NewKey): void => {
    setMade((before) => [key, ...before]);
    setTurn((before) => before + 1);
  };
  return (
    <div class="keys">
      {made.map((one) => (
        <NewKeyNotice
          key={one.entry.id}
          made={one}
          forget={() => setMade((before) => before.filter((other) => other !== one))}
        />
      ))}
      <ClientForm key={turn} made={showMade} />
      <section aria-labelledby="clients">
        <h2 id="clients">Clients, newest first</h2>
        <ol>
          {list.entries.map((known) => (
            <ClientCard key={known.id} known={known} replace={list.replace} made={showMade} />
          ))}
        </ol>
        <More list={list} what="the clients" />
      </section>
      <ActList turn={turn} />
    </div>
  );
}
