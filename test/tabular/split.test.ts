import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TabularError } from '../../tabular/failure.ts';
import { openTable } from '../../tabular/table.ts';
import { setStage, type Stage } from '../cli/surroundings.ts';
import { refusalOf, splitAndRead, type Splitting } from './split-file.ts';
import { workbookOf } from './workbook-bytes.ts';

let stage: Stage;
beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage.clear());

/** What the command line reads of a file, or why it refuses it. */
async function readWhole(content: string | Uint8Array, name: string): Promise<object | string> {
  const path = join(stage.folder, name);
  await writeFile(path, content);
  try {
    const table = await openTable(path);
    const { header, decimalMarks, rowCount, blankRowCount } = table;
    // Whoever has a file split has no options.
    const form = table.form.replace(' (--encoding names another encoding)', '');
    const rows = [];
    for await (const row of table.rows()) rows.push(row);
    return { header, decimalMarks: withoutHoles(decimalMarks), form, rowCount, blankRowCount, rows };
  } catch (error) {
    if (!(error instanceof TabularError)) throw error;
    return error.message.replaceAll(path, name);
  }
}

async function readSplit(content: string | Uint8Array, name: string, how?: Splitting): Promise<object | string> {
  try {
    const { reading, rows } = await splitAndRead(content, name, how);
    const { header, decimalMarks, form, rowCount, blankRowCount } = reading;
    return { header, decimalMarks: withoutHoles(decimalMarks), form, rowCount, blankRowCount, rows };
  } catch (error) {
    if (!(error instanceof TabularError)) throw error;
    return error.message;
  }
}

function withoutHoles(marks: readonly (string | undefined)[]): (string | null)[] {
  return Array.from(marks, (mark) => mark ?? null);
}

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const ansi = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');
const late = `note;prix\n${'prune;1\n'.repeat(9_000)}`;
const sheet = workbookOf({
  list: [
    [null, null],
    ['note', 'price'],
    ['plum', 12.5],
    [null, null],
    ['oak', 1_250],
  ],
});

