/** What stands before the fraction of a number. */
export type DecimalMark = '.' | ',';

/** A number as a cell tells it, or what is wrong with the cell. */
export type NumberRead = { value: number; currency?: string } | { fault: string };

/** No figure is longer: a pattern may look at each digit of a cell as often as there are digits. */
const FIGURE_CHARACTERS_MAX = 100;

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)([.,])\d+)?$/;

/** Money of about a dollar's worth, before or behind a number. */
const CURRENCY = /(?:US ?\$|\$|USD|€|EUR|£|GBP|CHF|Fr\.|Euros?\b|dollars?\b)/iu;
const BEFORE = new RegExp(`^${CURRENCY.source}\\s*`, 'iu');
const BEHIND = new RegExp(`\\s*${CURRENCY.source}$`, 'iu');

/** Money of which a price says something else: to take its figure for dollars would be far off. */
const OTHER_MONEY = /[¥₹₽₩₺₴₫฿₱₪₦]|[A-Z]\$|\b(?!USD|EUR|GBP|CHF)[A-Z]{3}\b|\bkr\b|zł|Kč|\bFt\b/u;

/** Which mark a column's numbers have, by those that leave no doubt. */
export interface DecimalTally {
  note: (position: number, cell: string) => void;
  /** By column; undefined where nothing tells, or both are there. */
  marks: () => (DecimalMark | undefined)[];
  /** What was seen by column, to go on with in another process. */
  seen: () => DecimalMark[][];
}

/** Begins to look at a table's numbers, or goes on where somebody else has left off. */
export function createDecimalTally(before: readonly (readonly DecimalMark[])[] = []): DecimalTally {
  const seen: Set<DecimalMark>[] = before.map((marks) => new Set(marks));
  return {
    note(position, cell) {
      if (cell.length > 20 || !/[.,]/.test(cell)) return;
      const mark = findMark(withoutMoney(cell.trim()).text);
      if (mark !== undefined) (seen[position] ??= new Set()).add(mark);
    },
    seen: () => Array.from(seen, (marks) => [...(marks ?? [])]),
    marks: () => Array.from(seen, (marks) => (marks?.size === 1 ? [...marks][0] : undefined)),
  };
}

/** A price: `$1,250`, `1.250,00 €`, `12,-`. */
export function readPrice(cell: string, mark: DecimalMark | undefined): NumberRead {
  if (isTooLong(cell)) return { fault: `${quote(cell)} is not a number.` };
  const { text, currency } = withoutMoney(cell.trim());
  const value = readNumber(text, mark);
  if (typeof value === 'number') return currency === undefined ? { value } : { value, currency };
  if (value === 'unclear') {
    const either = `${text.replace('.', '')} or ${Number(text)}`;
    return { fault: `${quote(cell)} can be ${either}. Write it without a mark, or with two digits behind it.` };
  }
  const isOther = OTHER_MONEY.test(cell) && /\d/.test(cell);
  return { fault: `${quote(cell)} is ${isOther ? 'not in US dollars' : 'not a number'}.` };
}

/** Points of a critic on the scale of 50 to 100: `92`, `92 pts`, `92/100`. Other scales are named, not converted. */
export function readPoints(cell: string, mark: DecimalMark | undefined): NumberRead {
  if (isTooLong(cell)) return { fault: `${quote(cell)} is not a number.` };
  const text = cell.trim().replace(/\s*(?:\/\s*100|pts?\.?|points?|punkte|puntos|punti|pontos|pkt\.?)$/i, '');
  const [, scored = text, scale] = /^(.*?)\s*\/\s*(5|6|10|20|50)$/.exec(text) ?? [];
  const value = readNumber(scored, mark);
  if (scale !== undefined && value !== undefined) {
    return { fault: `${quote(cell)} is of ${scale}: points go from 50 to 100, and are not converted.` };
  }
  if (typeof value !== 'number') return { fault: `${quote(cell)} is not a number.` };
  if (value >= 0 && value <= 20) {
    const guess = value <= 5 ? '5 or 20' : value <= 10 ? '10 or 20' : '20';
    return { fault: `${quote(cell)} seems to be of ${guess}: points go from 50 to 100, and are not converted.` };
  }
  return { value };
}

function isTooLong(cell: string): boolean {
  return cell.trim().length > FIGURE_CHARACTERS_MAX;
}

/** A cell, or its beginning, as a message repeats it. */
function quote(cell: string): string {
  return JSON.stringify(isTooLong(cell) ? `${cell.trim().slice(0, FIGURE_CHARACTERS_MAX)}…` : cell);
}

function withoutMoney(cell: string): { text: string; currency?: string } {
  const plain = cell.replace(/[.,]\s?[-–—]{1,2}(?=\s|$|€)/u, '').trim();
  if (OTHER_MONEY.test(plain.replace(/US ?\$/i, '$'))) return { text: plain };
  const text = plain.replace(BEFORE, '').replace(BEHIND, '');
  const currency = CURRENCY.exec(plain)?.[0];
  return currency === undefined || text === plain ? { text } : { text, currency };
}

/** Digits that spaces or apostrophes separate by threes come together. */
function compact(text: string): string {
  return text.replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/gu, '');
}

/** Which mark a number has without doubt. */
function findMark(text: string): DecimalMark | undefined {
  const number = compact(text);
  const [, whole, single, fraction] = /^[+-]?(\d*)([.,])(\d+)$/.exec(number) ?? [];
  if (single !== undefined) return isGroup(whole, fraction) ? undefined : (single as DecimalMark);
  const [, group, mark] = GROUPED.exec(number) ?? [];
  if (group === undefined) return undefined;
  return (mark ?? (group === '.' ? ',' : '.')) as DecimalMark;
}

/** Whether `1.250` could be a thousand and more. */
function isGroup(whole = '', fraction = ''): boolean {
  return fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
}

function readNumber(text: string, mark: DecimalMark | undefined): number | 'unclear' | undefined {
  const number = compact(text);
  const [, whole, single, fraction] = /^[+-]?(\d*)([.,])(\d+)$/.exec(number) ?? [];
  if (single !== undefined) {
    const isFraction = isGroup(whole, fraction) ? (mark === undefined ? undefined : mark === single) : true;
    // Nobody writes a price to a thousandth; without another sign a comma before three digits is English.
    if (isFraction === undefined && single === '.') return 'unclear';
    return Number(isFraction === true ? number.replace(',', '.') : number.replace(single, ''));
  }
  const [, group] = GROUPED.exec(number) ?? [];
  if (group !== undefined) return Number(number.replaceAll(group, '').replace(',', '.'));
  return PLAIN.test(number) ? Number(number) : undefined;
}
