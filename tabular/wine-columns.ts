import { isUnknownName } from '../classifier/text/names.ts';
import { cleanText, hasLength, isSoundNote, isVisible } from '../classifier/text/sound-text.ts';
import { TELLING_FIELDS, WINE_CHARACTERS_MAX, WINE_RANGES } from '../contract/limits.ts';
import type { Wine } from '../contract/wine.ts';
import type { ColumnUse } from './column-names.ts';
import { readPoints, readPrice, type DecimalMark, type NumberRead } from './numbers.ts';
import type { Row } from './row.ts';

/** Where what is read stands in a table. */
export interface WineColumns {
  /** The header as it is written. */
  header: string[];
  /** For each use the columns that make it, by position; `region` may be made of several. */
  positions: Map<ColumnUse, number[]>;
  /** What stands before the fraction of its numbers, by column, where they tell. */
  decimalMarks: readonly (DecimalMark | undefined)[];
}

/** Why a row, or one of its cells, is not taken. */
export interface RowRefusal {
  /** The name of the column at fault; empty where it is the row as a whole. */
  column: string;
  reason: string;
}

/** The wine of a row, without the cells that say nothing sound. */
export interface WineRead {
  wine: Wine;
  /** The cells that were left out, and why. */
  faults: RowRefusal[];
  /** The sign of the price where it is none of dollars. */
  currency?: string;
}

type TextField = keyof typeof WINE_CHARACTERS_MAX;
type NumberField = keyof typeof WINE_RANGES;

export const WINE_FIELDS: readonly (keyof Wine)[] = [
  ...(Object.keys(WINE_CHARACTERS_MAX) as TextField[]),
  ...(Object.keys(WINE_RANGES) as NumberField[]),
];

/**
 * The wine of a row, by what its cells say. A cell that is empty or says that nobody knows (`NaN`, `n/a`) is unknown. A
 * cell that breaks the API's limits is left out, and named; with `strict` the row is refused for it, as is a row of
 * which nothing is left that tells of a wine.
 */
export function readWine(columns: WineColumns, row: Row, strict: boolean): WineRead | RowRefusal {
  const { header, positions } = columns;
  const { cells, fault } = row;
  if (fault !== undefined) return { column: '', reason: fault };
  if (cells.length !== header.length) {
    return { column: '', reason: `The row has ${cells.length} cells, the header ${header.length}.` };
  }
  const read: WineRead = { wine: {}, faults: [] };
  for (const field of WINE_FIELDS) {
    const at = positions.get(field) ?? [];
    const known = at.map((position) => (cells[position] ?? '').trim()).filter((text) => !isUnknown(field, text));
    // Where province and region are the same, it is said once.
    const text = [...new Set(known)].join(', ');
    if (text === '') continue;
    const found = isText(field) ? readText(field, text) : readFigure(field, text, columns.decimalMarks[at[0] ?? -1]);
    if ('fault' in found) read.faults.push({ column: columnOf(columns, field), reason: found.fault });
    else Object.assign(read.wine, { [field]: found.value });
    if ('currency' in found && !/\$|USD|dollar/i.test(found.currency)) read.currency = found.currency;
  }
  const [first] = read.faults;
  const isEmpty = TELLING_FIELDS.every((field) => read.wine[field] === undefined);
  return first && (strict || isEmpty) ? first : read;
}

/** Whether a row could not be read. */
export function isRefusal(read: object): read is RowRefusal {
  return 'reason' in read;
}

/** The name that a field of WineInput has in the file; empty where it is the row as a whole. */
export function columnOf({ header, positions }: WineColumns, field: string | null): string {
  const [position] = positions.get(field as ColumnUse) ?? [];
  return position === undefined ? '' : (header[position] ?? '');
}

/** Whether a cell says that nobody knows. A note of nothing but `🍷` says something, as points of `★★★★` do. */
function isUnknown(field: keyof Wine, text: string): boolean {
  if (!isUnknownName(text)) return false;
  const isName = isText(field) && field !== 'description';
  return isName || /[\p{L}\p{N}]/u.test(text) || /^[\s\-–—./?]*$/u.test(text);
}

function isText(field: keyof Wine): field is TextField {
  return field in WINE_CHARACTERS_MAX;
}

function readText(field: TextField, text: string): { value: string } | { fault: string } {
  const charactersMax = WINE_CHARACTERS_MAX[field];
  const isSound =
    field === 'description' ? isSoundNote(text) : hasLength(cleanText(text), charactersMax) && isVisible(text);
  return isSound ? { value: text } : { fault: `It must have 1 to ${charactersMax.toLocaleString('en')} characters.` };
}

function readFigure(field: NumberField, text: string, mark: DecimalMark | undefined): NumberRead {
  const read = field === 'price' ? readPrice(text, mark) : readPoints(text, mark);
  if ('fault' in read) return read;
  const { min, max } = WINE_RANGES[field];
  const { value } = read;
  if (!(value >= min && value <= max)) {
    return { fault: `${value} is not from ${min} to ${max.toLocaleString('en')}.` };
  }
  if (field === 'points' && !Number.isInteger(value)) return { fault: `${value} is not a whole number.` };
  return read;
}
