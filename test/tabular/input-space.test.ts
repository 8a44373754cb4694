/** Whatever may come as a file: it is read to its end, or refused in one line that says where. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExample } from '../../tabular/examples.ts';
import { findColumns } from '../../tabular/columns.ts';
import { formatRow } from '../../tabular/csv.ts';
import { TabularError } from '../../tabular/failure.ts';
import { readExampleLines } from '../../tabular/json-lines.ts';
import { createDecimalTally, readPoints, readPrice } from '../../tabular/numbers.ts';
import { openTable, type TableOptions } from '../../tabular/table.ts';
import { unpackWorkbook } from '../../tabular/workbook-file.ts';
import { isRefusal, WINE_FIELDS } from '../../tabular/wine-columns.ts';
import { setStage, type Stage } from '../cli/surroundings.ts';
import { anyText, runs } from '../fuzz.ts';
import { workbookOf, zipOf } from './workbook-bytes.ts';

let stage: Stage;
beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage.clear());

const ANY = { says: 'a column.', some: [] };
let count = 0;

/** What became of a file: `refused` in one line, or every row of it `taken` or `left` with a reason. */
async function readAll(content: string | Uint8Array, name: string, options: TableOptions = {}) {
  const path = join(stage.folder, `${(count += 1)}-${name}`);
  await writeFile(path, content);
  try {
    const table = await openTable(path, options);
    const columns = findColumns(table, WINE_FIELDS, ANY);
    const rows: string[][] = [];
    let lastLine = 0;
    for await (const row of table.rows()) {
      expect(row.line).toBeGreaterThanOrEqual(lastLine);
      lastLine = row.line;
      const read = readExample(columns, row, false);
      if (isRefusal(read)) expect(read.reason.length).toBeLessThan(1_000);
      rows.push(row.cells);
    }
    expect(rows).toHaveLength(table.rowCount);
    return { header: table.header, rows };
  } catch (error) {
    if (!(error instanceof TabularError)) throw error;
    expect(error.message).not.toMatch(/\n/);
    return { refused: error.message.replaceAll(path, name) };
  } finally {
    await rm(path);
  }
}

const HEADERS = [
  'description,country,price\n',
  '[',
  '{"description":"',
  '\ufeff',
  'sep=;\r\n',
  '"',
  'a\tb\n',
  'PK\u0003\u0004',
  '',
];
const bytes = fc
  .tuple(
    fc.constantFrom(...HEADERS),
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)),
      anyText().map((text) => Buffer.from(text)),
    ),
  )
  .map(([head, rest]) => Buffer.concat([Buffer.from(head), rest]));
const name = fc.constantFrom('w.csv', 'w.tsv', 'w.json', 'w.jsonl', 'w.xlsx', 'w.gz', 'w');
const encoding = fc.constantFrom(
  undefined,
  undefined,
  'utf-8',
  'utf-16',
  'utf-16be',
  'windows-1252',
  'shift_jis',
  'gb18030',
  'x',
);

describe('any bytes', () => {
  it('are read or refused, by any name and in any encoding', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, name, encoding, async (content, called, told) => {
        await readAll(content, called, { encoding: told });
      }),
      runs(250),
    );
  });

  it('are read or refused, gzipped and cut off', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(40), async (content, cut) => {
        const zipped = gzipSync(content);
        await readAll(zipped.subarray(0, zipped.length - cut), 'w.csv.gz');
      }),
      runs(40),
    );
  });

  it('within a workbook are read or refused, wherever it is damaged', async () => {
    const whole = workbookOf({
      a: [
        ['description', 'country'],
        ['plum', 'Chile'],
      ],
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const damaged = Buffer.from(whole);
        damaged[at] = byte;
        await readAll(damaged, 'w.xlsx');
      }),
      runs(120),
    );
  });
});

