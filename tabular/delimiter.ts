const DELIMITERS = [',', ';', '\t', '|'] as const;

const ROWS_LOOKED_AT = 20;

/** What people call what stands between cells. */
export const DELIMITER_NAMES: Record<string, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

/**
 * Finds what separates the cells of a text, by its beginning: Excel's line `sep=;`, else that by which most names in
 * the header are known ones, the rows are as long as the header, and the header has most names. Empty where the header
 * is one name by any of them.
 */
export function findDelimiter(head: string, isKnownName: (name: string) => boolean): string {
  const hint = /^sep=([,;|\t])(?=[\r\n])/i.exec(head)?.[1];
  if (hint !== undefined) return hint;
  const judged = DELIMITERS.map((delimiter) => judge(head, delimiter, isKnownName)).filter(({ names }) => names > 1);
  judged.sort((one, other) => other.known - one.known || other.fitting - one.fitting || other.names - one.names);
  return judged[0]?.delimiter ?? '';
}

function judge(head: string, delimiter: string, isKnownName: (name: string) => boolean) {
  const [header = [], ...rows] = splitRows(head, delimiter);
  const fitting = rows.filter((row) => row.length === header.length).length;
  return { delimiter, names: header.length, known: header.filter(isKnownName).length, fitting };
}

/** The first whole rows, with quotes as RFC 4180 has them. */
function splitRows(head: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  for (const letter of `${head.trimStart()}\n`) {
    if (letter === '"') quoted = !quoted;
    else if (quoted || (letter !== delimiter && letter !== '\n' && letter !== '\r')) cell += letter;
    else {
      row.push(cell);
      cell = '';
      if (letter === delimiter) continue;
      if (row.some((text) => text !== '')) rows.push(row);
      if (rows.length === ROWS_LOOKED_AT) break;
      row = [];
    }
  }
  return rows;
}
