import type { ComponentChildren } from 'preact';
import type { TrainingRun } from '../../../../packages/client/client.ts';
import { moment, number } from '../../words/format.ts';
import { describeDuration } from './describe-run.ts';

/** What is known of a run, as it is recorded. */
export function RunFacts({ run }: { run: TrainingRun }) {
  const { id, reason, startedBy, startedAt, finishedAt, examples, labels, datasets, refused } = run;
  return (
    <>
      <dl class="facts">
        {fact('why', reason)}
        {fact('started', `${moment(startedAt)} by ${startedBy}`)}
        {finishedAt !== null && fact('took', describeDuration(run))}
        {examples !== null && fact('examples', `${number(examples)}, ${number(labels ?? 0)} of them labels`)}
        {datasets !== null && fact('datasets', datasets.length === 0 ? 'the bundled one alone' : datasets.join(', '))}
        {fact('id', <code>{id}</code>)}
      </dl>
      {refused.length > 0 && (
        <details>
          <summary>What was left out, and why ({refused.length})</summary>
          <ul>
            {refused.map((line) => (
              <li key={line} dir="auto">
                {line}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function fact(name: string, told: ComponentChildren) {
  return told === null ? null : (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{told}</dd>
    </div>
  );
}
