import { isUnknownName } from '../classifier/text/names.ts';
import { TELLING_FIELDS } from '../contract/limits.ts';
import type { Wine } from '../contract/wine.ts';
import type { Row } from './csv.ts';
import { TabularError } from './failure.ts';

/** Where the fields of a wine stand in a CSV file. */
export interface WineColumns {
  /** The header as it is written. */
  header: string[];
  /** For each field the columns that make it, by position; `region` may be made of several. */
  positions: Map<keyof Wine, number[]>;
}

/** Why a row cannot be predicted. */
export interface RowRefusal {
  /** The name of the column at fault; empty where it is the row as a whole. */
  column: string;
  reason: string;
}

const FIELDS: Record<keyof Wine, 'text' | 'number'> = {
  description: 'text',
  variety: 'text',
  country: 'text',
  region: 'text',
  winery: 'text',
  points: 'number',
  price: 'number',
};

/** Where `none` or `NaN` is no name. */
const NAMES: readonly (keyof Wine)[] = ['country', 'variety', 'region', 'winery'];

/** How the Kaggle wine reviews tell the region: most exact part first, as Wine has it. */
const KAGGLE_REGION = ['region_1', 'province'];

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Finds the fields of WineInput by the names in the header, in any order and case.
 *
 * Errors: TabularError where a name is there twice, or none of those that a wine needs one of.
 */
export function findColumns({ cells: header }: Row, path: string): WineColumns {
  const names = header.map((name) => name.trim().toLowerCase());
  const positions: WineColumns['positions'] = new Map();
  for (const field of Object.keys(FIELDS) as (keyof Wine)[]) {
    const found = names.flatMap((name, position) => (name === field ? [position] : []));
    if (found.length > 1) throw new TabularError(`${path} has ${found.length} columns ${field}. Leave one of them.`);
    if (found.length > 0) positions.set(field, found);
  }
  const parts = KAGGLE_REGION.map((name) => names.indexOf(name)).filter((position) => position >= 0);
  if (!positions.has('region') && parts.length > 0) positions.set('region', parts);
  if (TELLING_FIELDS.some((field) => positions.has(field))) return { header, positions };
  throw new TabularError(
    `${path} needs a header row, separated by commas, with at least one of ` +
      `${[...TELLING_FIELDS, ...KAGGLE_REGION.toReversed()].join(', ')}.`,
  );
}

/** The wine of a row, by what its cells say; an empty cell is unknown. Limits are the API's to check. */
export function readWine({ header, positions }: WineColumns, { cells }: Row): Wine | RowRefusal {
  if (cells.length !== header.length) {
    return { column: '', reason: `The row has ${cells.length} cells, the header ${header.length}.` };
  }
  const wine: Record<string, string | number> = {};
  for (const [field, columns] of positions) {
    // Where province and region are the same, it is said once.
    const text = [...new Set(columns.flatMap((position) => cells[position]?.trim() || []))].join(', ');
    if (text === '' || (NAMES.includes(field) && isUnknownName(text))) continue;
    if (FIELDS[field] === 'text') wine[field] = text;
    else if (NUMBER.test(text)) wine[field] = Number(text);
    else return { column: columnOf({ header, positions }, field), reason: `${JSON.stringify(text)} is not a number.` };
  }
  return wine;
}

/** Whether a row could not be read. */
export function isRefusal(read: Wine | RowRefusal): read is RowRefusal {
  return 'reason' in read;
}

/** The name that a field of WineInput has in the file; empty where it is the row as a whole. */
export function columnOf({ header, positions }: WineColumns, field: string | null): string {
  const [position] = positions.get(field as keyof Wine) ?? [];
  return position === undefined ? '' : (header[position] ?? '');
}
