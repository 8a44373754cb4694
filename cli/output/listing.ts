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
export function formatDecision(decision: Decision): string[] {
  const { header, rows } = tabulate(decision);
  const table = formatTable([
    [...header, 'WHY'],
    ...rows.map((row, at) => [...row, decision.checks[at]?.detail ?? '']),
  ]);
  return [...headlineOf(decision), '', ...table];
}

/** What formatDecision() tells, with why only of the checks that failed: its table fits a screen. */
export function formatDecisionBriefly(decision: Decision): string[] {
  const { header, rows } = tabulate(decision);
  const failed = decision.checks.filter(({ passed }) => !passed);
  const reasons = failed.length > 1 ? ['', ...failed.map(({ detail }) => detail)] : [];
  return [...headlineOf(decision), '', ...formatTable([header, ...rows]), ...reasons];
}

function headlineOf({ promoted, reason, decidedBy, checks }: Decision): string[] {
  // Without its interval a figure may lie on the other side of its limit than the decision: then the sentence must do.
  const deciding = checks.find((check) => check.name === decidedBy && hasInterval(check));
  const sentence = `The gate ${promoted ? 'lets it through' : 'holds it back'}: ${reason}`;
  return [sentence, ...(deciding ? [describeDeciding(deciding)] : [])];
}

/** Decisions that were made before they were kept have neither intervals nor counts: then there are no such columns. */
function tabulate({ checks }: Decision): { header: string[]; rows: string[][] } {
  const isTold = { interval: checks.some(hasInterval), n: checks.some(({ n }) => typeof n === 'number') };
  const more = [...(isTold.interval ? ['INTERVAL'] : []), ...(isTold.n ? ['N'] : [])];
  const rows = checks.map(({ name, passed, champion, challenger, limit, low, high, n }) => [
    name,
    passed ? 'passed' : 'FAILED',
    ...[champion, challenger, limit].map(formatFigure),
    ...(isTold.interval ? [formatInterval(low, high)] : []),
    ...(isTold.n ? [String(n ?? '–')] : []),
  ]);
  return { header: ['CHECK', 'RESULT', 'CHAMPION', 'CHALLENGER', 'LIMIT', ...more], rows };
}

function hasInterval({ low, high }: Check): boolean {
  return typeof low === 'number' || typeof high === 'number';
}

function describeDeciding({ name, champion, challenger, limit, low, high, n }: Check): string {
  const figures = [
    ...(challenger === null ? [] : [formatFigure(challenger)]),
    ...(champion === null ? [] : [`the champion's ${formatFigure(champion)}`]),
    ...(limit === null ? [] : [`limit ${formatFigure(limit)}`]),
    `interval ${formatInterval(low, high)}`,
    ...(typeof n === 'number' ? [`${n} examples`] : []),
  ];
  return `It was decided by: ${[name, ...figures].join(', ')}.`;
}
