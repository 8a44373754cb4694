import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../tabular/workbook-bytes.ts';
import { api, collect, connect, errorOf, makeKey } from './api.ts';
import { openFiles } from '../../packages/client/files.ts';

/** A deployment outlives its tests, and trainings would learn from what these import. */
const onLaptop = api.keysIn !== null && 'folder' in api.keysIn;

const HEADER = 'Tasting note;Rebsorte;Land;Punkte';
const ROWS = ['Wild thyme and slate;Räuschling;Schweiz;5', ';Merlot;Schweiz;90', 'Plum;;;90', 'Pear;Heida'];
const FILE = new File([`${HEADER}\n${ROWS.join('\n')}\n`], 'tasting.csv');

const connectOperator = async () => connect(await makeKey({ scopes: ['predict', 'operate'] }));

describe.runIf(onLaptop)('a file that is imported by the API', () => {
  it('is tried first, then there among the datasets, its refused rows told with their places', async () => {
    const terroir = await connectOperator();
    const upload = await openFiles(terroir).uploadFile(FILE, { purpose: 'IMPORT' });
    const asked = { name: 'imported-by-api', fileName: FILE.name };
    const tried = await openFiles(terroir).importDataset(upload, { ...asked, dryRun: true });
    expect(tried).toMatchObject({ dryRun: true, rows: 4, added: 1, refused: 3, cellsLeftOut: 1, dataset: null });
    expect(await terroir.dataset(asked.name)).toBeNull();

    const report = await openFiles(terroir).importDataset(upload, asked);
    const { clientId } = await terroir.caller();
    const dataset = { name: asked.name, rows: 1, importedBy: clientId };
    expect(report).toMatchObject({ ...tried, dryRun: false, dataset });
    expect(report.refusedRows).toEqual([
      { line: 3, column: 'Tasting note', reason: 'There is no note.' },
      { line: 4, column: null, reason: 'Neither the country nor the variety is known.' },
      { line: 5, column: null, reason: 'The row has 2 cells, the header 4.' },
    ]);
    const listed = await collect(terroir.datasets());
    expect(listed.filter(({ name }) => name === asked.name)).toEqual([report.dataset]);
    await terroir.removeDataset(asked.name, 'It was a test');

    // Sent again, as another file that holds the same.
    const again = await openFiles(terroir).importDataset(gzipSync(await FILE.bytes()), asked);
    expect(again).toMatchObject({ added: 0, known: 1, dataset: { rows: 1, state: 'REMOVED' } });
  });

  it('is refused in words where it is none, by its rule', async () => {
    const terroir = await connectOperator();
    const importing = (text: string) =>
      errorOf(openFiles(terroir).importDataset(new File([text], 'ages.csv'), { name: 'imported-by-api' }));
    const failed = { errorType: 'InvalidInput', field: 'upload', retryable: false };
    expect(await importing('name,age\nAnna,4\n')).toMatchObject({ ...failed, rule: 'fileColumns' });
    expect(await importing('description,variety\n')).toMatchObject({ ...failed, rule: 'fileEmpty' });
    const { message, rule } = await importing('<!doctype html>');
    expect(rule).toBe('fileUnreadable');
    expect(message).toContain('ages.csv is a page of the web');
  });

  it('may be a workbook, whose rows are told by those of the sheet', async () => {
    const bytes = workbookOf({ Cellar: [['description', 'variety'], ['Plum', 'Merlot'], [], ['Fig', '']] });
    const asked = { name: 'imported-by-api', fileName: 'cellar.xlsx', dryRun: true };
    const tried = await openFiles(await connectOperator()).importDataset(bytes, asked);
    expect(tried).toMatchObject({ form: 'XLSX, sheet Cellar', added: 1, refused: 1, refusedRows: [{ line: 4 }] });
    const broken = await errorOf(openFiles(await connectOperator()).importDataset(bytes.subarray(0, 100), asked));
    expect(broken).toMatchObject({ rule: 'fileUnreadable' });
  });

  it('is found by nobody but the client that has put it', async () => {
    const upload = await openFiles(await connectOperator()).uploadFile(FILE, { purpose: 'IMPORT' });
    const other = await errorOf(openFiles(await connectOperator()).importDataset(upload, { name: 'imported-by-api' }));
    expect(other).toMatchObject({ errorType: 'NotFound', field: 'upload', rule: 'fileMissing' });
  });

  it('is taken from no key without the scope operate, neither the file nor the import', async () => {
    const terroir = await connect(await makeKey({ scopes: ['predict', 'history', 'label', 'keys'] }));
    const upload = await openFiles(terroir).uploadFile(FILE);
    for (const file of [FILE, upload]) {
      expect(await errorOf(openFiles(terroir).importDataset(file, { name: 'stolen' }))).toMatchObject({
        errorType: 'Unauthorized',
      });
    }
  });
});
