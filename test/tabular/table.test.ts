import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TabularError } from '../../tabular/failure.ts';
import { openTable, type Table, type TableOptions } from '../../tabular/table.ts';
import { setStage, type Stage } from '../cli/surroundings.ts';
import { workbookOf, zipOf } from './workbook-bytes.ts';

let stage: Stage;
beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage.clear());

async function open(content: string | Uint8Array, name = 'wines.csv', options: TableOptions = {}): Promise<Table> {
  const path = join(stage.folder, name);
  await writeFile(path, content);
  return openTable(path, options);
}

async function read(...args: Parameters<typeof open>): Promise<string[][]> {
  const table = await open(...args);
  const rows = [table.header];
  for await (const { cells } of table.rows()) rows.push(cells);
  return rows;
}

async function linesOf(...args: Parameters<typeof open>): Promise<number[]> {
  const lines: number[] = [];
  for await (const { line } of (await open(...args)).rows()) lines.push(line);
  return lines;
}

const failureOf = (...args: Parameters<typeof open>): Promise<string> =>
  open(...args).then(
    () => 'It was read.',
    (error: unknown) => (error instanceof TabularError ? error.message : `No TabularError: ${String(error)}`),
  );

const WINES = [
  ['Rebsorte', 'Land', 'Preis'],
  ['Grüner Veltliner', 'Österreich', '12,50'],
  ['Cabernet, Merlot', 'Italien', '1.200,00'],
];
const delimited = (delimiter: string, end = '\n'): string =>
  WINES.map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter) + end).join('');

describe('what separates the cells is found', () => {
  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ])('%s', async (name, delimiter) => {
    expect(await read(delimited(delimiter))).toEqual(WINES);
    const table = await open(delimited(delimiter));
    expect([table.form, table.style.delimiter]).toEqual([`CSV with ${name}, UTF-8`, delimiter]);
  });

  it('between quoted names', async () => {
    expect(await read('"description";"country"\n"plum, oak";"Chile"\n')).toEqual([
      ['description', 'country'],
      ['plum, oak', 'Chile'],
    ]);
  });

  it('by the names that are known, where several would do', async () => {
    expect(await read('Name, Jahrgang;Rebsorte\n"A, 2019";Gamay\n')).toEqual([
      ['Name, Jahrgang', 'Rebsorte'],
      ['A, 2019', 'Gamay'],
    ]);
  });

  it("by Excel's first line", async () => {
    expect(await read('sep=|\r\na|b;c;d\r\n1|2;3;4\r\n')).toEqual([
      ['a', 'b;c;d'],
      ['1', '2;3;4'],
    ]);
    expect(await linesOf('sep=|\r\na|b;c;d\r\n1|2;3;4\r\n')).toEqual([3]);
  });

  it('as nothing at all, where there is one column: its commas are part of the texts', async () => {
    expect(await read('description\nplum, oak; tar\n"apple, ""tart"""\n')).toEqual([
      ['description'],
      ['plum, oak; tar'],
      ['apple, "tart"'],
    ]);
  });

  it('and quotes stand within the cells of tabs', async () => {
    expect(await read('description\tprice\nthe 5" cork\t12\n')).toEqual([
      ['description', 'price'],
      ['the 5" cork', '12'],
    ]);
  });
});