/** Cells that every form can hold: no blank ends, which readers trim, and no lone surrogates. */
const cell = anyText(8).map((text) => `x${text.toWellFormed().replaceAll(/\p{Cc}|\ufeff|\ufffe|\uffff/gu, '')}y`);
const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
const HEADER = ['description', 'country', 'price'];
const toObjects = (rows: string[][]): object[] =>
  rows.map((row) => Object.fromEntries(HEADER.map((column, at) => [column, row[at]])));
const delimited = (delimiter: string, end: string) => (rows: string[][]) =>
  [HEADER, ...rows].map((row) => formatRow(row, delimiter).replace(/\n$/, end)).join('');

/** How a table is written in each form. */
const FORMS: [string, string, (rows: string[][]) => string | Uint8Array, TableOptions?][] = [
  ['commas', 'w.csv', delimited(',', '\n')],
  ['semicolons and CRLF', 'w.csv', delimited(';', '\r\n')],
  ['tabs', 'w.tsv', delimited('\t', '\n')],
  ['bars and CR', 'w.csv', delimited('|', '\r')],
  ['a byte order mark', 'w.csv', (rows) => `\ufeff${delimited(',', '\r\n')(rows)}`],
  ['UTF-16', 'w.csv', (rows) => Buffer.from(`\ufeff${delimited(',', '\n')(rows)}`, 'utf16le')],
  ['quotes everywhere', 'w.csv', (rows) => [HEADER, ...rows].map((row) => `${row.map(quoted).join()}\n`).join('')],
  ['gzip', 'w.csv.gz', (rows) => gzipSync(delimited(',', '\n')(rows))],
  ['JSON', 'w.json', (rows) => JSON.stringify(toObjects(rows))],
  ['JSON over lines', 'w.json', (rows) => JSON.stringify(toObjects(rows), null, 2)],
  [
    'JSON lines',
    'w.jsonl',
    (rows) =>
      toObjects(rows)
        .map((row) => `${JSON.stringify(row)}\r\n`)
        .join(''),
  ],
  ['XLSX', 'w.xlsx', (rows) => workbookOf({ a: [HEADER, ...rows.map((row) => row.map(escaped))] })],
];

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function escaped(text: string): string {
  return text.replaceAll('<', '‹');
}

describe('a table', () => {
  it.each(FORMS)('comes back as it was written with %s', async (form, called, write, options) => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const expected = form === 'XLSX' ? rows.map((row) => row.map(escaped)) : rows;
        expect(await readAll(write(rows), called, options)).toEqual({ header: HEADER, rows: expected });
      }),
      runs(12),
    );
  });
});

