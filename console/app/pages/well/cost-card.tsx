import type { Client } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Answered } from '../../states/answered.tsx';
import { useAnswer } from '../../states/use-answer.ts';
import { count, percent } from '../../words/format.ts';
import { estimateCosts, PRICES_OF, type MonthSoFar } from './estimate-costs.ts';

/** What this month has cost so far, from what was counted and the list prices. */
export function CostCard() {
  const { client, config } = useSession();
  const answer = useAnswer((signal) => readMonth(client, new Date(), signal), []);
  const isLaptop = config.graphiql !== undefined;
  return (
    <section class="card" aria-labelledby="costs">
      <h2 id="costs">Costs of this month so far</h2>
      {isLaptop && <p class="notice">On this machine it costs nothing. On AWS as much would cost:</p>}
      <Answered answer={answer} what="what was asked this month">
        {(month) => <Costs month={month} />}
      </Answered>
      <p class="quiet">
        An estimate: list prices of {PRICES_OF}, the default environment, notes of 240 characters, eight releases a
        month; without trainings by hand, what earlier months have stored, taxes, and what AWS gives free. docs/COST.md
        counts every line; the bill itself is in AWS’s Cost Explorer.
      </p>
    </section>
  );
}

function Costs({ month }: { month: MonthSoFar }) {
  const { standing, requests, wines, total } = estimateCosts(month);
  const rows = [
    ['Being there', `${percent(month.share)} of the month`, standing],
    ['Requests', count(month.requests, 'request'), requests],
    ['Wines', count(month.wines, 'wine'), wines],
  ] as const;
  return (
    <table>
      <caption>Since {month.from.slice(0, 10)}, UTC</caption>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col">Counted</th>
          <th scope="col" class="figure">
            US dollars
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([what, counted, dollars]) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{counted}</td>
            <td class="figure">{dollars.toFixed(2)}</td>
          </tr>
        ))}
        <tr class="strong">
          <th scope="row">Together</th>
          <td />
          <td class="figure">{total.toFixed(2)}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** What was asked since the first of the month, UTC. */
async function readMonth(client: Client, now: Date, signal: AbortSignal): Promise<MonthSoFar> {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const [fromMs, endMs] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
  const from = new Date(fromMs).toISOString();
  const question = { from, to: now.toISOString(), period: 86_400 };
  const [wines, requests] = await Promise.all([
    client.metrics({ ...question, name: 'predictions', statistic: 'SUM' }, { signal }),
    client.metrics({ ...question, name: 'latencyMs', statistic: 'COUNT' }, { signal }),
  ]);
  const sum = (series: typeof wines): number =>
    series.flatMap(({ points }) => points).reduce((total, { value }) => total + value, 0);
  return { from, share: (now.getTime() - fromMs) / (endMs - fromMs), wines: sum(wines), requests: sum(requests) };
}