describe('the encoding is found', () => {
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
  const windows = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');

  it.each([
    ['UTF-8', Buffer.from(delimited(';')), 'UTF-8', false],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${delimited(';')}`), 'UTF-8', true],
    ['UTF-16', utf16(`\ufeff${delimited('\t')}`), 'UTF-16', true],
    ['UTF-16, big end first', utf16(`\ufeff${delimited(',')}`).swap16(), 'UTF-16', true],
    ['UTF-16 without a mark', utf16(delimited(',')), 'UTF-16', false],
    ['Windows-1252', windows(delimited(';', '\r\n')), 'Windows-1252', false],
    ['Latin-1 with CR', windows(delimited('|', '\r')), 'Windows-1252', false],
  ])('%s', async (_, content, name, hasBom) => {
    expect(await read(content)).toEqual(WINES);
    const table = await open(content);
    expect([table.form.split(', ')[1], table.style.hasBom]).toEqual([name, hasBom]);
  });

  it('however late the first letter comes that tells, and where a piece ends within a letter', async () => {
    const early = 'note,price\n' + 'plain,1\n'.repeat(40_000);
    expect((await read(windows(`${early}Château €,1\n`))).at(-1)).toEqual(['Château €', '1']);
    const split = `note\n${'x'.repeat(262_138)}éé\n`;
    const table = await open(split);
    expect([table.form, (await read(split))[1]?.[0]?.slice(-2)]).toEqual(['one column, UTF-8', 'éé']);
  });

  it('or told', async () => {
    const greek = Buffer.from([0xee, 0xe7, 0xf1, 0xfc]);
    const content = Buffer.concat([Buffer.from('note,price\n'), greek, Buffer.from(',1\n')]);
    expect((await read(content, 'wines.csv', { encoding: 'windows-1253' }))[1]).toEqual(['ξηρό', '1']);
    expect((await read(windows(delimited(';')), 'wines.csv', { encoding: 'latin1' }))[1]).toEqual(WINES[1]);
    expect((await read(utf16(delimited(';')), 'wines.csv', { encoding: 'UTF-16' }))[1]).toEqual(WINES[1]);
    expect(await failureOf(windows(delimited(';')), 'wines.csv', { encoding: 'utf8' })).toMatch(
      /is not UTF-8: see line 2\. Leave out --encoding, or name another one\.$/,
    );
    expect(await failureOf('a,b\n1,2\n', 'wines.csv', { encoding: 'klingon' })).toMatch(/^There is no encoding "kl/);
  });

  it('and one bad byte makes no Windows-1252 of UTF-8', async () => {
    const content = Buffer.concat([Buffer.from('note,price\nRosé, rosé,'), Buffer.from([0xff]), Buffer.from('\n')]);
    const table = await open(content);
    expect(table.form).toMatch(/^CSV with commas, UTF-8 but for one byte that is none, first on line 2 \(--encoding/);
  });
});

describe('JSON', () => {
  const records = '{"description": "plum, \\"oak\\" }", "price": 12.5, "id": 7}\n{"country": "Chile", "price": null}\n';
  const rows = [
    ['description', 'price', 'id', 'country'],
    ['plum, "oak" }', '12.5', '7', ''],
    ['', '', '', 'Chile'],
  ];
  const values = records.trim().split('\n');

  it.each([
    ['lines', records, 'JSON lines, UTF-8'],
    ['lines with CRLF and blank ones', `\r\n${records.replaceAll('\n', '\r\n\r\n')}`, 'JSON lines, UTF-8'],
    ['an array', `[${values.join(',')}]`, 'JSON, UTF-8'],
    ['an array over many lines', `[\n  ${values.join(',\n  ').replaceAll('{', '{\n')}\n]\n`, 'JSON, UTF-8'],
    ['objects over many lines', values.join('\n').replaceAll('{', '{\n  '), 'JSON, UTF-8'],
    ['an array with a byte order mark', `\ufeff[${values.join(',')}]`, 'JSON, UTF-8'],
  ])('is read as %s, whatever the file is called', async (_, content, form) => {
    expect(await read(content, 'wines.txt')).toEqual(rows);
    expect((await open(content)).form).toBe(form);
  });

  it('tells on which line a value begins', async () => {
    expect(await linesOf(`[\n${values[0]},\n\n  ${values[1]}\n]`)).toEqual([2, 4]);
    expect(await linesOf(records)).toEqual([1, 2]);
  });

  it('has rows with a fault for what is no object, and goes on', async () => {
    const faults: (string | undefined)[] = [];
    const table = await open('{"country": "Chile"}\n{"country": \n["Peru"]\n{"country": "US"}\n', 'wines.jsonl');
    for await (const { fault } of table.rows()) faults.push(fault);
    expect(faults).toEqual([
      undefined,
      'It is not valid JSON: {"country":',
      'It is not an object: ["Peru"]',
      undefined,
    ]);
  });

  it('is read across the pieces of a file', async () => {
    const long = Array.from({ length: 4_000 }, (_, at) => ({ description: `plum ${at} \\" ${'x'.repeat(150)}` }));
    const read4000 = await read(JSON.stringify(long, null, 1));
    expect(read4000.slice(1).map(([note]) => note)).toEqual(long.map(({ description }) => description));
  });

  it.each([
    [
      'that is cut off',
      '[{"description": "plum"},\n{"descr',
      'what begins on line 2 is never closed. Is the file whole?',
    ],
    [
      'that is cut off between two values',
      '\n[{"description": "plum"},\n{"description": "fig"},\n',
      'what begins on line 2 is never closed. Is the file whole?',
    ],
    ['of something else', '"just a text"', 'is not JSON of objects: it takes [{ … }, { … }], or { … } on each line.'],
    ['of nothing', '[]', 'is empty: it needs a header row.'],
  ])('%s is refused', async (_, content, message) => {
    expect(await failureOf(content, 'wines.json')).toContain(message);
  });
});

