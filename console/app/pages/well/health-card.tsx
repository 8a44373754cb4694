import type { Health } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { moment } from '../../words/format.ts';
import { STATUS_WORDS } from '../training/describe-run.ts';
import { AlarmTable } from './alarm-table.tsx';

const IN_WORDS: Record<Health['state'], { sign: string; sentence: string; kind: string }> = {
  WELL: { sign: '✓', sentence: 'It is well: no alarm is in alarm.', kind: 'notice good' },
  NOTICE: {
    sign: '!',
    sentence: 'It works, and there is something to see to on the next working day.',
    kind: 'notice warn',
  },
  ALARM: { sign: '✗', sentence: 'It is not well: something cannot wait.', kind: 'notice bad' },
  UNKNOWN: {
    sign: '?',
    sentence: 'Nobody can tell whether it is well: the alarms could not be read.',
    kind: 'notice bad',
  },
};

/** The whole in a sentence, what runs, and the alarms. */
export function HealthCard() {
  const { client } = useSession();
  const answer = useAnswer((signal) => client.health({ signal }), []);
  return (
    <section aria-label="Alarms">
      <Answered answer={answer} what="the alarms">
        {(health) => <Told health={health} again={answer.again} />}
      </Answered>
    </section>
  );
}

function Told({ health, again }: { health: Health; again: () => void }) {
  const { sign, sentence, kind } = IN_WORDS[health.state];
  const { champion, championSince, lastTraining, release, node, onnxRuntime, checkedAt } = health;
  return (
    <>
      <div class={kind} role="status">
        <p>
          <strong>
            {sign} {sentence}
          </strong>{' '}
          {health.alarmsUnavailable}
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>champion</dt>
          <dd>
            <code>{champion}</code>
            {championSince !== null && `, since ${moment(championSince)}`}
          </dd>
        </div>
        <div>
          <dt>last training</dt>
          <dd>
            {lastTraining === null ? (
              'none yet'
            ) : (
              <a href={`#/training/${lastTraining.id}`}>
                {STATUS_WORDS[lastTraining.status]}, begun {moment(lastTraining.startedAt)}
              </a>
            )}
          </dd>
        </div>
        <div>
          <dt>what runs</dt>
          <dd>
            Terroir {release}, Node {node}, ONNX Runtime {onnxRuntime}
          </dd>
        </div>
        <div>
          <dt>looked at</dt>
          <dd>
            {moment(checkedAt)}{' '}
            <button type="button" class="small" onClick={again}>
              Look again
            </button>
          </dd>
        </div>
      </dl>
      {health.alarms.length > 0 && <AlarmTable alarms={health.alarms} />}
    </>
  );
}
