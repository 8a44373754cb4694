import { useEffect } from 'preact/hooks';
import type { TrainingRun } from '../../../../packages/client/client.ts';
import { More } from '../../lists/more.tsx';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { Failed } from '../../states/failed.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import type { PageProps } from '../pages.ts';
import { describeRun } from './describe-run.ts';
import { EndedRun } from './ended-run.tsx';
import { RunAtWork } from './run-at-work.tsx';
import { StartForm } from './start-form.tsx';
import { useRuns } from './use-runs.ts';

/** Trainings: the one at work as it goes on, and those before. */
export function TrainingPage({ address: { part } }: PageProps) {
  const { client, scopes } = useSession();
  const { list, runs, ended, trouble, note } = useRuns(client);
  const atWork = runs.find(({ status }) => status === 'RUNNING');
  const others = runs.filter((run) => run !== atWork);
  // One of long ago is shown as well, though the list has not come so far.
  const wanted = useAnswer(
    async (signal) => {
      const run = part === '' ? null : await client.trainingRun(part, { signal });
      if (run) note(run);
      return run;
    },
    [part],
  );
  const isEmpty = list.state === 'end' && others.length === 0;
  return (
    <div class="training">
      <End run={ended} />
      {trouble && <Failed {...trouble} />}
      {part !== '' && (
        <Answered answer={wanted} what="the training">
          {(run) => run === null && <Empty>There is no training of the id {part}.</Empty>}
        </Answered>
      )}
      <div class="columns">
        {atWork && <RunAtWork run={atWork} />}
        {scopes.includes('OPERATE') && <StartForm isAtWork={atWork !== undefined} started={note} />}
      </div>
      <h2>Trainings before</h2>
      <ol>
        {others.map((run) => (
          <EndedRun key={run.id} run={run} isOpen={run.id === part || run.id === ended?.id} />
        ))}
      </ol>
      {isEmpty && (
        <Empty>{atWork ? 'There was none.' : 'Nothing was trained here yet: the release’s own version answers.'}</Empty>
      )}
      {!isEmpty && <More list={list} what="the trainings" />}
    </div>
  );
}

/** Tells that a run has ended, also to whoever looks at another tab. */
function End({ run }: { run: TrainingRun | null }) {
  useEffect(() => {
    if (run !== null) document.title = `✓ A training has ended · Terroir`;
  }, [run?.id]);
  return (
    <div role="status">
      {run !== null && (
        <p class={run.status === 'FAILED' ? 'notice bad' : 'notice'} dir="auto">
          <strong>The training has ended.</strong> {describeRun(run)}
        </p>
      )}
    </div>
  );
}