/** Files that people have, each with something by which rows or lines are easily lost. */
const AWKWARD: [string, string, string | Uint8Array][] = [
  ['quoted line ends', 'w.csv', 'a,b\n"plum\nand\r\noak",1\n\nfig,2\n"x ""y""\n",3'],
  ['CRLF, and a quoted CR', 'w.csv', 'a,b\r\nplum,1\r\n"o\rak",2\r\n'],
  ['CR alone', 'w.csv', 'a,b\rplum,1\roak,2\r'],
  ['line ends of all kinds', 'w.csv', 'a,b\nplum,1\r\noak,2\rfig,3\n\r\r\n\nlast,4'],
  ['a byte order mark', 'w.csv', '\ufeffnote,price\nplum,"1,5"\n'],
  ['semicolons and decimal commas', 'w.csv', 'note;prix\nprune;12,50\nfigue;1.250\n'],
  ['thousands that only the last row explains', 'w.csv', `note;prix\n${'prune;1.250\n'.repeat(40)}figue;12,5\n`],
  ['a line for Excel', 'w.csv', 'sep=;\r\na;b\r\nsep=,;1\r\nplum;2\r\n'],
  ['blank lines and rows', 'w.csv', '\n\n  \na,b\n,\n \nplum,1\n\n,,\n"",""\noak,2\n\n'],
  ['rows of other lengths', 'w.csv', 'a,b,\nplum,1\nplum,1,\nplum,1,,\nplum\nplum,1,2,3\n'],
  ['tabs and free quotes', 'w.tsv', 'a\tb\n6" pipe\t1\n"quoted"rest\t2\n"two\nlines"\t3\n'],
  ['one column', 'w.csv', 'note\nplum, oak\n"fig\nand more"\n'],
  ['UTF-16', 'w.csv', utf16('note,price\n"Grüner\nVeltliner",12\n\nœuf,3\n')],
  ['UTF-16 without a mark', 'w.csv', utf16('note,price\nplum,12\noak,3\n').subarray(2)],
  ['Windows-1252', 'w.csv', ansi('Rebsorte;Preis\nGrüner Veltliner;12,50 €\nSpätburgunder;1.250 €\n')],
  ['Windows-1252 that only the end tells', 'w.csv', ansi(`${late}Spätburgunder;12,50 €\n`)],
  [
    'UTF-8 that only the end tells, where the beginning is none',
    'w.csv',
    Buffer.concat([ansi(`é\n${late}`), Buffer.from('éé,1\n')]),
  ],
  ['UTF-8 with a bad byte', 'w.csv', Buffer.concat([Buffer.from('note,price\né,1\nèè,2\n'), ansi('é,3\nplum,4\n')])],
  [
    'gzip of several members',
    'w.csv.gz',
    Buffer.concat([gzipSync('a,b\n"pl'), gzipSync('um\n",1\n'), gzipSync('oak,2\n')]),
  ],
  ['gzip of Windows-1252', 'w.csv.gz', gzipSync(ansi('Rebsorte;Preis\nGrüner Veltliner;12,50 €\n'))],
  [
    'JSON in an array',
    'w.json',
    '[\n{"note": "plum", "price": 12.5},\n\n 7, {"a": null}, {"price": 3,\n "region": {"b": 1}}]',
  ],
  ['JSON one after the other', 'w.json', '{\n"note": "pl\\"um"}\n{"note": "oak"} "text" {"price": 1e400}'],
  ['JSON lines', 'w.jsonl', '{"note":"plum"}\r\n\r\n{"note":"oak","price":1}\n{}\n[1]\n{broken\n{"region":"x"}'],
  ['JSON lines with a mark, gzipped', 'w.jsonl.gz', gzipSync('\ufeff{"note":"plum"}\n{"price":"1.250"}\n')],
  ['JSON lines in UTF-16', 'w.jsonl', utf16('{"note":"plüm"}\n{"price":1}\n')],
  ['XLSX', 'w.xlsx', sheet],
  ['nothing', 'w.csv', ''],
  ['nothing but blanks', 'w.csv', '\n \n'],
  ['a header and no rows', 'w.csv', 'note,price\n\n'],
  ['an array of nothing', 'w.json', '[]'],
  ['a page of the web', 'w.csv', '<!doctype html><p>'],
  ['an old Excel', 'w.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['bytes of no text', 'w.csv', Buffer.from([1, 0, 2, 0, 0, 3])],
  ['a quote that is never closed', 'w.csv', 'a,b\nplum,1\n"oak,2\nfig,3\n'],
  ['a quote within a cell', 'w.csv', 'a,b\nplum,1\noak "new",2\n'],
  ['a letter behind a quote', 'w.csv', 'a,b\nplum,1\n"oak"s,2\n'],
  ['damaged gzip', 'w.csv.gz', gzipSync('a,b\nplum,1\n').fill(7, 20, 24)],
  ['gzip that is cut off', 'w.csv.gz', gzipSync('note\nplum\n').subarray(0, -9)],
  ['an array that never ends', 'w.json', '[{"note":"plum"},{"note":'],
  ['an array that ends between two values', 'w.json', '[{"note":"plum"},\n{"note":"fig"},\n'],
  [
    'arrays within each other, numbers at their ends',
    'w.json',
    '[[{"note":"plum"}, 1], [2],\n3]\n[{"note":"fig"}, a[1], 4]',
  ],
  ['an array of something else', 'w.json', 'plum'],
];

describe('a file that is split has the rows, lines and columns that the command line reads', () => {
  it.each(AWKWARD)('%s', async (_, name, content) => {
    const whole = await readWhole(content, name);
    expect(await readSplit(content, name)).toEqual(whole);
    const isLarge = content.length > 3_000;
    const some = { limits: { rowsMax: isLarge ? 700 : 2, chunkBytesMax: isLarge ? 4_000 : 20 } };
    expect(await readSplit(content, name, { ...some, pieceBytes: isLarge ? 999 : 7 })).toEqual(whole);
    if (isLarge) return;
    // Chunks of a row each, bytes that come one by one, and another process after each chunk.
    expect(await readSplit(content, name, { limits: { rowsMax: 1 }, pieceBytes: 1, goesOn: true })).toEqual(whole);
  });

  it('whatever its bytes are', async () => {
    const pieces = fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n', 'a', ';', ' ', '\t', 'é', '1,5', '{"a":1}', '[');
    const heads = fc.constantFrom('a,b\n', 'a;b\r\n', 'a\tb\n', 'note\n', '', '{"a":1}\n', '[');
    const text = fc.tuple(heads, fc.array(pieces, { maxLength: 30 })).map(([head, rest]) => head + rest.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, pieceBytes) => {
        const whole = await readWhole(content, 'w.csv');
        const split = await readSplit(content, 'w.csv', { limits: { rowsMax: 2 }, pieceBytes, goesOn: true });
        expect(split).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('chunks', () => {
  it('of plain text are bytes of the file itself, one behind the other', async () => {
    const content = `a,b\n${'plum,1\n'.repeat(5)}`;
    const { chunks } = await splitAndRead(content, 'w.csv', { limits: { rowsMax: 2 } });
    expect(chunks.map(({ range, firstLine, firstRow, rows }) => ({ ...range, firstLine, firstRow, rows }))).toEqual([
      { start: 4, end: 18, firstLine: 2, firstRow: 0, rows: 2 },
      { start: 18, end: 32, firstLine: 4, firstRow: 2, rows: 2 },
      { start: 32, end: 39, firstLine: 6, firstRow: 4, rows: 1 },
    ]);
  });

  it('of other files bring their rows, with the line where each stands in the file', async () => {
    const { chunks } = await splitAndRead(gzipSync('a,b\n"plum\n",1\noak,2\n'), 'w.csv.gz');
    expect(chunks.map(({ range, bytes }) => [range, bytes?.toString()])).toEqual([
      [null, '[2,["plum\\n","1"]]\n[4,["oak","2"]]\n'],
    ]);
  });

  it('hold so many bytes at most', async () => {
    const { chunks } = await splitAndRead(`a\n${'0123456789\n'.repeat(9)}`, 'w.csv', { limits: { chunkBytesMax: 30 } });
    expect(chunks.map(({ rows }) => rows)).toEqual([2, 2, 2, 2, 1]);
  });

  it('are found by one pass where the beginning tells the encoding, by two where only the end does', async () => {
    expect((await splitAndRead(late, 'w.csv', { pieceBytes: 9_999 })).tries).toBe(1);
    const { tries } = await splitAndRead(ansi(`${late}Spätburgunder;1\n`), 'w.csv', { pieceBytes: 9_999 });
    expect(tries).toBe(2);
  });
});

describe('what is out of all proportion', () => {
  const long = 'x'.repeat(300);
  const limits = { rowBytesMax: 256 };

  it.each([
    ['a row of delimited text', 'w.csv', `a,b\nplum,1\n"${long}\n",2\noak,3\n`, [2, 3, 5], [3]],
    ['a row at the end', 'w.csv', `a,b\nplum,1\noak,${long}`, [2, 3], [3]],
    ['rows one after the other', 'w.csv', `a,b\n${`${long},1\n`.repeat(3)}oak,1\n`, [2, 3, 4, 5], [2, 3, 4]],
    ['a line of JSON', 'w.jsonl', `{"a":1}\n{"a":"${long}"}\n{"a":3}\n`, [1, 2, 3], [2]],
    ['a value in an array', 'w.json', `[{"a":1},\n{"a":"${long}"},\n{"a":3}]`, [1, 2, 3], [2]],
    ['a row in a gzip file', 'w.csv.gz', gzipSync(`a,b\nplum,1\n${long},2\noak,3\n`), [2, 3, 4], [3]],
    ['a row of UTF-16', 'w.csv', utf16(`a,b\nplum,1\n${long},2\noak,3\n`), [2, 3, 4], [3]],
  ])('is a row that is refused, and none beside it: %s', async (_, name, content, lines, faulty) => {
    for (const pieceBytes of [1, 64, 100_000]) {
      const { rows } = await splitAndRead(content, name, { limits, pieceBytes });
      expect(rows.map(({ line }) => line)).toEqual(lines);
      expect(rows.filter(({ fault }) => fault !== undefined).map(({ line }) => line)).toEqual(faulty);
    }
  });

  it('is a file whose quotes do not match, where the row is too long because of that', async () => {
    const open = `a,b\nplum,1\n"oak,2\n${long}\n`;
    expect(await refusalOf(open, 'w.csv', { limits })).toContain('begins on line 3: a quote is opened and never');
    const within = `a,b\nplum,1\n"oak,2\n${long}"x,1\n`;
    expect(await refusalOf(within, 'w.csv', { limits })).toContain('begins on line 3: a quote stands within a cell');
  });

  it('is a gzip file that is another size unzipped', async () => {
    const bomb = gzipSync(`a,b\n${'plum,1\n'.repeat(200_000)}`);
    const how = { limits: { unzippedBytesFree: 100_000 } };
    expect(await refusalOf(bomb, 'w.csv.gz', how)).toBe(
      'w.csv.gz is more than 200 times as large unzipped. Put it without gzip.',
    );
    expect(await refusalOf(bomb, 'w.csv.gz')).toBe('It was read.');
  });
});
