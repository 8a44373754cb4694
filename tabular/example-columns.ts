import { createHash } from 'node:crypto';
import { CommandError } from '../cli/command.ts';
import type { Row } from './csv.ts';
import { columnOf, findColumns, isRefusal, readWine, type RowRefusal, type WineColumns } from './wine-columns.ts';

/** A wine whose country or variety, or both, are known: a line of a dataset. Absent is unknown. */
export interface Example {
  description: string;
  country?: string;
  variety?: string;
  price?: number;
  points?: number;
  region?: string;
  winery?: string;
}

/** The limits of WineInput, as schema.graphql has them; characters are Unicode code points. */
const LONGEST = { description: 4_000, country: 100, variety: 100, region: 100, winery: 100 } as const;
const RANGES = { price: [0.01, 100_000], points: [50, 100] } as const;

/** Finds the columns, as findColumns. @throws CommandError when there is no note, or neither of the targets. */
export function findExampleColumns(header: Row, file: string): WineColumns {
  const columns = findColumns(header, file);
  const { positions } = columns;
  if (positions.has('description') && (positions.has('country') || positions.has('variety'))) return columns;
  throw new CommandError(`${file} needs a column description, and country, variety, or both.`);
}

/** The example of a row, or why it is none. */
export function readExample(columns: WineColumns, row: Row): Example | RowRefusal {
  const wine = readWine(columns, row);
  if (isRefusal(wine)) return wine;
  const refuse = (field: string | null, reason: string): RowRefusal => ({ column: columnOf(columns, field), reason });
  for (const [field, longest] of Object.entries(LONGEST)) {
    if ([...(wine[field as keyof typeof LONGEST] ?? '')].length > longest) {
      return refuse(field, `It has more than ${longest.toLocaleString('en')} characters.`);
    }
  }
  for (const [field, [least, most]] of Object.entries(RANGES)) {
    const value = wine[field as keyof typeof RANGES] ?? least;
    if (!(value >= least && value <= most)) {
      return refuse(field, `${value} is not from ${least} to ${most.toLocaleString('en')}.`);
    }
  }
  if (!Number.isInteger(wine.points ?? 0)) return refuse('points', `${wine.points} is not a whole number.`);
  const { description } = wine;
  if (description == null || foldText(description) === '') return refuse('description', 'There is no note.');
  if (wine.country === undefined && wine.variety === undefined) {
    return refuse(null, 'Neither the country nor the variety is known.');
  }
  return { ...wine, description } as Example;
}

/** By what a note is known again: case, accents' spelling, punctuation and spaces do not matter. */
export function digestText(description: string): string {
  return createHash('sha256').update(foldText(description)).digest('base64').slice(0, 22);
}

function foldText(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  );
}
