import { useEffect, useRef, useState } from 'preact/hooks';
import { isDay, type Filters } from './filters.ts';

/** So long nothing is typed before the list is read anew. */
const PAUSE_MS = 400;

const VERDICTS = { right: 'right, says the label', wrong: 'wrong, says the label', unlabelled: 'no label' };
const CHOICES = [
  { name: 'countryLabel', label: 'Answered country', options: VERDICTS },
  { name: 'varietyLabel', label: 'Answered variety', options: VERDICTS },
  { name: 'labelled', label: 'Label', options: { yes: 'with a label', no: 'without one' } },
  { name: 'warned', label: 'Warnings', options: { yes: 'with warnings', no: 'without any' } },
];

/** What to look for in the history. Each choice is in the address, so that the address is the view. */
export function FilterForm({ filters, change }: { filters: Filters; change: (filters: Filters) => void }) {
  // A field that was typed is told later: by then another one may have been chosen.
  const latest = useRef(filters);
  latest.current = filters;
  const choose = (name: string, value: string): void => change({ ...latest.current, [name]: value });
  const many = Object.values(filters).filter((value) => value !== '').length;
  // On a small screen the list comes first.
  const [open] = useState(() => matchMedia('(min-width: 60rem)').matches);
  return (
    <details class="filtering" open={open}>
      <summary>{many === 0 ? 'Filters' : `Filters, ${many} in use`}</summary>
      <form class="filters" method="post" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        <Typed name="country" label="Country answered" filters={filters} choose={choose} />
        <Typed name="variety" label="Variety answered" filters={filters} choose={choose} />
        <Typed name="version" label="Model version" filters={filters} choose={choose} />
        <Typed name="from" label="From, UTC" type="date" filters={filters} choose={choose} />
        <Typed name="to" label="To, UTC" type="date" filters={filters} choose={choose} />
        {CHOICES.map((one) => (
          <Choice key={one.name} {...one} filters={filters} choose={choose} />
        ))}
        {many > 0 && (
          <button type="button" onClick={() => change({})}>
            Show all
          </button>
        )}
      </form>
    </details>
  );
}

interface FieldProps {
  name: string;
  label: string;
  filters: Filters;
  choose: (name: string, value: string) => void;
}

function Typed({ name, label, type = 'text', filters, choose }: FieldProps & { type?: 'text' | 'date' }) {
  const told = filters[name] ?? '';
  const [typed, setTyped] = useState(told);
  useEffect(() => setTyped(told), [told]);
  useEffect(() => {
    if (typed === told) return;
    const pause = setTimeout(() => choose(name, typed), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  const parts = {
    id: `filter-${name}`,
    value: typed,
    maxLength: 100,
    autocomplete: 'off' as const,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setTyped(currentTarget.value),
  };
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      {type === 'date' ? <input type="date" max="9999-12-31" {...parts} /> : <input dir="auto" {...parts} />}
      {type === 'date' && told !== '' && !isDay(told) && <span role="status">It is no date, and filters nothing.</span>}
    </div>
  );
}

function Choice({ name, label, options, filters, choose }: FieldProps & { options: Record<string, string> }) {
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <select
        id={`filter-${name}`}
        value={filters[name] ?? ''}
        onChange={({ currentTarget }) => choose(name, currentTarget.value)}
      >
        <option value="">any</option>
        {Object.entries(options).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
