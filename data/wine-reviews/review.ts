import { settleVariety } from './double-names.ts';

/** One review, as far as it is used. */
export interface Review {
  description: string;
  source: string;
  country?: string;
  variety?: string;
  region?: string;
  winery?: string;
  points?: number;
  price?: number;
}

/** Why a row of the CSV file is left out. */
export interface Refusal {
  /** Line of the file at which the row ends, counted from 1. */
  line: number;
  column: string;
  reason: string;
}

/** Columns that a CSV file must have; more do no harm. */
export const NEEDED_COLUMNS = [
  'country',
  'description',
  'points',
  'price',
  'province',
  'region_1',
  'variety',
  'winery',
];

/** A row of the CSV file by column; a column that is unknown is empty. */
export type Row = Readonly<Record<string, string>>;

/** Reads a row; `source` is where it was gathered if the row does not say (column `srcset`). */
export function readReview(row: Row, source: string): Review | Omit<Refusal, 'line'> {
  const description = cellOf(row, 'description');
  if (description === undefined) return { column: 'description', reason: 'there is no tasting note' };
  const points = readNumber(row, 'points', { least: 50, most: 100 });
  if (typeof points === 'object') return points;
  const price = readNumber(row, 'price', { least: 0.01, most: 100_000 });
  if (typeof price === 'object') return price;
  const country = cellOf(row, 'country');
  const variety = settleVariety(cellOf(row, 'variety'), country);
  if (country === undefined && variety === undefined) {
    return { column: 'country', reason: 'neither the country nor the variety is known' };
  }
  return {
    description,
    source: cellOf(row, 'srcset') ?? source,
    ...dropUnknown({ country, variety, region: regionOf(row), winery: cellOf(row, 'winery') }),
    ...dropUnknown({ points: points === undefined ? undefined : Math.round(points), price }),
  };
}

/** Most exact part first: `Willamette Valley, Oregon`. */
function regionOf(row: Row): string | undefined {
  const parts = [cellOf(row, 'region_1'), cellOf(row, 'province')].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : [...new Set(parts)].join(', ');
}

function readNumber(
  row: Row,
  column: string,
  limits: { least: number; most: number },
): number | undefined | Omit<Refusal, 'line'> {
  const cell = cellOf(row, column);
  if (cell === undefined) return undefined;
  const number = Number(cell);
  if (number >= limits.least && number <= limits.most) return number;
  return { column, reason: `"${cell.slice(0, 40)}" is no number from ${limits.least} to ${limits.most}` };
}

function cellOf(row: Row, column: string): string | undefined {
  const cell = row[column]?.trim();
  return cell === '' ? undefined : cell;
}

function dropUnknown<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
