/** A cell has 32,767 characters at most, each of 6 bytes at most; a parser of XML takes minutes for longer pieces. */
const PIECE_BYTES_MAX = 262_144;

const TAG_END = 0x3e;

/** An address of a cell or a row, and the end of its tag where it holds nothing. */
const REFERENCE = /\br=["']([^"'<>]{1,40})["']?([^<>]{0,200}\/>)?/g;

/** Whether XML has a piece between two `>` that is longer than anything in a spreadsheet. */
export function hasLongPiece(xml: Uint8Array): boolean {
  let before = 0;
  for (let at = xml.indexOf(TAG_END); at !== -1; at = xml.indexOf(TAG_END, at + 1)) {
    if (at - before > PIECE_BYTES_MAX) return true;
    before = at;
  }
  return xml.length - before > PIECE_BYTES_MAX;
}

/**
 * How many cells a sheet has once every row is filled up to the last column that holds anything; 0 for XML that is no
 * sheet. Takes time in proportion to the bytes, while the cells may be without number: of two cells one may lie in row
 * 999,999,999.
 */
export function countCells(xml: Buffer): number {
  if (!xml.includes('sheetData')) return 0;
  let [rows, columns] = [0, 0];
  for (const [, reference = '', emptyEnd] of xml.toString('latin1').matchAll(REFERENCE)) {
    const { row, column } = readReference(reference);
    rows = Math.max(rows, row);
    if (emptyEnd === undefined) columns = Math.max(columns, column);
  }
  return rows * Math.max(1, columns);
}

/** The row and the column of `B12` or `12`, as generously as a parser may take them: `B1e9` and `Infinity`, too. */
function readReference(reference: string): { row: number; column: number } {
  // A letter may be written as a number, `&#68;`, which no program does.
  if (reference.includes('&')) return { row: Infinity, column: 0 };
  const digitsAt = Math.max(0, reference.search(/\d/));
  let column = 0;
  for (const letter of reference.slice(0, digitsAt)) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(reference.slice(digitsAt));
  return { row: Number.isNaN(row) ? 0 : row, column };
}
