import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../../../packages/appsync-host/iam/authority.ts';
import { type S3, startS3 } from '../../../packages/appsync-host/s3/s3.ts';
import { type Bucket, openBucket } from '../../../store/s3/bucket.ts';
import {
  listKeys,
  measureObject,
  ObjectGone,
  putFirst,
  putObject,
  putStream,
  readNewest,
  readRange,
  streamObject,
} from '../../../store/jobs/job-files.ts';

const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
let s3: S3;
let bucket: Bucket;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'job-files-'));
  s3 = await startS3({
    folder,
    buckets: [{ bucketName: 'files', isVersioned: true }],
    authority: createAuthority(KEYS),
  });
  bucket = openBucket('files', { endpoint: s3.endpoint, region: 'us-east-1', credentials: KEYS, maxAttempts: 1 });
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const bytes = (text: string): Buffer => Buffer.from(text);
async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield await Promise.resolve(bytes(text));
}
async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of stream) all.push(piece);
  return Buffer.concat(all).toString();
}

describe('a version of an object', () => {
  it('is read by ranges, whatever was put over it since', async () => {
    const version = await putObject(bucket, 'uploads/a', bytes('grapes and plums'));
    await putObject(bucket, 'uploads/a', bytes('raisins'));
    expect(await measureObject(bucket, version)).toBe(16);
    expect((await readRange(bucket, version, 7, 10)).toString()).toBe('and');
    expect((await readRange(bucket, version, 11, 99)).toString()).toBe('plums');
    expect(await readRange(bucket, version, 4, 4)).toHaveLength(0);
  });

  it('is read whole, a few bytes at a time', async () => {
    const version = await putObject(bucket, 'uploads/b', bytes('grapes and plums'));
    for (const rangeBytes of [1, 5, 16, 99]) {
      expect(await textOf(streamObject(bucket, version, 16, rangeBytes))).toBe('grapes and plums');
    }
  });

  it('that is not there, or not any more, is told apart from other trouble', async () => {
    const version = await putObject(bucket, 'uploads/c', bytes('grapes'));
    await bucket.s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: version.key, VersionId: version.versionId }));
    await expect(measureObject(bucket, version)).rejects.toThrow(ObjectGone);
    await expect(readRange(bucket, version, 0, 3)).rejects.toThrow(ObjectGone);
    await expect(textOf(streamObject(bucket, version, 6))).rejects.toThrow(ObjectGone);
    await expect(measureObject({ ...bucket, name: 'nobodys' }, version)).rejects.toThrow();
    expect(await readNewest(bucket, 'uploads/never')).toBeUndefined();
  });
});

it('of many that store an object at once one is the first', async () => {
  const stored = await Promise.all(Array.from({ length: 8 }, (_, n) => putFirst(bucket, 'jobs/first', bytes(`${n}`))));
  expect(stored.filter(Boolean)).toHaveLength(1);
  expect((await readNewest(bucket, 'jobs/first'))?.toString()).toBe(String(stored.indexOf(true)));
});

it('the keys that begin alike are listed in order', async () => {
  for (const key of ['jobs/x/2', 'jobs/x/10', 'jobs/y/1']) await putObject(bucket, key, bytes('a'));
  const keys: string[] = [];
  for await (const key of listKeys(bucket, 'jobs/x/')) keys.push(key);
  expect(keys).toEqual(['jobs/x/10', 'jobs/x/2']);
});

describe('bytes that come one after the other', () => {
  const MB = 1024 * 1024;
  async function* grapes(megabytes: number): AsyncGenerator<Buffer> {
    for (let n = 0; n < megabytes; n += 1) yield await Promise.resolve(Buffer.alloc(MB, `grape ${n} `));
  }
  /** S3 tells by the ETag how many parts an object was put in. */
  const partsOf = async (Key: string): Promise<string | undefined> =>
    /-(\d+)"?$/.exec((await bucket.s3.send(new HeadObjectCommand({ Bucket: 'files', Key }))).ETag ?? '')?.[1];

  it('become one object, in parts that are as large as is told, but for the last', async () => {
    expect(await putStream(bucket, 'jobs/many', grapes(13), 5 * MB)).toBe(13 * MB);
    const stored = await readNewest(bucket, 'jobs/many');
    expect(stored?.toString()).toBe(await textOf(grapes(13)));
    expect(await partsOf('jobs/many')).toBe('3');
  });

  it('are put at once where they are few', async () => {
    expect(await putStream(bucket, 'jobs/few', pieces('grapes', ' and plums'), 5 * MB)).toBe(16);
    expect((await readNewest(bucket, 'jobs/few'))?.toString()).toBe('grapes and plums');
    expect(await partsOf('jobs/few')).toBeUndefined();
  });

  it('leave nothing behind where their source fails', async () => {
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield* grapes(6);
      throw new Error('The source is dry.');
    };
    await expect(putStream(bucket, 'jobs/failed', failing(), 5 * MB)).rejects.toThrow('The source is dry.');
    expect(await readNewest(bucket, 'jobs/failed')).toBeUndefined();
  });
});
