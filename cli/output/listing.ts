import type { ModelVersion } from '../../packages/client/client.ts';
import { CommandError } from '../command.ts';

/** Rows as lines in which the columns stand below each other; the first row is the header. */
export function formatTable(rows: readonly string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A figure to four digits; a dash where there is none. */
export function formatFigure(figure: number | null): string {
  return figure === null ? '–' : String(Number(figure.toPrecision(4)));
}

/** What --help says of it. */
export const LIMIT_HELP = '  --limit COUNT    how many lines: 20 unless told';

/** How many lines someone wants to see. Errors: CommandError for what is no such number. */
export function readLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new CommandError(`--limit takes 1 to 99999, not ${text}.`, 2);
}

/** An interval to four digits each; a dash where there is none. */
export function formatInterval(low: number | null | undefined, high: number | null | undefined): string {
  if (typeof low !== 'number' && typeof high !== 'number') return '–';
  return `${formatFigure(low ?? null)} to ${formatFigure(high ?? null)}`;
}

type Decision = NonNullable<ModelVersion['decision']>;
type Check = Decision['checks'][number];

/** What the gate found, for people: the decision, the number that decided, and a line for each check. */
export function formatDecision({ promoted, reason, decidedBy, checks }: Decision): string[] {
  // Decisions that were made before they were kept have neither intervals nor counts.
  const hasIntervals = checks.some(({ low, high }) => typeof low === 'number' || typeof high === 'number');
  const hasCounts = checks.some(({ n }) => typeof n === 'number');
  const header = ['CHECK', 'RESULT', 'CHAMPION', 'CHALLENGER', 'LIMIT'];
  const rows = checks.map(({ name, passed, champion, challenger, limit, low, high, n, detail }) => [
    name,
    passed ? 'passed' : 'FAILED',
    ...[champion, challenger, limit].map(formatFigure),
    ...(hasIntervals ? [formatInterval(low, high)] : []),
    ...(hasCounts ? [String(n ?? '–')] : []),
    detail,
  ]);
  const more = [...(hasIntervals ? ['INTERVAL'] : []), ...(hasCounts ? ['N'] : []), 'WHY'];
  const deciding = checks.find(({ name }) => name === decidedBy);
  return [
    `The gate ${promoted ? 'lets it through' : 'holds it back'}: ${reason}`,
    ...(deciding ? [describeDeciding(deciding)] : []),
    '',
    ...formatTable([[...header, ...more], ...rows]),
  ];
}

function describeDeciding({ name, champion, challenger, limit, low, high, n }: Check): string {
  const hasInterval = typeof low === 'number' || typeof high === 'number';
  const figures = [
    ...(challenger === null ? [] : [formatFigure(challenger)]),
    ...(champion === null ? [] : [`the champion's ${formatFigure(champion)}`]),
    ...(limit === null ? [] : [`limit ${formatFigure(limit)}`]),
    ...(hasInterval ? [`interval ${formatInterval(low, high)}`] : []),
    ...(typeof n === 'number' ? [`${n} examples`] : []),
  ];
  return `It was decided by: ${name}${figures.length > 0 ? `, ${figures.join(', ')}` : ''}.`;
}
