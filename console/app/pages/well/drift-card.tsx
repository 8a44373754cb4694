import { useState } from 'preact/hooks';
import type { Drift, DriftSignal } from '../../../../packages/client/client.ts';
import { BarTable } from '../../charts/bar-table.tsx';
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
        <button type="button" disabled={busy} onClick={check}>
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

const HEADER = ['Signal', 'Window', 'State', 'n', 'G', 'Threshold', 'Moved', 'Counts from', 'Spread'];

function Findings({ signals }: { signals: readonly DriftSignal[] }) {
  const rows = signals.flatMap(({ name, findings }) =>
    findings.length === 0
      ? [[nameSignal(name), '–', '– too few to tell', ...Array.from({ length: 6 }, () => '')]]
      : findings.map(({ window, part, drifted, n, value, threshold, effect, effectMin, spread }) => [
          part === null ? nameSignal(name) : `${nameSignal(name)} (${part})`,
          window.toLowerCase(),
          drifted ? '✗ drifted' : '✓ steady',
          number(n),
          ...[value, threshold].map((figure) => figure.toFixed(1)),
          ...[effect, effectMin].map(percent),
          number(spread),
        ]),
  );
  return (
    <details>
      <summary>Table of what was found, by signal and window</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="What was found, by signal and window">
        <table>
          <thead>
            <tr>
              {HEADER.map((name, at) => (
                <th key={name} scope="col" class={at > 2 ? 'figure' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={column} class={column > 2 ? 'figure' : undefined}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
