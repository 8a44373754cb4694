import type { GateCheck, GateDecision } from '../../../../packages/client/client.ts';
import { number } from '../../words/format.ts';

/** What the gate found: the decision as a sentence, and every check with its figures. */
export function DecisionTable({ decision }: { decision: GateDecision }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="What the gate found">
      <table>
        <caption dir="auto">{decision.reason}</caption>
        <thead>
          <tr>
            {['Check', 'Passed', 'New', 'Champion', 'Limit', '95 % interval', 'n'].map((name, at) => (
              <th key={name} scope="col" class={at > 1 ? 'figure' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {decision.checks.map((check) => (
            <tr key={check.name} class={check.name === decision.decidedBy ? 'strong' : undefined}>
              <th scope="row">
                {check.name}
                {check.name === decision.decidedBy && ' (decided)'}
              </th>
              <td>{check.passed ? '✓ yes' : '✗ no'}</td>
              {figuresOf(check).map((figure, at) => (
                <td key={at} class="figure">
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function figuresOf({ challenger, champion, limit, low, high, n }: GateCheck): string[] {
  const interval = low === null || high === null ? '–' : `${fine(low)} to ${fine(high)}`;
  return [fine(challenger), fine(champion), fine(limit), interval, n === null ? '–' : number(n)];
}

/** Checks are about thousandths. */
function fine(figure: number | null): string {
  return figure === null ? '–' : String(Number(figure.toPrecision(4)));
}
