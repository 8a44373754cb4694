import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../../classifier/files/manifest.ts';
import { IMPORT_BYTES_MAX } from '../../../../contract/limits.ts';
import { answerPayload } from '../../../../functions/models/answer.ts';
import type { Dependencies } from '../../../../functions/models/dependencies.ts';
import { importDataset } from '../../../../functions/models/teaching/import-dataset.ts';
import type { DatasetImport } from '../../../../generated/schema.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { startS3, type S3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { type Bucket, listParts, openBucket } from '../../../../store/s3/bucket.ts';
import { readRecord } from '../../../../store/models/datasets.ts';
import { putObject } from '../../../../store/jobs/job-files.ts';
import { listVersions } from '../../../../store/s3/object-versions.ts';
import { openDataset } from '../../../../store/models/open-dataset.ts';
import { uploadKey } from '../../../../store/jobs/uploads.ts';
import { type Dynamo, startDynamo } from '../../../store/dynamo.ts';

let folder: string;
let s3: S3;
let bucket: Bucket;
let files: Bucket;
let dynamo: Dynamo;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'));
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  const buckets = ['models', 'files'].map((bucketName) => ({ bucketName, isVersioned: true }));
  s3 = await startS3({ folder, buckets, authority: createAuthority(keys) });
  const options = { endpoint: s3.endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 };
  [bucket, files] = [openBucket('models', options), openBucket('files', options)];
  dynamo = await startDynamo();
});
afterEach(async () => {
  for (const { s3: client } of [bucket, files]) client.destroy();
  await s3.close();
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

const dependencies = (): Dependencies => {
  const tables = { models: dynamo.models(), predictions: dynamo.predictions(), traffic: dynamo.traffic() };
  const telling = { publish: () => Promise.resolve(), onTrouble: () => undefined };
  const starterFolder = new URL('file:///nowhere/');
  const model = { starter: { version: 'starter' } as Manifest, starterFolder, tryVersion: () => Promise.resolve() };
  return { ...tables, ...telling, ...model, bucket, files, newId: ulid };
};

async function put(text: string | Uint8Array, clientId = 'operator'): Promise<string> {
  const upload = ulid();
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  await putObject(files, await uploadKey(clientId, upload), bytes);
  return upload;
}

const ask = (given: object) => {
  const wanted = { name: 'cellar', fileName: 'tasting.csv', dryRun: false, ...given };
  return answerPayload(dependencies(), { operation: 'importDataset', clientId: 'operator', arguments: wanted });
};

async function imported(given: object): Promise<DatasetImport> {
  const { value, failure } = await ask(given);
  expect(failure).toBeUndefined();
  return value as DatasetImport;
}

const ROWS = ['Wild thyme;Räuschling;Schweiz;2020;5', ';Merlot;Schweiz;2020;', 'Plum;;;2020;', 'Pear;Heida'];
const FILE = `Tasting note;Rebsorte;Land;Vintage;Punkte\n${ROWS.join('\n')}\n`;

describe('a file', () => {
  it('is imported: its sound rows in a dataset of that name, and each refused row told with its place', async () => {
    const upload = await put(FILE);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('terroir-import-')).length;
    expect(await imported({ upload })).toEqual({
      dryRun: false,
      form: expect.stringContaining('CSV with semicolons') as string,
      columns: [
        { use: 'description', names: ['Tasting note'] },
        { use: 'variety', names: ['Rebsorte'] },
        { use: 'country', names: ['Land'] },
        { use: 'points', names: ['Punkte'] },
      ],
      unusedColumns: ['Vintage'],
      ...{ rows: 4, added: 1, replaced: 0, known: 0, refused: 3, cellsLeftOut: 1 },
      refusedRows: [
        { line: 3, column: 'Tasting note', reason: 'There is no note.' },
        { line: 4, column: null, reason: 'Neither the country nor the variety is known.' },
        { line: 5, column: null, reason: 'The row has 2 cells, the header 5.' },
      ],
      dataset: expect.objectContaining({ name: 'cellar', state: 'IN_USE', rows: 1, importedBy: 'operator' }) as object,
    });
    const record = await readRecord(bucket, 'cellar');
    expect(record?.dataset).toMatchObject({ rows: 1, classes: { variety: { Räuschling: 1 } } });
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('terroir-import-')).length;
    expect(left).toBe(before);
  });

  it('imports nothing twice, by the same upload or another, and only what is told otherwise replaces', async () => {
    const upload = await put('description,variety\nPlum,Merlot\nFig,Malbec\n');
    expect(await imported({ upload })).toMatchObject({ added: 2, known: 0 });
    const parts = await listParts(bucket);
    expect(await imported({ upload })).toMatchObject({ added: 0, replaced: 0, known: 2, dataset: { rows: 2 } });
    const again = await put(gzipSync('description,variety\nFig,Malbec\nPlum,Gamay\n'));
    expect(await listParts(bucket)).toEqual(parts);
    expect(await imported({ upload: again })).toMatchObject({ added: 0, replaced: 1, known: 1, dataset: { rows: 2 } });
  });

  it('is only tried with dryRun: the same counts, and nothing is stored', async () => {
    const upload = await put('description,variety\nPlum,Merlot\nPlum,Merlot\nFig,Malbec\n,Gamay\n');
    const tried = { dryRun: true, added: 2, known: 1, refused: 1, dataset: null };
    expect(await imported({ upload, dryRun: true })).toMatchObject(tried);
    expect(await listParts(bucket)).toEqual([]);
    expect(await readRecord(bucket, 'cellar')).toBeUndefined();
    await imported({ upload });
    const versions = () => listVersions(bucket, 'datasets/.records/cellar.json');
    const written = await versions();
    expect(await imported({ upload, dryRun: true })).toMatchObject({ added: 0, known: 3, dataset: { rows: 2 } });
    expect(await versions()).toEqual(written);
    // More than a part holds.
    const rows = Array.from({ length: 25_001 }, (_, n) => `Plum ${n},Merlot\n`);
    const large = await put(`description,variety\n${rows.join('')}`);
    const parts = await listParts(bucket);
    expect(await imported({ upload: large, dryRun: true })).toMatchObject({ added: 25_001 });
    expect(await listParts(bucket)).toEqual(parts);
  });

  it('has the first hundred of its refused rows named', async () => {
    const upload = await put(`description,variety\n${'x\n'.repeat(150)}Plum,Merlot\n`);
    const { refused, refusedRows, added } = await imported({ upload });
    expect([refused, refusedRows.length, refusedRows.at(-1)?.line, added]).toEqual([150, 100, 101, 1]);
  });

  it('goes into a dataset that is removed, and leaves it so', async () => {
    await imported({ upload: await put('description,variety\nPlum,Merlot\n') });
    const removal = { operation: 'removeDataset', clientId: 'ann', arguments: { name: 'cellar', reason: 'Wrong' } };
    await answerPayload(dependencies(), removal);
    const { dataset } = await imported({ upload: await put('description,variety\nFig,Malbec\n') });
    expect(dataset).toMatchObject({ state: 'REMOVED', rows: 2 });
  });
});

