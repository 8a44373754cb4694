import { useState } from 'preact/hooks';
import type { DriftHistogram, DriftSignal } from '../../../../packages/client/client.ts';
import { number, percent } from '../../words/format.ts';
import { nameSignal } from './name-signal.ts';

/** What was counted of one signal: the baseline beside the last day and week, as shares. */
export function SignalHistograms({ signals }: { signals: readonly DriftSignal[] }) {
  const counted = signals.filter(({ histograms }) => histograms.some(({ bins }) => bins.length > 0));
  const [chosen, setChosen] = useState<string>('');
  const signal = counted.find(({ name }) => name === chosen);
  if (counted.length === 0) return null;
  return (
    <>
      <label for="drift-signal">What was counted</label>
      <select
        id="drift-signal"
        class="signal"
        value={chosen}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
      >
        <option value="">choose a signal</option>
        {counted.map(({ name }) => (
          <option key={name} value={name}>
            {nameSignal(name)}
          </option>
        ))}
      </select>
      {signal?.histograms.map((histogram) => (
        <Histogram key={histogram.part} histogram={histogram} name={nameSignal(signal.name)} />
      ))}
    </>
  );
}

const TIMES = ['baseline', 'day', 'week'] as const;

function Histogram({ histogram: { part, bins }, name }: { histogram: DriftHistogram; name: string }) {
  // A wine tells several fields: there each is held against the one that is told most.
  const overlap = name === 'fields';
  const totals = TIMES.map((time) => {
    const counts = bins.map((bin) => bin[time]);
    return overlap ? Math.max(...counts) : counts.reduce((sum, one) => sum + one, 0);
  });
  const shareOf = (many: number, at: number): number => (totals[at] ? many / totals[at] : 0);
  const most = Math.max(...bins.flatMap((bin) => TIMES.map((time, at) => shareOf(bin[time], at))));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Counts of ${name}${part === null ? '' : `, ${part}`}`}>
      <table class="bars">
        <caption>
          {part?.toLowerCase() ?? name}:{' '}
          {overlap ? 'told, of the field that is told most' : 'share of what was counted'}, on an axis from 0 to{' '}
          {percent(most)}
        </caption>
        <thead>
          <tr>
            <th scope="col">Bin</th>
            {TIMES.map((time, at) => (
              <th key={time} scope="col">
                {time}, n = {number(totals[at] ?? 0)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => (
            <tr key={bin.label}>
              <th scope="row" dir="auto">
                {bin.label}
              </th>
              {TIMES.map((time, at) => (
                <td key={time}>
                  {percent(shareOf(bin[time], at))}
                  <div class="bar-line" aria-hidden="true">
                    <div class="bar" style={{ width: `${(100 * shareOf(bin[time], at)) / (most || 1)}%` }} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
