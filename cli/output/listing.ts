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
