import type { TrainingRun } from '../../../../packages/client/client.ts';
import { Curve, type CurveLine } from '../../charts/curve.tsx';
import { count } from '../../words/format.ts';

/** How the log loss of a run falls, step by step of the fits; nothing where no step is known. */
export function LossChart({ run: { losses, examples } }: { run: TrainingRun }) {
  const told = losses ?? [];
  if (told.length === 0) return null;
  const steps = [...new Set(told.map(({ share }) => share))].sort((one, other) => one - other);
  const valuesOf = (wanted: 'COUNTRY' | 'VARIETY'): CurveLine['values'] =>
    steps.map((step) => told.find(({ target, share }) => target === wanted && share === step)?.logLoss ?? null);
  return (
    <Curve
      title="Log loss while it learns"
      cases={examples === null ? '' : count(examples, 'example')}
      measure="Log loss: mean of −ln(probability of the truth); less is better"
      across="Done of a fit, %"
      steps={steps}
      lines={[
        { name: 'Variety', values: valuesOf('VARIETY') },
        { name: 'Country', values: valuesOf('COUNTRY'), dashed: true },
      ]}
    />
  );
}
