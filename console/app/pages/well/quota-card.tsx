import type { QuotaWindow } from '../../../../packages/client/client.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { moment, number } from '../../words/format.ts';

/** How the quotas of the client stand whose key this is. */
export function QuotaCard() {
  const { client, scopes } = useSession();
  const answer = useAnswer((signal) => client.quota({ signal }), []);
  return (
    <section class="card" aria-labelledby="quota">
      <h2 id="quota">Quota of this key’s client</h2>
      <Answered answer={answer} what="the quota">
        {({ perMinute, perDay }) => (
          <>
            {perMinute && <Used window={perMinute} name="This minute" />}
            {perDay && <Used window={perDay} name="This day, UTC" />}
            {!perMinute && !perDay && <Empty>This client may ask about as many wines as it likes.</Empty>}
          </>
        )}
      </Answered>
      <p class="quiet">
        {scopes.includes('KEYS') ? (
          <a href={linkTo('keys')}>Every client, with its keys and quotas</a>
        ) : (
          <>
            Clients and their keys are shown to a key with the scope <code>keys</code>, which no key gives:{' '}
            <code>npm run terroir -- keys create --name NAME --scopes predict,history,operate,keys</code>
          </>
        )}
      </p>
    </section>
  );
}

function Used({ window: { limit, used, remaining, resetsAt }, name }: { window: QuotaWindow; name: string }) {
  return (
    <BarTable
      caption={`${name}: ${number(remaining)} of ${number(limit)} wines left, whole again ${moment(resetsAt)}`}
      of="Wines"
      measure="Wines"
      bars={[{ name: 'asked about', value: used }]}
      max={limit}
      write={number}
    />
  );
}
