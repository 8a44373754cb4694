import { useEffect, useState } from 'preact/hooks';
import { goTo, linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import type { PageProps } from '../pages.ts';
import { Calibration } from './calibration.tsx';
import { Confusion } from './confusion.tsx';
import { LabelNext } from './label-next.tsx';
import { OverTime } from './over-time.tsx';
import { Slices } from './slices.tsx';
import { DAYS, KINDS, nameTarget, readView } from './view.ts';

/** So long no label is told before the figures are asked for anew: a burst of them asks once. */
const PAUSE_MS = 2000;

/** How often the answers are right: as labels measure it, beside what the confidences let expect. */
export function QualityPage({ address: { filters } }: PageProps) {
  const { scopes } = useSession();
  const view = readView(filters);
  const choose = (name: string, value: string): void =>
    goTo(linkTo('quality', { ...filters, [name]: value }), { quietly: true });
  const mayLabel = scopes.includes('LABEL') && scopes.includes('HISTORY');
  const [labels, setLabels] = useState(0);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const pause = setTimeout(() => setTurn(labels), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [labels]);
  const question = { target: view.target, days: view.days, turn };
  return (
    <div class="quality">
      <form class="filters" method="post" aria-label="What to look at" onSubmit={(event) => event.preventDefault()}>
        <Choice
          name="target"
          label="Which answers"
          value={nameTarget(view.target)}
          options={[
            ['variety', 'varieties'],
            ['country', 'countries'],
          ]}
          choose={choose}
        />
        <Choice
          name="days"
          label="Time"
          value={String(view.days)}
          options={DAYS.map((days) => [String(days), days === 1 ? 'last 24 hours' : `last ${days} days`])}
          choose={choose}
        />
        <Choice
          name="by"
          label="Told apart by"
          value={KINDS.find(({ kind }) => kind === view.by)?.name ?? ''}
          options={KINDS.map(({ name }) => [name, name])}
          choose={choose}
        />
      </form>
      <OverTime {...question} />
      <div class="columns">
        <Slices {...question} by={view.by} />
        <Calibration {...question} />
      </div>
      <Confusion key={turn} target={view.target} days={view.days} />
      {mayLabel && <LabelNext target={view.target} labelled={() => setLabels((before) => before + 1)} />}
    </div>
  );
}

function Choice({
  name,
  label,
  value,
  options,
  choose,
}: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly string[])[];
  choose: (name: string, value: string) => void;
}) {
  return (
    <div>
      <label for={`view-${name}`}>{label}</label>
      <select id={`view-${name}`} value={value} onChange={({ currentTarget }) => choose(name, currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