describe('XLSX', () => {
  const sheet = [
    [null, null, null],
    ['Cépage', 'Prix', 'Note'],
    ['Gamay & Syrah', 12.5, null],
    [null, null, null],
    ['Merlot', 1250, true],
  ];

  it('is read by its first sheet with anything in it, with the rows as Excel counts them', async () => {
    const content = workbookOf({ Empty: [], Vins: sheet, More: [['a'], ['b']] });
    expect(await read(content, 'vins.xlsx')).toEqual([
      ['Cépage', 'Prix', 'Note'],
      ['Gamay & Syrah', '12.5', ''],
      ['Merlot', '1250', 'true'],
    ]);
    expect(await linesOf(content, 'vins.xlsx')).toEqual([3, 5]);
    const table = await open(content, 'vins.bin');
    expect([table.form, table.style.place, table.blankRowCount]).toEqual([
      'XLSX, sheet Vins (not More: --sheet NAME chooses)',
      'row',
      1,
    ]);
  });

  it('is read by the sheet that is named', async () => {
    const content = workbookOf({ Vins: sheet, More: [['a'], ['b']] });
    expect(await read(content, 'vins.xlsx', { sheet: 'More' })).toEqual([['a'], ['b']]);
    expect(await failureOf(content, 'vins.xlsx', { sheet: 'None' })).toMatch(/has no sheet None; it has Vins, More\.$/);
  });

  it.each([
    ['another zip file', zipOf({ 'a.txt': 'plum' }), 'is a zip file, and not a workbook that can be read'],
    ['half a workbook', workbookOf({ Vins: sheet }).subarray(0, 300), 'is a zip file that is cut off.'],
    ['one too large for memory', zipOf({ 'xl/workbook.xml': '' }, 2e9), 'has 2,000 MB unpacked, and XLSX is read up'],
    ['an empty one', workbookOf({ Vins: [] }), 'is empty'],
  ])('of %s is refused', async (_, content, message) => {
    expect(await failureOf(content, 'vins.xlsx')).toContain(message);
  });
});

describe('rows', () => {
  it('without any content are skipped and counted, a header of them too', async () => {
    const content = ',,\n ,\t,\na,b,c\n1,,\n,,\n"",  ,\n2,3,4\n';
    expect(await read(content)).toEqual([
      ['a', 'b', 'c'],
      ['1', '', ''],
      ['2', '3', '4'],
    ]);
    const { rowCount, blankRowCount } = await open(content);
    expect([rowCount, blankRowCount]).toEqual([2, 4]);
  });

  it('lose the empty cells that a spreadsheet writes behind them', async () => {
    expect(await read('a,b\n1,2,,,\n1,2,3\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['1', '2', '3'],
    ]);
    expect(await read('a,b,,\n1,2\n')).toEqual([
      ['a', 'b', '', ''],
      ['1', '2', '', ''],
    ]);
  });
});

describe('a file', () => {
  it('may be gzipped, whatever it is called', async () => {
    expect(await read(gzipSync(delimited(';')), 'wines.csv')).toEqual(WINES);
    expect(await read(delimited(';'), 'wines.csv.gz')).toEqual(WINES);
    const noise = Array.from({ length: 200_000 }, (_, at) => (at * 2_654_435_761) % 1_000_003).join('\n');
    expect(await failureOf(gzipSync(`note\n${noise}`).subarray(0, 99_999))).toMatch(/is not a valid gzip file \(/);
  });

  it('of which there is none, and a folder, is refused', async () => {
    await expect(openTable(join(stage.folder, 'none.csv'))).rejects.toThrow(/^There is no file .*none\.csv\.$/);
    await expect(openTable(stage.folder)).rejects.toThrow(/is a folder, not a file\.$/);
    await expect(openTable('/dev/fd/99')).rejects.toThrow(/Pipe it in instead: COMMAND \| npm run terroir -- … -$/);
  });

  it('is left as soon as somebody wants that', async () => {
    const stop = new AbortController();
    stop.abort(new Error('Stopped.'));
    await expect(open('a,b\n1,2\n', 'wines.csv', { signal: stop.signal })).rejects.toThrow('Stopped.');
  });
});
