import type { Client, GateDecision, ModelComparison, ModelVersion } from '../../../../packages/client/client.ts';
import { listVersions } from '../../lists/list-versions.ts';
import { goTo, linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { DifferenceTables } from './difference-tables.tsx';

interface ComparisonProps {
  version: ModelVersion;
  other: string;
  champion: string | undefined;
}

/** What differs between a version and another one, which is the champion unless chosen: nothing that is alike. */
export function Comparison({ version: { id, decision }, other, champion }: ComparisonProps) {
  const { client } = useSession();
  const versions = useAnswer((signal) => listVersions(client, signal), []);
  const options = 'value' in versions ? (versions.value ?? []) : [];
  const usual = champion === id ? options.find((option) => option.id !== id)?.id : champion;
  const first = other === '' ? usual : other;
  const names = [...new Set([first, champion, ...options.map((option) => option.id)])];
  return (
    <section class="card" aria-labelledby="comparison">
      <h3 id="comparison">Only what differs</h3>
      <label for="compared-with">Compared with</label>
      <select
        id="compared-with"
        value={first ?? ''}
        onChange={({ currentTarget }) => goTo(linkTo('models', { with: currentTarget.value }, id), { quietly: true })}
      >
        {first === undefined && <option value="">no other version</option>}
        {names
          .filter((name) => name !== undefined && name !== id)
          .map((name) => (
            <option key={name} value={name}>
              {name}
              {name === champion ? ' (champion)' : ''}
            </option>
          ))}
      </select>
      {first === undefined ? (
        <Empty>There is no other version yet.</Empty>
      ) : (
        <Compared key={first} first={first} second={id} secondDecision={decision} />
      )}
    </section>
  );
}

interface ComparedProps {
  first: string;
  second: string;
  secondDecision: GateDecision | null;
}

function Compared({ first, second, secondDecision }: ComparedProps) {
  const { client } = useSession();
  const answer = useAnswer((signal) => readBoth(client, first, second, signal), [first, second]);
  return (
    <Answered answer={answer} what="what differs">
      {({ comparison, firstDecision }) => (
        <DifferenceTables comparison={comparison} first={firstDecision} second={secondDecision} />
      )}
    </Answered>
  );
}

interface Both {
  comparison: ModelComparison;
  firstDecision: GateDecision | null;
}

async function readBoth(client: Client, first: string, second: string, signal: AbortSignal): Promise<Both> {
  const [comparison, version] = await Promise.all([
    client.compareModels(first, second, { signal }),
    client.modelVersion(first, { signal }),
  ]);
  return { comparison, firstDecision: version?.decision ?? null };
}
