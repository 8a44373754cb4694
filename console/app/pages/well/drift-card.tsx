import { useState } from 'preact/hooks';
import type { Drift, DriftFinding, DriftSignal } from '../../../../packages/client/client.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import { ColumnsTable, type Column } from '../../charts/columns-table.tsx';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { Empty } from '../../states/empty.tsx';
import { Failed } from '../../states/failed.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { count, moment, number, percent } from '../../words/format.ts';
import { DriftHistory } from './drift-history.tsx';
import { nameSignal } from './name-signal.ts';
import { SignalHistograms } from './signal-histograms.tsx';

const STATES: Record<Drift['state'], string> = {
  DRIFTED: '✗ The traffic has drifted from the baseline.',
  STEADY: '✓ The traffic is as it was in the baseline.',
  TOO_FEW: '– There are too few predictions to tell.',
  NO_BASELINE: '– The champion has no baseline, so nothing can be told: train a version.',
};
const DAY_MS = 86_400_000;

/** Whether the traffic has moved from what the champion was judged by: signal by signal, with threshold and n. */
export function DriftCard() {
  const { client } = useSession();
  const answer = useAnswer(
    (signal) => client.drift({ from: new Date(Date.now() - 7 * DAY_MS).toISOString() }, { signal }),
    [],
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const check = (): void => {
    if (busy) return;
    setBusy(true);
    setError(null);
    client
      .checkDrift()
      .then(answer.again, setError)
      .finally(() => setBusy(false));
  };
  return (
    <section class="card" aria-labelledby="drift">
      <div class="row">
        <h2 id="drift">Drift</h2>
        <button type="button" aria-disabled={busy} onClick={check}>
          {busy ? 'Looking …' : 'Look now'}
        </button>
      </div>
      {error !== null && <Failed error={error} />}
      <Answered answer={answer} what="the last check of drift">
        {(drift) =>
          drift === null ? <Empty>There was no check yet: there is one every hour.</Empty> : <Found drift={drift} />
        }
      </Answered>
    </section>
  );
}

function Found({ drift }: { drift: Drift }) {
  const { state, checkedAt, modelVersion, predictions, signals, weeklyFalseAlarmsMax } = drift;
  const told = signals.filter(({ ratio }) => ratio !== null);
  const max = Math.max(2, ...told.map(({ ratio }) => ratio ?? 0));
  return (
    <>
      <p role="status">
        <strong>{STATES[state]}</strong>{' '}
        <span class="quiet">
          {count(predictions, 'prediction')} of <code>{modelVersion}</code> in the last day; looked at{' '}
          {moment(checkedAt)}.
        </span>
      </p>
      {told.length > 0 && (
        <BarTable
          caption="How near each signal is to drift, in the window in which it is nearest: 1 and more (✗) is drift"
          of="Signal"
          measure="Ratio"
          bars={told.map(({ name, ratio, drifted, findings }) => ({
            name: `${drifted ? '✗ ' : ''}${nameSignal(name)}`,
            value: ratio ?? 0,
            n: findings.find((finding) => finding.ratio === ratio)?.n ?? 0,
            strong: drifted,
          }))}
          max={max}
          write={number}
        />
      )}
      <Findings signals={signals} />
      <p class="quiet">
        Drift is where G reaches its threshold and so much of the traffic lies elsewhere as is named. The thresholds
        allow for {number(weeklyFalseAlarmsMax)} false alarm a week at most.
      </p>
      <SignalHistograms signals={signals} />
      <DriftHistory checks={drift.history} />
    </>
  );
}

interface Row extends Partial<DriftFinding> {
  name: DriftSignal['name'];
}

const figure = true;
const fixed = (value: number | undefined): string => value?.toFixed(1) ?? '';
const share = (value: number | undefined): string => (value === undefined ? '' : percent(value));
const COLUMNS: readonly Column<Row>[] = [
  { name: 'Signal', write: ({ name, part }) => (part == null ? nameSignal(name) : `${nameSignal(name)} (${part})`) },
  { name: 'Window', write: ({ window }) => window?.toLowerCase() ?? '–' },
  {
    name: 'State',
    write: ({ n, drifted }) => (n === undefined ? '– too few to tell' : drifted ? '✗ drifted' : '✓ steady'),
  },
  { name: 'n', figure, write: ({ n }) => (n === undefined ? '' : number(n)) },
  { name: 'G', figure, write: ({ value }) => fixed(value) },
  { name: 'Threshold', figure, write: ({ threshold }) => fixed(threshold) },
  { name: 'Moved', figure, write: ({ effect }) => share(effect) },
  { name: 'Counts from', figure, write: ({ effectMin }) => share(effectMin) },
  { name: 'Spread', figure, write: ({ spread }) => fixed(spread) },
];

function Findings({ signals }: { signals: readonly DriftSignal[] }) {
  const rows = signals.flatMap(({ name, findings }): Row[] =>
    findings.length === 0 ? [{ name }] : findings.map((finding) => ({ ...finding, name })),
  );
  return (
    <details>
      <summary>Table of what was found, by signal and window</summary>
      <ColumnsTable title="What was found, by signal and window" columns={COLUMNS} rows={rows} />
    </details>
  );
}