/** Cells and files that once took minutes, all memory, or ended in a stack trace. */
describe('R12: what is out of all proportion is refused in a line', () => {
  it.each([
    ['digits', `${'9'.repeat(1_000_000)}x`],
    ['blanks', `9${' '.repeat(1_000_000)}x`],
    ['slashes', `9${'/ '.repeat(500_000)}x`],
  ])('a number of a million %s, without being looked at digit by digit', (_, cells) => {
    for (const read of [readPrice(cells, undefined), readPoints(cells, undefined)]) {
      expect(read).toHaveProperty('fault');
      expect(JSON.stringify(read).length).toBeLessThan(200);
    }
    const tally = createDecimalTally();
    tally.note(0, cells);
    expect(tally.marks()).toEqual([]);
  });

  const sheetWith = (...cells: string[]): Buffer => {
    const rows = cells.map((at) => `<row r="${at.replace(/\D/g, '')}"><c r="${at}"><v>1</v></c></row>`).join('');
    return zipOf({
      ...BOOK,
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
    });
  };
  const wide = Array.from({ length: 1_001 }, (_, at) => `c${at}`);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

  it.each([
    ['a row of four million commas', 'w.csv', `a,b\n${','.repeat(8_000_000)}`, 'the row on line 2 never ends'],
    ['a thousand columns', 'w.csv', `${wide.join()}\n${wide.join()}\n`, 'more than 1,000 columns'],
    ['a field of its own in each object', 'w.jsonl', wide.map((field) => `{"${field}":1}\n`).join(''), '1,000 columns'],
    ['a line of JSON without end', 'w.jsonl', `{"a":1}\n{"a":"${'x'.repeat(3_000_000)}`, 'line 2 never ends'],
    ['an object without end', 'w.json', `[\n{"a":"${'x'.repeat(3_000_000)}`, 'begins on line 2 is never closed'],
    ['a cell in row 999,999,999', 'w.xlsx', sheetWith('A1', 'A999999999'), 'cells too far apart'],
    ['cells in opposite corners', 'w.xlsx', sheetWith('A1', 'XFD60000'), 'cells too far apart'],
    ['a cell at A1e9', 'w.xlsx', sheetWith('A1', 'A1e9'), 'cells too far apart'],
    ['a tag of a megabyte', 'w.xlsx', sheetWith(`A1" ${'a="1" '.repeat(200_000)}`), 'a cell longer than any'],
  ])('%s', async (_, called, content, refusal) => {
    expect(await readAll(content, called)).toEqual({ refused: expect.stringContaining(refusal) as string });
  });

  it('a workbook that says less of its size than is so', async () => {
    const path = join(stage.folder, 'lying.xlsx');
    await writeFile(path, zipOf({ 'xl/workbook.xml': '>'.repeat(3_000_000) }, 1_000));
    await expect(unpackWorkbook(path, 'lying.xlsx', 2_000_000)).rejects.toThrow('has more than 200 MB unpacked');
    expect((await unpackWorkbook(path, 'lying.xlsx')).length).toBeGreaterThan(3_000_000);
  });

  it('an object too deep for the stack is a row with a fault', async () => {
    expect(await readAll(`{"description":${deep}}\n{"description":"plum"}\n`, 'w.jsonl')).toMatchObject({
      rows: [[''], ['plum']],
    });
  });

  it('R14: a price beyond all numbers is refused, in JSON too, and never becomes unknown', async () => {
    const path = join(stage.folder, 'w.jsonl');
    await writeFile(path, '{"description":"plum","country":"Chile","price":1e400}\n');
    const opened = await openTable(path);
    const columns = findColumns(opened, WINE_FIELDS, ANY);
    for await (const row of opened.rows()) {
      expect(readExample(columns, row, true)).toEqual({ column: 'price', reason: '"Infinity" is not a number.' });
    }
    await opened.close();
  });
});

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const BOOK = {
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

describe('R12: a part of a dataset', () => {
  /** Gzipped as it is read: none of it is ever whole. */
  const gzipped = (piece: string, times: number): AsyncIterable<Buffer> =>
    Readable.from(
      (function* () {
        for (let time = 0; time < times; time += 1) yield piece;
      })(),
    ).pipe(createGzip({ level: 1 })) as AsyncIterable<Buffer>;
  const megabyte = 'x'.repeat(1_000_000);

  it.each([
    ['a line of 1 GB', megabyte, 1_000, 'line 1 is longer than any example'],
    ['more than 100 MB of blank lines', `${' '.repeat(99)}\n`.repeat(10_000), 101, 'it has more than 100 MB unzipped'],
    ['a million examples', '{"description":"a"}\n'.repeat(10_000), 100, 'it has more than 50000 examples'],
  ])('with %s is refused once it is too much', async (_, piece, times, reason) => {
    let read = 0;
    const watched = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of gzipped(piece, times)) {
        read += chunk.length;
        yield chunk;
      }
    };
    await expect(readExampleLines('s', watched())).rejects.toThrow(reason);
    expect(read).toBeLessThan(5_000_000);
  });

  it('of any bytes is examples or a TabularError', async () => {
    const lines = fc.oneof(
      bytes,
      fc.array(fc.json(), { maxLength: 4 }).map((some) => Buffer.from(some.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (content, isZipped) => {
        const given = Readable.from([isZipped ? gzipSync(content) : content]) as AsyncIterable<Buffer>;
        await readExampleLines('s', given).catch((error: unknown) => expect(error).toBeInstanceOf(TabularError));
      }),
      runs(100),
    );
  });
});
