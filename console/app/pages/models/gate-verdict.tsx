import type { GateCheck, GateDecision } from '../../../../packages/client/client.ts';
import { ColumnsTable } from '../../charts/columns-table.tsx';
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
        <ColumnsTable
          title="Checks of the gate"
          rows={checks}
          columns={[
            { name: 'Check', write: (check) => <Name check={check} isDeciding={check === deciding} /> },
            { name: 'Passed', write: ({ passed }) => (passed ? '✓ yes' : '✗ no') },
            { name: 'Champion', write: ({ champion }) => fine(champion), figure: true },
            { name: 'This version', write: (check) => <Figure check={check} />, figure: true },
            { name: 'Limit', write: ({ limit }) => fine(limit), figure: true },
            { name: 'n', write: ({ n }) => (n === null ? '–' : number(n)), figure: true },
            { name: 'In words', write: ({ detail }) => <div class="words">{detail}</div> },
          ]}
        />
      </details>
    </>
  );
}

function Name({ check: { name }, isDeciding }: { check: GateCheck; isDeciding: boolean }) {
  return (
    <>
      <strong>{name}</strong> {isDeciding && <span class="badge">decided</span>}
    </>
  );
}

function Figure({ check: { challenger, low, high } }: { check: GateCheck }) {
  return (
    <>
      {fine(challenger)}
      {low !== null && high !== null && (
        <span class="interval">
          {fine(low)} to {fine(high)}
        </span>
      )}
    </>
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
