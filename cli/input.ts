import { stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join, parse as parsePath } from 'node:path';
import { describeColumns, type ColumnMap } from '../tabular/columns.ts';
import type { ColumnUse } from '../tabular/column-names.ts';
import { TabularError } from '../tabular/failure.ts';
import { isStdin } from '../tabular/source.ts';
import { openTable, type Table, type TableOptions } from '../tabular/table.ts';
import type { WineColumns } from '../tabular/wine-columns.ts';
import { countOf } from './output/count.ts';
import { CommandError, resolvePath, type Surroundings } from './command.ts';
import { refuseExisting } from './output/output-file.ts';

/** The options of a command that reads a file of rows. */
export const INPUT_OPTIONS = {
  map: { type: 'string', multiple: true },
  encoding: { type: 'string' },
  sheet: { type: 'string' },
  strict: { type: 'boolean', default: false },
  errors: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

/** What --help says of the file. */
export const INPUT_HELP = `FILE is CSV, TSV, JSON, JSON lines or XLSX, gzipped or not; - is standard input.
What separates the cells and how the text is encoded are found; columns are known by their usual names in several
languages. Each run says first which columns it uses for what. A cell that says nothing sound (a price of "call us",
points of 5 or 20) is left out and counted; rows without any content are skipped.`;

/** What --help says of the options that tell of the file. */
export const INPUT_OPTIONS_HELP = `  --map USE=COLUMN a column that is called otherwise, as in --map variety=Rebsorte;
                   as often as need be; --map price= uses no column for it
  --encoding NAME  how the text is encoded, where that is not found by itself: windows-1250, macintosh, utf-16 …
  --sheet NAME     which sheet of a workbook: the first with anything in it unless told
  --strict         refuses a row with a cell that would be left out`;

/** A file as a command line names it, not yet read. */
export interface Input {
  /** `-` is standard input. */
  path: string;
  /** Its name without folder and ending; empty for what is no file. */
  stem: string;
  map: ColumnMap;
  strict: boolean;
  options: TableOptions;
}

/** What INPUT_OPTIONS read. */
export interface InputValues {
  map?: string[] | undefined;
  encoding?: string | undefined;
  sheet?: string | undefined;
  strict: boolean;
  errors?: string | undefined;
  force: boolean;
}

/**
 * What a command line says of its one file; `uses` are those that its columns may have.
 *
 * Errors: CommandError with exit code 2 where there is not one file, or --map is none.
 */
export function readInput(
  { values, positionals }: { values: InputValues; positionals: readonly string[] },
  { name, uses }: { name: string; uses: readonly ColumnUse[] },
  surroundings: Surroundings,
): Input {
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) {
    throw new CommandError(`Say which file: ${name} FILE. See --help.`, 2);
  }
  const path = given === '-' ? given : resolvePath(given, '', surroundings);
  const isOpened = isStdin(path) || /^\/(dev|proc)\//.test(path);
  const map = readMap(values.map ?? [], uses);
  return {
    path,
    stem: isOpened ? '' : parsePath(path).name.replace(/\.(csv|tsv|txt|jsonl?|ndjson)$/i, ''),
    map,
    strict: values.strict,
    options: {
      encoding: values.encoding,
      sheet: values.sheet,
      columnNames: [...map.values()].flat(),
      signal: surroundings.stopping,
    },
  };
}

/**
 * Where refused rows go: where --errors says, else beside the file that they are about, or where the command was typed
 * if that is none.
 *
 * Errors: CommandError where that is another of `paths`, or a file is there that --force does not allow to replace.
 */
export async function readErrorsPath(
  values: InputValues,
  beside: string,
  paths: readonly string[],
  surroundings: Surroundings,
): Promise<string> {
  const { dir, name } = parsePath(beside);
  const isFile = !/^(-$|\/(dev|proc)\/)/.test(beside);
  const fallback = isFile ? join(dir, `${name}.errors.csv`) : join(surroundings.folder, 'terroir.errors.csv');
  const errors = values.errors === '-' ? '-' : resolvePath(values.errors, fallback, surroundings);
  await refuseSame([...paths, errors]);
  if (!values.force) for (const path of [...paths.slice(1), errors]) await refuseExisting(path);
  return errors;
}

/** What is known of a file when the work on it begins. */
export interface OpenInput {
  table: Table;
  columns: WineColumns;
}

/**
 * Reads the file through, and tells what it is and which of its columns are used for what. Whoever opens it closes the
 * table.
 *
 * Errors: CommandError for whatever is wrong with the file.
 */
export async function openInput(
  { path, options, map }: Input,
  findColumns: (table: Table, map: ColumnMap) => WineColumns,
  { tell }: Surroundings,
): Promise<OpenInput> {
  let table: Table | undefined;
  try {
    table = await openTable(path, options);
    const columns = findColumns(table, map);
    const { file, form, rowCount, blankRowCount } = table;
    const blank =
      blankRowCount > 0 ? `, and ${countOf(blankRowCount, 'blank one')} that ${isOrAre(blankRowCount)} skipped` : '';
    tell(`${file}: ${form}; ${countOf(rowCount, 'row')}${blank}. ${describeColumns(columns)}`);
    return { table, columns };
  } catch (error) {
    await table?.close();
    if (error instanceof TabularError) throw new CommandError(error.message, 1, error);
    throw error;
  }
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function readMap(given: readonly string[], uses: readonly ColumnUse[]): ColumnMap {
  const map = new Map<ColumnUse, string[]>();
  for (const text of given) {
    const [, name = '', column = ''] = /^\s*([\w-]+)\s*=(.*)$/s.exec(text) ?? [];
    const use = uses.find((known) => known === name.toLowerCase());
    if (use === undefined) {
      throw new CommandError(`--map takes USE=COLUMN, where USE is one of ${uses.join(', ')}; not ${text}.`, 2);
    }
    const columns = map.get(use) ?? [];
    if (columns.length > 0 && use !== 'region') throw new CommandError(`--map names two columns for ${use}.`, 2);
    map.set(use, column.trim() === '' ? columns : [...columns, column.trim()]);
  }
  return map;
}

/**
 * Errors: CommandError where two of them are one file, be it by two names. The null device may take anything, and `-`
 * is another stream for each.
 */
async function refuseSame(paths: readonly string[]): Promise<void> {
  const files = paths.filter((path) => path !== devNull && path !== '-');
  const keys = await Promise.all(files.map(identify));
  if (new Set(keys).size < files.length) throw new CommandError('FILE, --out and --errors must differ.', 2);
}

async function identify(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? `${found.dev}:${found.ino}` : path;
}
