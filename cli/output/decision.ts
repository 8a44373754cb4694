import type { ModelVersion } from '../../packages/client/client.ts';
import { formatFigure, formatTable } from './listing.ts';

type Decision = NonNullable<ModelVersion['decision']>;

/** What the gate found, for people: the decision, and a line for each check. */
export function formatDecision({ promoted, reason, checks }: Decision): string[] {
  const rows = checks.map(({ name, passed, champion, challenger, limit, detail }) => [
    name,
    passed ? 'passed' : 'FAILED',
    ...[champion, challenger, limit].map(formatFigure),
    detail,
  ]);
  const table = formatTable([['CHECK', 'RESULT', 'CHAMPION', 'CHALLENGER', 'LIMIT', 'WHY'], ...rows]);
  return [`The gate ${promoted ? 'lets it through' : 'holds it back'}: ${reason}`, '', ...table];
}