describe('no file is imported', () => {
  const failing = (errorType: string, field: string, rule: string, message: string | RegExp = '') => ({
    failure: {
      errorType,
      message: typeof message === 'string' ? (expect.stringContaining(message) as string) : message,
      errorInfo: expect.objectContaining({ field, rule }) as object,
    },
  });
  const HEADER = 'description,variety\n';

  it.each([
    ['that has a header alone', HEADER, 'fileEmpty', 'tasting.csv has a header and no rows'],
    ['of blank lines', '\n\n', 'fileEmpty', 'tasting.csv is empty'],
    ['of the web', '<!doctype html><p>Plum', 'fileUnreadable', 'tasting.csv is a page of the web'],
    ['that is a broken gzip', Uint8Array.of(0x1f, 0x8b, 8, 1, 2, 3), 'fileUnreadable', 'not a valid gzip file'],
    ['that is a zip of nothing', 'PK\u0003\u0004', 'fileUnreadable', 'tasting.csv'],
    ['without a note', 'variety,age\nMerlot,4\n', 'fileColumns', 'If "age" is meant, call it description.'],
    ['without country and variety', 'description,age\nPlum,4\n', 'fileColumns', 'If "age" is meant, call it country.'],
    ['with a column twice', 'description,description,variety\na,b,Merlot\n', 'fileColumns', '2 columns description'],
  ])('%s', async (_, text, rule, message) => {
    const upload = await put(text);
    expect(await ask({ upload })).toMatchObject(failing('InvalidInput', 'upload', rule, message));
    expect(await listParts(bucket)).toEqual([]);
  });

  it('of another client, of nobody, or of an upload that has expired', async () => {
    const missing = failing('NotFound', 'upload', 'fileMissing');
    expect(await ask({ upload: await put(`${HEADER}Plum,Merlot\n`, 'somebody-else') })).toMatchObject(missing);
    expect(await ask({ upload: ulid() })).toMatchObject(missing);
    const old = ulid(Date.now() - 8 * 24 * 60 * 60 * 1000);
    expect(await ask({ upload: old })).toMatchObject(failing('NotFound', 'upload', 'fileExpired'));
    for (const upload of ['', '../cellar', 'x'.repeat(26)]) {
      expect(await ask({ upload })).toMatchObject(failing('InvalidInput', 'upload', 'form'));
    }
  });

  it.each(['', 'Cellar', 'labels', '.records', 'a/b', '-a', 'a'.repeat(61)])('into a dataset %j', async (name) => {
    const upload = await put(`${HEADER}Plum,Merlot\n`);
    expect(await ask({ upload, name })).toMatchObject(failing('InvalidInput', 'name', 'form'));
  });

  it('called by a path', async () => {
    const upload = await put(`${HEADER}Plum,Merlot\n`);
    expect(await ask({ upload, fileName: '../a.csv' })).toMatchObject(failing('InvalidInput', 'fileName', 'form'));
  });

  it('that is too large, or takes too long, and the command line is named', async () => {
    const large = await put(new Uint8Array(IMPORT_BYTES_MAX + 1));
    const tooLarge = failing('InvalidInput', 'upload', 'fileTooLarge', 'npm run terroir -- import');
    expect(await ask({ upload: large })).toMatchObject(tooLarge);
    const request = {
      clientId: 'operator',
      arguments: { upload: await put(`${HEADER}Plum,Merlot\n`), name: 'cellar', dryRun: false },
    };
    expect(await importDataset(dependencies(), request, 0)).toMatchObject(tooLarge);
  });

  it('into a dataset that is changed at the same moment; a repeat mends it', async () => {
    const upload = await put(`${HEADER}Plum,Merlot\n`);
    const other = await openDataset(bucket, 'cellar', 'ann');
    await other.add({ description: 'Fig', variety: 'Malbec', fingerprint: '00000000000000ff' });
    await imported({ upload });
    expect(await other.finish()).toBe(false);
    expect(await imported({ upload })).toMatchObject({ known: 1, dataset: { rows: 2 } });
  });
});
