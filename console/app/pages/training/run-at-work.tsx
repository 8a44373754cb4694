import type { TrainingRun } from '../../../../packages/client/client.ts';
import { percent } from '../../words/format.ts';
import { describeDuration, describeSeconds, estimateSecondsLeft } from './describe-run.ts';
import { LossChart } from './loss-chart.tsx';
import { RunFacts } from './run-facts.tsx';

/** A run that is at work, as it is told of every second or two. */
export function RunAtWork({ run }: { run: TrainingRun }) {
  const left = estimateSecondsLeft(run);
  const { share, stage } = run;
  return (
    <section class="card at-work" aria-label="The training at work">
      <h2>A training is at work</h2>
      {/* Whoever listens is told of each stage, and not of each second. */}
      <p role="status">
        Stage: <strong>{stage}</strong>
      </p>
      <progress max={1} value={share} aria-label="Share done" />
      <p class="row">
        <span>{percent(share)} done</span>
        <span>{left === null ? 'too early to tell how long it will take' : `${describeSeconds(left)} left`}</span>
        <span class="quiet">{describeDuration(run)} so far</span>
      </p>
      <LossChart run={run} />
      <RunFacts run={run} />
    </section>
  );
}
