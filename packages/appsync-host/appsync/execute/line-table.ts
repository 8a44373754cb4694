/**
 * Where in a query something stands. graphql-js looks through the whole text for every error that it makes: fifty
 * errors behind four million empty lines took it eight seconds. So the text is taken from its hands once it is parsed.
 */
import type { Source } from 'graphql';

const TEXTS = new WeakMap<Source, string>();
const LINE_STARTS = new WeakMap<Source, Uint32Array>();

/** Takes the text from a source that has been parsed; `locate` still knows it. */
export function hideText(source: Source): void {
  TEXTS.set(source, source.body);
  source.body = '';
}

/** Line and column, both from 1, of a character. */
export function locate(source: Source, offset: number): { line: number; column: number } {
  const starts = LINE_STARTS.get(source) ?? findLineStarts(TEXTS.get(source) ?? source.body);
  LINE_STARTS.set(source, starts);
  let [first, last] = [0, starts.length - 1];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((starts[middle] ?? 0) <= offset) first = middle;
    else last = middle - 1;
  }
  return { line: first + 1, column: offset - (starts[first] ?? 0) + 1 };
}

/** Lines end with `\n`, `\r`, or both together. */
function findLineStarts(text: string): Uint32Array {
  let count = 1;
  for (let at = 0; at < text.length; at += 1) if (isLineEnd(text, at)) count += 1;
  const starts = new Uint32Array(count);
  let line = 0;
  for (let at = 0; at < text.length; at += 1) if (isLineEnd(text, at)) starts[++line] = at + 1;
  return starts;
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10);
}
