import { fingerprintText } from '../classifier/text/fingerprint.ts';
import { isClassName, settleName } from '../classifier/text/names.ts';
import { TARGETS, type Wine } from '../contract/wine.ts';
import { findColumns, type ColumnMap, type Needed } from './columns.ts';
import type { Row, TableHead } from './row.ts';
import { columnOf, isRefusal, readWine, WINE_FIELDS, type RowRefusal, type WineColumns } from './wine-columns.ts';
import type { WineRead } from './wine-columns.ts';

/** A wine with a note, whose country or variety, or both, are known; what is absent is unknown. */
export interface TabularExample extends Wine {
  description: string;
  /** By what its text is known again: trainings go by the same. */
  fingerprint: string;
}

/** The example of a row, without the cells that say nothing sound. */
export interface ExampleRead extends Omit<WineRead, 'wine'> {
  example: TabularExample;
}

const NO_CLASS_NAME =
  "is no name of a class: those have letters, digits, spaces and the marks ' . , & / ( ) + -, and are no web address.";

/**
 * Finds the columns of examples by the names in the header, or by what a person says.
 *
 * Errors: TabularError where there is no note, neither of the targets, or a name twice.
 */
export function findExampleColumns(table: TableHead, map?: ColumnMap, advise?: Needed['advise']): WineColumns {
  const says = 'a column description, and country, variety, or both.';
  const some: Needed['some'] = [['description'], ['country', 'variety']];
  return findColumns(table, WINE_FIELDS, { says, some, ...(advise && { advise }) }, map);
}

/** The example of a row, or why it is none: the limits are those of the API. */
export function readExample(columns: WineColumns, row: Row, strict: boolean): ExampleRead | RowRefusal {
  const read = readWine(columns, row, strict);
  if (isRefusal(read)) return read;
  const { wine, ...rest } = read;
  const faultOf = (field: keyof Wine): RowRefusal | undefined =>
    rest.faults.find(({ column }) => column === columnOf(columns, field));
  const { description } = wine;
  if (description === undefined) {
    return faultOf('description') ?? { column: columnOf(columns, 'description'), reason: 'There is no note.' };
  }
  if (wine.country === undefined && wine.variety === undefined) {
    const fault = faultOf('country') ?? faultOf('variety');
    return fault ?? { column: '', reason: 'Neither the country nor the variety is known.' };
  }
  for (const target of TARGETS) {
    const name = wine[target];
    if (name === undefined || isClassName(name)) continue;
    return { column: columnOf(columns, target), reason: `${JSON.stringify(name)} ${NO_CLASS_NAME}` };
  }
  return { ...rest, example: { ...wine, description, fingerprint: fingerprintText(description) } };
}

/** What an example tells beside its text, as it is compared: countries and varieties however they are written. */
export function tellingsOf(example: Wine): Map<string, string | number> {
  const told = new Map<string, string | number>();
  for (const target of TARGETS) {
    const name = example[target];
    if (name !== undefined) told.set(target, settleName(target, name));
  }
  for (const field of ['region', 'winery', 'points', 'price'] as const) {
    const value = example[field];
    if (value !== undefined) told.set(field, value);
  }
  return told;
}
