import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { USER_SCOPES } from '../contract/keys.ts';
import { type FieldScope, ROOT_FIELDS, SCOPES } from '../contract/root-fields.ts';

/*
 * Writes the table of ACCESS.md from contract/root-fields.ts, which the authorizer goes by:
 *     node docs/write-access.ts
 */

const PAGE = new URL('ACCESS.md', import.meta.url);
const [BEGIN, END] = ['<!-- written by write-access.ts: begin -->', '<!-- end -->'];

/** The page, with the table as it should be. Errors: Error where the page has no place for it. */
export function writeAccess(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`ACCESS.md must have ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n\n${tabulate().join('\n')}\n\n${END}${after}`;
}

/** What opens each field, one column a scope, as prettier aligns it. */
function tabulate(): string[] {
  const header = ['field', ...SCOPES.map((scope) => `\`${scope}\``), 'no scope', 'a user’s token', 'IAM'];
  const rows = Object.entries(ROOT_FIELDS).map(([field, { scope }]) => [`\`${field}\``, ...describeNeed(scope)]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const format = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [format(header), format(widths.map((width) => '-'.repeat(width))), ...rows.map(format)];
}

function describeNeed(scope: FieldScope): string[] {
  const mark = (isOpen: boolean): string => (isOpen ? 'yes' : '–');
  const userScopes: readonly string[] = USER_SCOPES;
  const ofToken = scope === 'any' ? 'yes' : userScopes.includes(scope) ? `with \`${scope}\`` : '–';
  return [
    ...SCOPES.map((one) => mark(scope === 'any' || scope === one)),
    mark(scope === 'any'),
    ofToken,
    mark(scope === 'none'),
  ];
}

/** ACCESS.md as it is. */
export function readAccess(): string {
  return readFileSync(PAGE, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, writeAccess(readAccess()));
