import type { ScoredClass, Trial } from '../../../../packages/client/client.ts';
import { count, percent } from '../../words/format.ts';
import { nameField } from '../../answers/name-field.ts';

/** What the answer would be without each field that was given. */
export function WithoutTable({ trial }: { trial: Trial }) {
  return (
    <section class="card" aria-label="Without each field">
      <table>
        <caption>What it would be without each field</caption>
        <thead>
          <tr>
            <th scope="col">Without</th>
            <th scope="col">Country</th>
            <th scope="col">Variety</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">nothing left out</th>
            <td dir="auto">{write(trial.country)}</td>
            <td dir="auto">{write(trial.variety)}</td>
          </tr>
          {trial.without.map(({ field, country, variety }) => (
            <tr key={field}>
              <th scope="row">the {nameField(field)}</th>
              <Changed answer={trial.country} then={country} />
              <Changed answer={trial.variety} then={variety} />
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">Country and variety are each told without their own field.</p>
    </section>
  );
}

function Changed({ answer, then }: { answer: ScoredClass; then: ScoredClass }) {
  if (answer.name !== then.name) {
    return (
      <td dir="auto">
        <strong>{write(then)}</strong> <span class="badge">another answer</span>
      </td>
    );
  }
  const points = Math.round(100 * then.confidence) - Math.round(100 * answer.confidence);
  const change = points === 0 ? 'the same' : `${points > 0 ? '+' : '−'}${count(Math.abs(points), 'point')}`;
  return (
    <td dir="auto">
      {percent(then.confidence)} <span class="quiet">({change})</span>
    </td>
  );
}

function write({ name, confidence }: ScoredClass): string {
  return `${name}, ${percent(confidence)}`;
}
