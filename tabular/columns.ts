import { TELLING_FIELDS } from '../contract/limits.ts';
import { findCalled, findNamed, type ColumnUse } from './column-names.ts';
import { TabularError } from './failure.ts';
import type { TableHead } from './row.ts';
import { WINE_FIELDS, type WineColumns } from './wine-columns.ts';

/** Which columns a person says are used for what; none where a use is to be left alone. */
export type ColumnMap = ReadonlyMap<ColumnUse, readonly string[]>;

/** What a file must have, and what to do where a column is called by no known name. */
export interface Needed {
  says: string;
  some: readonly (readonly ColumnUse[])[];
  advise?: (use: ColumnUse, column: string) => string;
}

/**
 * Finds the columns of wines to be predicted. Errors: as those of findColumns, where nothing tells of a wine.
 */
export function findPredictColumns(table: TableHead, map?: ColumnMap, advise?: Needed['advise']): WineColumns {
  const says = `a header row with at least one of ${TELLING_FIELDS.join(', ')}.`;
  return findColumns(table, WINE_FIELDS, { says, some: [TELLING_FIELDS], ...(advise && { advise }) }, map);
}

/**
 * Finds the columns for these uses: those that a person names, else by the names that are known for them, however they
 * are written. A column has one use.
 *
 * Errors: TabularError where a person names a column that is not there, a name is there twice, or there is no column of
 * one of the groups in `needed`, which `says` so in words.
 */
export function findColumns(
  table: TableHead,
  uses: readonly ColumnUse[],
  needed: Needed,
  map: ColumnMap = new Map<ColumnUse, readonly string[]>(),
): WineColumns {
  const { file, header, decimalMarks } = table;
  const positions: WineColumns['positions'] = new Map();
  const taken = new Set<number>();
  const take = (use: ColumnUse, parts: readonly (readonly number[])[], name: string = use): void => {
    const twice = parts.find(({ length }) => length > 1);
    if (twice) throw new TabularError(`${file} has ${twice.length} columns ${name}. Leave one of them.`);
    const found = parts.flat().filter((position) => !taken.has(position));
    if (found.length > 0) positions.set(use, found);
    for (const position of found) taken.add(position);
  };
  for (const [use, names] of map) {
    for (const name of names) {
      if (findCalled(name, header).length > 0) continue;
      throw new TabularError(`${file} has no column ${name}. Its columns are ${listNames(header)}.`);
    }
    take(
      use,
      names.map((name) => findCalled(name, header)),
      names.join(', '),
    );
  }
  for (const use of uses) if (!map.has(use)) take(use, findNamed(use, withoutTaken(header, taken)));
  const lacking = needed.some.find((group) => !group.some((use) => positions.has(use)));
  if (lacking)
    throw new TabularError(`${file} needs ${needed.says} ${adviseOn(lacking[0], header, taken, needed.advise)}`);
  return { header, positions, decimalMarks };
}

/** Which columns are used for what, and which are not, in one line for people. */
export function describeColumns({ header, positions }: WineColumns): string {
  const inOrder = [...positions].sort(([, [one = 0]], [, [other = 0]]) => one - other);
  const used = inOrder.map(([use, at]) => {
    const names = at.map((position) => shorten(header[position] ?? '')).join(' and ');
    return names === use ? use : `${names} as ${use}`;
  });
  const taken = new Set([...positions.values()].flat());
  const unused = header.filter((name, position) => !taken.has(position) && name.trim() !== '');
  return `Uses ${used.join(', ')}. ${unused.length > 0 ? `Does not use ${listNames(unused)}.` : 'Uses every column.'}`;
}

const NAMES_SHOWN = 30;
const NAME_CHARACTERS_SHOWN = 60;

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => shorten(name) || '(no name)');
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** A name as messages show it. */
function shorten(name: string): string {
  return name.trim().slice(0, NAME_CHARACTERS_SHOWN);
}

/** A column that a person has named is not found again by its name. */
function withoutTaken(header: readonly string[], taken: ReadonlySet<number>): string[] {
  return header.map((name, position) => (taken.has(position) ? '' : name));
}

/** What to do where a column was not found. */
function adviseOn(
  use: ColumnUse = 'description',
  header: readonly string[],
  taken: ReadonlySet<number>,
  advise = adviseMap,
): string {
  const unused = header.find((name, position) => !taken.has(position) && name.trim() !== '');
  const columns = `Its columns are ${listNames(header)}.`;
  if (unused === undefined) return columns;
  return `${columns} ${advise(use, shorten(unused))}`;
}

function adviseMap(use: ColumnUse, free: string): string {
  const column = /^[\p{L}\p{N}_-]+$/u.test(free) ? free : JSON.stringify(free);
  return `If one of them is meant, say so, as in --map ${use}=${column}`;
}
