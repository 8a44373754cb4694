import type { ModelVersion, Promotion, TrainingRun } from '../../packages/client/client.ts';
import { GateVerdict } from '../app/pages/models/gate-verdict.tsx';
import { LossChart } from '../app/pages/training/loss-chart.tsx';
import { count, number, percent } from '../app/words/format.ts';
import { Comparison } from './comparison.tsx';
import { readEvaluation } from './evaluation.ts';
import type { ReportFacts } from './facts.ts';
import { Part } from './part.tsx';
import { RowsTable } from './rows-table.tsx';
import { TargetReport } from './target-report.tsx';

const STATES: Record<ModelVersion['state'], string> = {
  CHAMPION: 'is the champion: it answers now',
  CHALLENGER: 'may be promoted',
  REJECTED: 'was held back by the gate',
  RETIRED: 'was the champion once',
};

/** A model version to hand on: what it was made from, how good it is, how the gate decided, and what is new in it. */
export function Report({ facts }: { facts: ReportFacts }) {
  const { version, run, comparison, moves, madeAt } = facts;
  const evaluation = readEvaluation(version.evaluation);
  return (
    <main class="report">
      <h1>Model version {version.id}</h1>
      <p>
        It {STATES[version.state]}. On the hold-out set, which it has not seen, it is right about the country{' '}
        <strong>{percent(version.countryAccuracy)}</strong>, about the variety{' '}
        <strong>{percent(version.varietyAccuracy)}</strong> of the time, told a note, price, points and the other of
        both.
      </p>
      <Data version={version} run={run} />
      <Part title="How the gate decided">
        <GateVerdict decision={version.decision} open />
        <Moves moves={moves} />
      </Part>
      <TargetReport target="COUNTRY" evaluation={evaluation.country} />
      <TargetReport target="VARIETY" evaluation={evaluation.variety} />
      {comparison && <Comparison comparison={comparison} />}
      <footer class="quiet">
        Made {utc(madeAt)} by <code>terroir report</code>. Intervals are of 95 % (Wilson). n is how many wines a figure
        comes from.
      </footer>
    </main>
  );
}

function Data({ version, run }: { version: ModelVersion; run: TrainingRun | null }) {
  const rows = [
    ['examples', number(version.examples)],
    ['of them labels', run?.labels == null ? null : number(run.labels)],
    ['imported datasets', run?.datasets == null ? null : run.datasets.join(', ') || 'none'],
    ['made', utc(version.createdAt)],
    ['by the run', run?.id ?? 'none: it came with a release'],
    ['why', run?.reason ?? null],
    ['SHA-256 of the graph', version.sha256],
  ] as const;
  return (
    <Part title="What it was made from">
      <dl class="facts">
        {rows.map(
          ([name, told]) =>
            told !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd dir="auto">{told}</dd>
              </div>
            ),
        )}
      </dl>
      {run !== null && run.refused.length > 0 && (
        <>
          <h3>{count(run.refused.length, 'thing')} left out</h3>
          <ul>
            {run.refused.map((line) => (
              <li key={line} dir="auto">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
      {run !== null && <LossChart run={run} />}
    </Part>
  );
}

function Moves({ moves }: { moves: readonly Promotion[] }) {
  return (
    <RowsTable
      caption="When it came and went"
      header={['When', 'From', 'To', 'By', 'Why']}
      wordsFrom={4}
      rows={moves.map(({ at, from, to, by, reason }) => [utc(at), from, to, by, reason])}
    />
  );
}

/** A time as everybody reads it alike, wherever the report is handed on to. */
function utc(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
