import type { GateCheck, GateDecision } from '../../../../packages/client/client.ts';
import { fine, number } from '../../words/format.ts';

/** The gate's decision as a sentence with its figures, and each check: a click away, or `open`. */
export function GateVerdict({ decision, open = false }: { decision: GateDecision | null; open?: boolean }) {
  if (decision === null) return <p class="quiet">No gate judged it: it came with a release.</p>;
  const { promoted, reason, decidedBy, checks } = decision;
  const deciding = checks.find(({ name }) => name === decidedBy);
  const failed = checks.filter(({ passed }) => !passed).length;
  return (
    <>
      <p class={promoted ? 'notice' : 'notice warn'}>
        <strong>{promoted ? 'The gate let it through.' : 'The gate held it back.'}</strong>{' '}
        <span dir="auto">{reason}</span>
        {deciding && <span class="quiet"> {describeFigures(deciding)}</span>}
      </p>
      <details open={open}>
        <summary>
          {checks.length} checks, {failed === 0 ? 'all passed' : `${failed} not passed`}
        </summary>
        <div class="scroll" tabIndex={0} role="region" aria-label="Checks of the gate">
          <table class="checks">
            <thead>
              <tr>
                <th scope="col">Check</th>
                <th scope="col">Passed</th>
                <th scope="col" class="figure">
                  Champion
                </th>
                <th scope="col" class="figure">
                  This version
                </th>
                <th scope="col" class="figure">
                  Limit
                </th>
                <th scope="col" class="figure">
                  n
                </th>
                <th scope="col">In words</th>
              </tr>
            </thead>
            <tbody>
              {checks.map((check) => (
                <Check key={check.name} check={check} isDeciding={check === deciding} />
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

function Check({ check, isDeciding }: { check: GateCheck; isDeciding: boolean }) {
  const { name, passed, champion, challenger, limit, low, high, n, detail } = check;
  return (
    <tr class={isDeciding ? 'strong' : undefined}>
      <th scope="row" dir="auto">
        {name}
        {isDeciding && <span class="badge">decided</span>}
      </th>
      <td>{passed ? '✓ yes' : '✗ no'}</td>
      <td class="figure">{fine(champion)}</td>
      <td class="figure">
        {fine(challenger)}
        {low !== null && high !== null && (
          <span class="interval">
            {fine(low)} to {fine(high)}
          </span>
        )}
      </td>
      <td class="figure">{fine(limit)}</td>
      <td class="figure">{n === null ? '–' : number(n)}</td>
      <td dir="auto">{detail}</td>
    </tr>
  );
}

function describeFigures({ name, champion, challenger, limit, low, high, n }: GateCheck): string {
  const interval = low === null || high === null ? '' : ` (95 %: ${fine(low)} to ${fine(high)})`;
  const figures = [
    challenger === null ? '' : `this version ${fine(challenger)}${interval}`,
    champion === null ? '' : `the champion ${fine(champion)}`,
    limit === null ? '' : `the limit ${fine(limit)}`,
    n === null ? '' : `n = ${number(n)}`,
  ].filter((figure) => figure !== '');
  return figures.length === 0 ? '' : `${name}: ${figures.join(', ')}.`;
}
