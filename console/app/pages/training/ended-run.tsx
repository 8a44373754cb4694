import { useState } from 'preact/hooks';
import type { TrainingRun } from '../../../../packages/client/client.ts';
import { moment } from '../../words/format.ts';
import { GateVerdict } from '../models/gate-verdict.tsx';
import { describeRun, STATUS_WORDS } from './describe-run.ts';
import { LossChart } from './loss-chart.tsx';
import { RunFacts } from './run-facts.tsx';

/** A run that has ended: a line, and all that is known of it once it is opened. */
export function EndedRun({ run, isOpen }: { run: TrainingRun; isOpen: boolean }) {
  const [open, setOpen] = useState(isOpen);
  const { status, startedAt, reason, decision } = run;
  return (
    <li>
      <details class="card" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class="badge">{STATUS_WORDS[status]}</span> <time dateTime={startedAt}>{moment(startedAt)}</time>{' '}
          <span dir="auto">{reason}</span>
        </summary>
        {open && (
          <>
            <p dir="auto">{describeRun(run)}</p>
            <RunFacts run={run} />
            <LossChart run={run} />
            {decision && <GateVerdict decision={decision} />}
          </>
        )}
      </details>
    </li>
  );
}
