import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../../classifier/files/manifest.ts';
import { openDataset } from '../../../../store/models/open-dataset.ts';
import type { Dataset } from '../../../../generated/schema.ts';
import { answerPayload } from '../../../../functions/models/answer.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { startS3, type S3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { type Bucket, openBucket, putOnce } from '../../../../store/s3/bucket.ts';
import { settleName } from '../../../../classifier/text/names.ts';
import { putAdmission } from '../../../../store/models/admissions.ts';
import { readRecord, writeRecord } from '../../../../store/models/datasets.ts';
import { beginRun, writeRun } from '../../../../store/models/runs.ts';
import { fingerprintText } from '../../../../classifier/text/fingerprint.ts';
import { type Dynamo, startDynamo } from '../../../store/dynamo.ts';

let folder: string;
let s3: S3;
let bucket: Bucket;
let dynamo: Dynamo;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'datasets-'));
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  const buckets = [{ bucketName: 'models', isVersioned: true }];
  s3 = await startS3({ folder, buckets, authority: createAuthority(keys) });
  bucket = openBucket('models', { endpoint: s3.endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 });
  dynamo = await startDynamo();
});
afterEach(async () => {
  bucket.s3.destroy();
  await s3.close();
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (operation: string, given: object = {}) => {
  const tables = { models: dynamo.models(), predictions: dynamo.predictions(), traffic: dynamo.traffic() };
  const starter = { version: 'starter' } as Manifest;
  const telling = { publish: () => Promise.resolve(), onTrouble: () => undefined };
  const model = { starter, starterFolder: new URL('file:///nowhere/'), tryVersion: () => Promise.resolve() };
  const dependencies = { ...tables, ...telling, ...model, bucket, newId: ulid };
  return answerPayload(dependencies, { operation, clientId: 'operator', arguments: given });
};
const valueOf = async (operation: string, given: object = {}): Promise<Dataset> =>
  ((await ask(operation, given)) as { value: Dataset }).value;

async function importNotes(name: string, notes: Record<string, string>): Promise<void> {
  const dataset = await openDataset(bucket, name, 'ann');
  for (const [description, variety] of Object.entries(notes)) {
    await dataset.add({ description, variety, country: 'France', fingerprint: fingerprintText(description) });
  }
  await dataset.finish();
}

describe('a dataset', () => {
  it('is told with its rows, classes, who, when, digest, and the runs that used it', async () => {
    await importNotes('cellar', { Plum: 'Merlot', Fig: 'Merlot', Lime: 'Riesling' });
    const runs = ['01KASTV5XJ0000000000000001', '01KASTV5XJ0000000000000002'];
    for (const [at, id] of runs.entries()) {
      const run = { ...beginRun(id, 'schedule', null, '2026-11-23T12:00:00.000Z'), datasets: ['cellar', 'x'] };
      await writeRun(dynamo.models(), at === 0 ? run : { ...run, datasets: ['cellar'] }, Date.now() + 10_000);
    }
    expect(await valueOf('dataset', { name: 'cellar' })).toEqual({
      name: 'cellar',
      state: 'IN_USE',
      rows: 3,
      classes: [
        { target: 'COUNTRY', name: 'France', count: 3 },
        { target: 'VARIETY', name: 'Merlot', count: 2 },
        { target: 'VARIETY', name: 'Riesling', count: 1 },
      ],
      importedBy: 'ann',
      importedAt: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      removal: null,
      runs: runs.toReversed(),
    });
    expect(await ask('dataset', { name: 'other' })).toEqual({ value: null });
    expect(await ask('dataset', { name: '../x' })).toEqual({ value: null });
  });

  it('that was imported by an earlier release is there, with what can be known of it', async () => {
    await putOnce(bucket, 'datasets/old/1.jsonl.gz', Buffer.from('anything'));
    const unknown = { rows: null, classes: [], importedBy: null, importedAt: null, digest: null, removal: null };
    expect(await valueOf('dataset', { name: 'old' })).toMatchObject({ name: 'old', state: 'IN_USE', ...unknown });
    expect(await valueOf('removeDataset', { name: 'old', reason: 'sour' })).toMatchObject({
      state: 'REMOVED',
      rows: null,
    });
    expect(await valueOf('restoreDataset', { name: 'old' })).toMatchObject({ state: 'IN_USE' });
  });

  it('that is corrected counts each note once, and each class as it stands', async () => {
    await importNotes('cellar', { Plum: 'Merlot', Fig: 'Merlot' });
    const { digest } = await valueOf('dataset', { name: 'cellar' });
    await importNotes('cellar', { Fig: 'Malbec' });
    const corrected = await valueOf('dataset', { name: 'cellar' });
    expect(corrected).toMatchObject({ rows: 2 });
    expect(corrected.classes.filter(({ target }) => target === 'VARIETY').map(({ name }) => name)).toEqual([
      'Merlot',
      'Malbec',
    ]);
    expect(corrected.digest).not.toBe(digest);
  });

  it('can be removed and restored, and says who removed it, when and why', async () => {
    await importNotes('cellar', { Plum: 'Merlot' });
    const removed = await valueOf('removeDataset', { name: 'cellar', reason: ' wrong labels ' });
    const removal = { by: 'operator', at: expect.any(String) as string, reason: 'wrong labels' };
    expect(removed).toMatchObject({ state: 'REMOVED', rows: 1, removal });
    // A repeat, and a row more, change nothing of that.
    expect(await valueOf('removeDataset', { name: 'cellar', reason: 'again' })).toEqual(removed);
    await importNotes('cellar', { Fig: 'Malbec' });
    expect(await valueOf('dataset', { name: 'cellar' })).toMatchObject({ state: 'REMOVED', rows: 2, removal });
    expect(await valueOf('restoreDataset', { name: 'cellar' })).toMatchObject({ state: 'IN_USE', removal: null });
  });

  it('is NotFound where there is none, and InvalidInput without a reason', async () => {
    for (const name of ['nobody', 'labels', '.records']) {
      const failure = { errorType: 'NotFound', errorInfo: { field: 'name' } };
      expect(await ask('removeDataset', { name, reason: 'x' })).toMatchObject({ failure });
      expect(await ask('restoreDataset', { name })).toMatchObject({ failure });
    }
    expect(await ask('removeDataset', { name: 'cellar', reason: ' ' })).toMatchObject({
      failure: { errorType: 'InvalidInput', errorInfo: { field: 'reason' } },
    });
  });

  it('that was changed since it was read is not written over', async () => {
    await importNotes('cellar', { Plum: 'Merlot' });
    const before = await readRecord(bucket, 'cellar');
    if (before === undefined) throw new Error('There is no record.');
    expect(await writeRecord(bucket, { ...before.dataset, rows: 7 }, before.etag)).toBe(true);
    expect(await writeRecord(bucket, { ...before.dataset, rows: 8 }, before.etag)).toBe(false);
    expect(await writeRecord(bucket, before.dataset, undefined)).toBe(false);
    expect(await valueOf('dataset', { name: 'cellar' })).toMatchObject({ rows: 7 });
  });
});

describe('datasets', () => {
  it('are listed by name, page by page', async () => {
    for (const name of ['b', 'a', 'c']) await importNotes(name, { [`Plum ${name}`]: 'Merlot' });
    const names: string[][] = [];
    let nextToken: string | null = null;
    do {
      const page = (await ask('datasets', { limit: 2, nextToken })) as {
        value: { items: Dataset[]; nextToken: string | null };
      };
      names.push(page.value.items.map(({ name }) => name));
      nextToken = page.value.nextToken;
    } while (nextToken !== null);
    expect(names).toEqual([['a', 'b'], ['c']]);
  });

  it.each([{ limit: 0 }, { limit: 101 }, { nextToken: 'x' }, { nextToken: btoa('{"kind":"version","after":"a"}') }])(
    'are not listed by %j',
    async (given) => {
      const [field] = Object.keys(given);
      expect(await ask('datasets', given)).toMatchObject({
        failure: { errorType: 'InvalidInput', errorInfo: { field } },
      });
    },
  );
});

describe('an admitted class', () => {
  const räuschling = { target: 'VARIETY', name: 'Räuschling' };

  it('is listed with who admitted it and when, once however it is written, until it is withdrawn', async () => {
    await ask('admitClass', { ...räuschling, name: 'RAUSCHLING' });
    expect(await ask('admitClass', { ...räuschling, name: ' Räuschling ' })).toMatchObject({ value: räuschling });
    await ask('admitClass', { target: 'COUNTRY', name: 'Liechtenstein' });
    expect(await ask('admittedClasses')).toEqual({
      value: [
        { target: 'COUNTRY', name: 'Liechtenstein', by: 'operator', at: expect.any(String) as string },
        { ...räuschling, by: 'operator', at: expect.any(String) as string },
      ],
    });
    expect(await ask('withdrawClass', { ...räuschling, name: 'räuschling' })).toMatchObject({ value: räuschling });
    expect(await ask('withdrawClass', räuschling)).toMatchObject({ failure: { errorType: 'NotFound' } });
    expect(await ask('admittedClasses')).toMatchObject({ value: [{ name: 'Liechtenstein' }] });
  });

  it('R33: is one of a thousand at most, since a list of them is read whole', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `Grape ${n}`);
    const admit = (name: string) => {
      const admission = { target: 'variety' as const, name, by: 'ann', at: '2026-11-28T12:00:00.000Z' };
      return putAdmission(dynamo.models(), admission, settleName('variety', name), Date.now() + 20_000);
    };
    for (let n = 0; n < names.length; n += 20) await Promise.all(names.slice(n, n + 20).map(admit));
    const failure = {
      errorType: 'InvalidInput',
      message: expect.stringContaining('1000 classes are admitted') as string,
    };
    expect(await ask('admitClass', räuschling)).toMatchObject({ failure });
    const known = { target: 'VARIETY', name: 'GRAPE 7' };
    expect(await ask('admitClass', known)).toMatchObject({ value: known });
    await ask('withdrawClass', known);
    expect(await ask('admitClass', räuschling)).toMatchObject({ value: räuschling });
  });

  it.each([
    ['VISIT EVIL.EXAMPLE', 'form'],
    ['unknown', 'form'],
    ['', 'length'],
    ['x'.repeat(101), 'length'],
  ])('is not called %j', async (name, rule) => {
    const failure = { errorType: 'InvalidInput', errorInfo: { field: 'name', rule } };
    expect(await ask('admitClass', { target: 'VARIETY', name })).toMatchObject({ failure });
    expect(await ask('admittedClasses')).toEqual({ value: [] });
  });
});
