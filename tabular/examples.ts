import { fingerprintText } from '../classifier/text/fingerprint.ts';
import { isClassName, settleName } from '../classifier/text/names.ts';
import { cleanText, hasLength, isSoundNote, isVisible } from '../classifier/text/sound-text.ts';
import { WINE_CHARACTERS_MAX, WINE_RANGES } from '../contract/limits.ts';
import { TARGETS, type Wine } from '../contract/wine.ts';
import type { Row } from './csv.ts';
import { TabularError } from './failure.ts';
import { columnOf, findColumns, isRefusal, readWine, type RowRefusal, type WineColumns } from './wine-columns.ts';

/** A wine with a note, whose country or variety, or both, are known; what is absent is unknown. */
export interface TabularExample extends Wine {
  description: string;
  /** By what its text is known again: trainings go by the same. */
  fingerprint: string;
}

const NO_CLASS_NAME =
  "is no name of a class: those have letters, digits, spaces and the marks ' . , & / ( ) + -, and are no web address.";

/**
 * Finds the columns of examples by the names in the header, in any order and case.
 *
 * Errors: TabularError where there is no note, neither of the targets, or a name twice.
 */
export function findExampleColumns(header: Row, file: string): WineColumns {
  const columns = findColumns(header, file);
  const { positions } = columns;
  if (positions.has('description') && (positions.has('country') || positions.has('variety'))) return columns;
  throw new TabularError(`${file} needs a column description, and country, variety, or both.`);
}

/** The example of a row, or why it is none: the limits are those of the API. */
export function readExample(columns: WineColumns, row: Row): TabularExample | RowRefusal {
  const wine = readWine(columns, row);
  if (isRefusal(wine)) return wine;
  const refuse = (field: string | null, reason: string): RowRefusal => ({ column: columnOf(columns, field), reason });
  const { description } = wine;
  if (description === undefined) return refuse('description', 'There is no note.');
  for (const [field, charactersMax] of Object.entries(WINE_CHARACTERS_MAX)) {
    const text = wine[field as keyof typeof WINE_CHARACTERS_MAX];
    const isSound =
      field === 'description'
        ? isSoundNote
        : (name: string) => hasLength(cleanText(name), charactersMax) && isVisible(name);
    if (text !== undefined && !isSound(text)) {
      return refuse(field, `It must have 1 to ${charactersMax.toLocaleString('en')} characters.`);
    }
  }
  for (const target of TARGETS) {
    const name = wine[target];
    if (name !== undefined && !isClassName(name)) return refuse(target, `${JSON.stringify(name)} ${NO_CLASS_NAME}`);
  }
  for (const [field, { min, max }] of Object.entries(WINE_RANGES)) {
    const value = wine[field as keyof typeof WINE_RANGES] ?? min;
    if (!(value >= min && value <= max)) {
      return refuse(field, `${value} is not from ${min} to ${max.toLocaleString('en')}.`);
    }
  }
  if (!Number.isInteger(wine.points ?? 0)) return refuse('points', `${wine.points} is not a whole number.`);
  if (wine.country === undefined && wine.variety === undefined) {
    return refuse(null, 'Neither the country nor the variety is known.');
  }
  return { ...wine, description, fingerprint: fingerprintText(description) };
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
