import { count, number, percent } from '../app/words/format.ts';
import type { Confusion } from './evaluation.ts';

/** What is taken for what: of the wines of each class, how many were answered with which; the darker, the more. */
export function ConfusionTable({ confusion: { classes, counts }, what }: { confusion: Confusion; what: string }) {
  const names = [...classes, 'others'];
  const total = counts.flat().reduce((sum, one) => sum + one, 0);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Which ${what} is taken for which`}>
      <table class="confusion">
        <caption>
          Which {what} is taken for which: share of the wines in a row, and how many.{' '}
          <span class="quiet">{count(total, 'wine')}; below: what is true, to the right: what was answered.</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">True</th>
            {names.map((name) => (
              <th key={name} scope="col" class="upright" dir="auto">
                <span>{name}</span>
              </th>
            ))}
            <th scope="col" class="figure">
              n
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name, row) => (
            <Row key={name} name={name} row={row} counts={counts[row] ?? []} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ name, row, counts }: { name: string; row: number; counts: readonly number[] }) {
  const n = counts.reduce((sum, one) => sum + one, 0);
  return (
    <tr>
      <th scope="row" dir="auto">
        {name}
      </th>
      {counts.map((many, column) => (
        <td
          key={column}
          class={`figure${column === row ? ' right' : ''}`}
          style={{ '--share': n === 0 ? 0 : many / n }}
        >
          {many > 0 && (
            <>
              {percent(many / n)} <span class="interval">{number(many)}</span>
            </>
          )}
        </td>
      ))}
      <td class="figure">{number(n)}</td>
    </tr>
  );
}
