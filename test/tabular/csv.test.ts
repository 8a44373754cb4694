import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TabularError } from '../../tabular/failure.ts';
import { formatRow, readCsv } from '../../tabular/csv.ts';
import type { Row } from '../../tabular/row.ts';
import { readBytes } from '../../tabular/source.ts';
import { openTable } from '../../tabular/table.ts';
import { setStage, type Stage } from '../cli/surroundings.ts';

let stage: Stage;
beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage.clear());

async function read(content: string | Uint8Array): Promise<Row[]> {
  const path = join(stage.folder, 'wines.csv');
  await writeFile(path, content);
  const rows: Row[] = [];
  for await (const row of readCsv(readBytes(path, path), path)) rows.push(row);
  return rows;
}

const cellsOf = async (content: string | Uint8Array): Promise<string[][]> =>
  (await read(content)).map(({ cells }) => cells);

describe('readCsv', () => {
  it.each([
    ['plain', 'a,b\n1,2\n'],
    ['no line end at the end', 'a,b\n1,2'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['CR', 'a,b\r1,2\r'],
    ['line ends of every kind', 'a,b\r\n1,2\n'],
    ['empty lines', 'a,b\n\n\n1,2\n\n'],
    ['quotes that need not be', '"a","b"\n"1","2"\n'],
  ])('reads %s', async (_, content) => {
    expect(await cellsOf(content)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps commas, quotes and line ends within quotes', async () => {
    expect(await cellsOf('a\n"x, ""y""\r\nz"\n')).toEqual([['a'], ['x, "y"\r\nz']]);
  });

  it('tells on which line of the file a row begins', async () => {
    const rows = await read('a,b\r\n\r\n"x\r\ny\r\nz",1\r\n2,"\n"\r\n3,4\r\n');
    expect(rows.map(({ line }) => line)).toEqual([1, 3, 6, 8]);
  });

  it('leaves rows of other lengths to whoever knows the header', async () => {
    expect(await cellsOf('a,b\n1\n1,2,3\n')).toEqual([['a', 'b'], ['1'], ['1', '2', '3']]);
  });

  it('finds the line ends also where the file is read in two pieces', async () => {
    const half = 'x'.repeat(65_535);
    expect(await cellsOf(`${half}\r\n${half}\r\n`)).toEqual([[half], [half]]);
  });

  it('reads back what formatRow writes', async () => {
    const row = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const [[first = '', ...others] = [], ...more] = rows;
        // Excel's first line that names the delimiter is no row.
        const written = [[first.replace(/^sep=/i, ''), ...others], ...more];
        expect(await cellsOf(written.map((cells) => formatRow(cells)).join(''))).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });

  it('has little of a large file in memory', async () => {
    const path = join(stage.folder, 'large.csv');
    await writeFile(path, `note,price\n${`${'blackberry '.repeat(20)},12\n`.repeat(100_000)}`);
    let [rows, most] = [0, 0];
    const table = await openTable(path);
    // What nobody refers to any more is none of it, however late it is collected.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for await (const { line } of table.rows()) {
      rows = line;
      if (line % 5_000 !== 0) continue;
      collect();
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(rows).toBe(100_001);
    expect(most).toBeLessThan(12_000_000);
  });

  it.each([
    ['a quote within a cell', 'a,b\n1,2\n1,x "y" z\n', 'row that begins on line 3: a quote stands within a cell'],
    ['text after a quote', 'a,b\n"1\n" x,2\n', 'row that begins on line 2: a quote stands within a cell'],
    ['a quote that is never closed', 'a,b\n1,2\n1,"2\n3,4\n', 'row that begins on line 3: a quote is opened and never'],
  ])('refuses %s, and says where', async (_, content, reason) => {
    const error = await read(content).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TabularError);
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).not.toContain('\n');
  });

  it('takes a row beyond all measure for a quote that is never closed, and does not read it into memory', async () => {
    await expect(read(`a,b\n1,"${'x'.repeat(20_000_000)}"\n`)).rejects.toThrow(
      /line 2: a quote is opened and never closed/,
    );
  });
});
