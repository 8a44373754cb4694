import { FIELDS, type Field, type TypedWine } from './wine-fields.ts';

/** The fields of a wine. */
export function WineForm({
  typed,
  change,
  wrongField,
}: {
  typed: TypedWine;
  change: (wine: TypedWine) => void;
  /** The field that the API complains of. */
  wrongField: string | null;
}) {
  const input = ({ name, hint, kind }: Field) => {
    const parts = {
      id: `wine-${name}`,
      dir: 'auto' as const,
      value: typed[name],
      placeholder: hint,
      autocomplete: 'off' as const,
      'aria-invalid': wrongField === name,
      onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
        change({ ...typed, [name]: currentTarget.value }),
    };
    if (kind === 'note') return <textarea rows={6} {...parts} />;
    return kind === 'number' ? <input type="number" step="any" {...parts} /> : <input {...parts} />;
  };
  return (
    <form class="wine-form" method="post" onSubmit={(event) => event.preventDefault()}>
      {FIELDS.map((field) => (
        <div key={field.name} class={field.kind}>
          <label for={`wine-${field.name}`}>{field.label}</label>
          {input(field)}
        </div>
      ))}
    </form>
  );
}
