/** What of a stream has come without a line's end is kept for so long; beyond, it is a line of its own. */
const LINE_CHARACTERS_MAX = 1_000_000;

/** Makes lines of a stream's pieces, which may end anywhere; `onLine` gets each without its end. */
export function createLineReader(onLine: (line: string, atMs: number) => void): (text: string, atMs: number) => void {
  let rest = '';
  return (text, atMs) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line, atMs);
    if (rest.length <= LINE_CHARACTERS_MAX) return;
    onLine(rest, atMs);
    rest = '';
  };
}
