import type { KeyAct, KeyActKind } from '../../../../packages/client/client.ts';
import { More } from '../../lists/more.tsx';
import { useEndless } from '../../lists/use-endless.ts';
import { useSession } from '../../session/session.ts';
import { moment } from '../../words/format.ts';

const DID: Readonly<Record<KeyActKind, string>> = {
  CREATE: 'made',
  ROTATE: 'rotated to',
  SUSPEND: 'suspended',
  RESUME: 'resumed',
};

/** Who did what to which key, newest first. */
export function ActList({ turn }: { turn: number }) {
  const { client } = useSession();
  const list = useEndless<KeyAct>((signal) => client.keyActs({ signal }), [turn]);
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">What was done here</h2>
      <p class="quiet">The command line’s own acts are in the log of the cloud (CloudTrail).</p>
      <ul>
        {list.entries.map(({ id, at, by, byKey, act, keyId, clientId }) => (
          <li key={id}>
            {moment(at)}: <bdi>{by}</bdi> (<code>{byKey}</code>) {DID[act]} <code>{keyId}</code> of{' '}
            <bdi>{clientId}</bdi>
          </li>
        ))}
      </ul>
      <More list={list} what="the acts" />
    </section>
  );
}
