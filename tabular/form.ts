import { findCalled, isKnownName } from './column-names.ts';
import { DELIMITER_NAMES, findDelimiter } from './delimiter.ts';
import { nameEncoding, type Encoding, type Inspection } from './encoding.ts';
import { TabularError } from './failure.ts';
import { findJsonForm, type JsonForm } from './json-rows.ts';
import type { TableHead } from './row.ts';

/** How the rows of a text are written. */
export type TextForm =
  | { readonly kind: 'json'; readonly json: JsonForm }
  /** The delimiter is empty where there is one column. */
  | { readonly kind: 'delimited'; readonly delimiter: string };

/** The bytes by which a zip file begins, and so a workbook. */
export const ZIP_MARK = 'PK\u0003\u0004';

const OLD_EXCEL_MARK = '\u00d0\u00cf\u0011\u00e0';

/** Errors: TabularError where a file begins as those do that no program of ours reads. */
export function refuseOldExcel(mark: string, file: string): void {
  if (mark !== OLD_EXCEL_MARK) return;
  throw new TabularError(`${file} is of an old Excel, or protected by a password. Save it as XLSX or CSV.`);
}

/**
 * Finds how the rows of a text are written, by its beginning; `columnNames` are known besides the usual ones.
 *
 * Errors: TabularError where it is a page of the web, or is called JSON and is none.
 */
export function findTextForm(head: string, file: string, columnNames: readonly string[] = []): TextForm {
  const json = findJsonForm(head);
  if (json !== undefined) return { kind: 'json', json };
  if (/\.(json|jsonl|ndjson)(\.gz)?$/i.test(file) && head.trim() !== '') {
    throw new TabularError(`${file} is not JSON of objects: it takes [{ … }, { … }], or { … } on each line.`);
  }
  if (/^\s*<(!doctype|html|\?xml)/i.test(head)) {
    throw new TabularError(`${file} is a page of the web, or XML. Save its table as CSV.`);
  }
  const isKnown = (column: string): boolean => isKnownName(column) || findCalled(column, columnNames).length > 0;
  return { kind: 'delimited', delimiter: findDelimiter(head, isKnown) };
}

/**
 * What was found of a text, for people: `CSV with semicolons, Windows-1252`. The advice is what they can do where some
 * of its bytes are of another encoding, if they can do anything.
 */
export function describeForm(form: TextForm, encoding: Encoding, inspection: Inspection, advice?: string): string {
  const isDamaged = inspection.badBytes > 0 && encoding.label === 'utf-8';
  return `${nameForm(form)}, ${nameEncoding(encoding)}${isDamaged ? describeDamage(inspection, advice) : ''}`;
}

function nameForm(form: TextForm): string {
  if (form.kind === 'json') return form.json === 'lines' ? 'JSON lines' : 'JSON';
  return form.delimiter === '' ? 'one column' : `CSV with ${DELIMITER_NAMES[form.delimiter]}`;
}

function describeDamage({ badBytes, badLine }: Inspection, advice: string | undefined): string {
  const bytes = badBytes === 1 ? 'one byte that is none' : `${badBytes} bytes that are none`;
  return ` but for ${bytes}, first on line ${badLine}${advice === undefined ? '' : ` (${advice})`}`;
}

/** Errors: TabularError where a table has nothing below its header, or not even that. */
export function requireRows(file: string, header: TableHead['header'], rowCount: number): void {
  if (rowCount > 0) return;
  if (header.length === 0) throw new TabularError(`${file} is empty: it needs a header row.`, { kind: 'empty' });
  throw new TabularError(`${file} has a header and no rows: there is nothing to do.`, { kind: 'empty' });
}
