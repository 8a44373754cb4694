import type { Row } from '../../../../../tabular/row.ts';

/**
 * Reads delimited text by RFC 4180, a row at a time: blank rows are left out, and each row has the line that it begins
 * on. A quote within a cell that did not begin with one is a letter of it.
 */
export function* readCsv(text: string, delimiter: string): Generator<Row, void> {
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    for (let isOpen = true; isOpen;) {
      const cell = readCell(text, at, delimiter);
      cells.push(cell.text);
      line += cell.lines;
      at = cell.end;
      isOpen = delimiter !== '' && text.startsWith(delimiter, at);
      if (isOpen) at += delimiter.length;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    if (cells.some((cell) => cell.trim() !== '')) yield { line: begin, cells };
  }
}

interface Cell {
  text: string;
  /** Where what follows begins: a delimiter, the end of a line, or the end. */
  end: number;
  /** How many lines it goes over. */
  lines: number;
}

function readCell(text: string, from: number, delimiter: string): Cell {
  let [at, read] = [from, ''];
  if (text[from] === '"') {
    for (at += 1; at < text.length;) {
      const quote = text.indexOf('"', at);
      const end = quote === -1 ? text.length : quote;
      read += text.slice(at, end);
      at = end + 1;
      if (text[at] !== '"') break;
      read += '"';
      at += 1;
    }
  }
  const rest = at;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && (delimiter === '' || text[at] !== delimiter))
    at += 1;
  read += text.slice(rest, at);
  return { text: read, end: Math.min(at, text.length), lines: read.split('\n').length - 1 };
}
