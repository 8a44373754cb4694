import { useMemo } from 'preact/hooks';
import type { DriftCheck } from '../../../../packages/client/client.ts';
import { TimeSeries } from '../../charts/time-series.tsx';
import { count, number } from '../../words/format.ts';

/** How near to drift the nearest signal was in each check; the table names it. */
export function DriftHistory({ checks }: { checks: readonly DriftCheck[] }) {
  const [times, lines] = useMemo(() => {
    const nearest = checks.map(({ ratios }) =>
      ratios.length === 0 ? null : Math.max(...ratios.map(({ ratio }) => ratio)),
    );
    return [
      checks.map(({ checkedAt }) => checkedAt),
      [
        { name: 'The signal nearest to drift', values: nearest },
        { name: 'Drift', values: checks.map(() => 1), dashed: true },
      ],
    ];
  }, [checks]);
  if (checks.length < 2) return null;
  return (
    <TimeSeries
      title="The last week"
      measure="Ratio to the threshold: 1 and more is drift"
      cases={count(checks.length, 'check')}
      times={times}
      lines={lines}
      write={number}
    />
  );
}
