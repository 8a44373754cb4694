import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../../../packages/appsync-host/iam/authority.ts';
import { type S3, startS3 } from '../../../packages/appsync-host/s3/s3.ts';
import {
  type Bucket,
  ObjectRefused,
  listParts,
  openBucket,
  putOnce,
  readFile,
  streamPart,
} from '../../../store/s3/bucket.ts';
import { startProxy } from '../../api/faults/proxy.ts';

const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
let s3: S3;
let bucket: Bucket;
let folder: string;
const open = (name: string) =>
  openBucket(name, {
    endpoint: s3.endpoint,
    region: 'us-east-1',
    credentials: KEYS,
    maxAttempts: 1,
  });
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bucket-'));
  const buckets = ['models', 'plain'].map((bucketName) => ({ bucketName, isVersioned: bucketName === 'models' }));
  s3 = await startS3({ folder, buckets, authority: createAuthority(KEYS) });
  bucket = open('models');
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const bytes = (text: string) => new TextEncoder().encode(text);
const overwrite = (Key: string, Body: string) => bucket.s3.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
const soon = () => AbortSignal.timeout(10_000);

it('an object that was stored once is read by its version, whatever was written over it since', async () => {
  const file = await putOnce(bucket, 'models/v-1/model.onnx', bytes('grapes'));
  await overwrite(file.key, 'raisin');
  expect(new TextDecoder().decode(await readFile(bucket, file, soon()))).toBe('grapes');
});

it('the same bytes may be stored again, and others not', async () => {
  const file = await putOnce(bucket, 'models/v-2/model.onnx', bytes('grapes'));
  expect(await putOnce(bucket, file.key, bytes('grapes'))).toEqual(file);
  await expect(putOnce(bucket, file.key, bytes('raisin'))).rejects.toThrow(ObjectRefused);
});

it('of many at once that store other bytes under one key, one does', async () => {
  const puts = Array.from({ length: 10 }, (_, n) => putOnce(bucket, 'models/v-3/model.onnx', bytes(`grapes ${n}`)));
  const settled = await Promise.allSettled(puts);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('an object of another length, or of other bytes, is refused', async () => {
  const file = await putOnce(bucket, 'models/v-4/model.onnx', bytes('grapes'));
  const { VersionId: versionId = '' } = await overwrite(file.key, 'raisin');
  await expect(readFile(bucket, { ...file, versionId }, soon())).rejects.toThrow('its SHA-256 is');
  await expect(readFile(bucket, { ...file, bytes: 7 }, soon())).rejects.toThrow('it has 6 bytes, and 7 are registered');
});

it('a bucket that keeps no versions is refused', async () => {
  await expect(putOnce(open('plain'), 'models/v-1/model.onnx', bytes('grapes'))).rejects.toThrow('keeps no versions');
});

it('the parts of datasets are found in order, and neither labels nor other files', async () => {
  for (const key of ['b/2.jsonl.gz', 'b/1.jsonl.gz', 'a/1.jsonl.gz', 'a/README.md', 'labels/run.jsonl.gz']) {
    await overwrite(`datasets/${key}`, key);
  }
  const parts = await listParts(bucket);
  expect(parts.map(({ dataset, key }) => `${dataset}: ${key}`)).toEqual([
    'a: datasets/a/1.jsonl.gz',
    'b: datasets/b/1.jsonl.gz',
    'b: datasets/b/2.jsonl.gz',
  ]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamPart(bucket, parts[0]!)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('a/1.jsonl.gz');
});

describe('R5: what comes back otherwise than it was stored', () => {
  const flip = (body: Buffer): Buffer =>
    Buffer.from(body.map((byte, at) => (at === body.length >> 1 ? byte ^ 1 : byte)));
  it.each<[string, (body: Buffer) => Buffer]>([
    ['cut short', (body) => body.subarray(0, -1)],
    ['empty', () => Buffer.alloc(0)],
    ['longer', (body) => Buffer.concat([body, body])],
    ['altered', flip],
  ])('%s is refused, and no stream that nobody reads ends the process', async (_, change) => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note);
    onTestFinished(() => void process.off('uncaughtException', note));
    const stored = await putOnce(bucket, `models/${randomUUID()}/model.onnx`, new Uint8Array(300_000).fill(7));
    const proxy = await startProxy();
    proxy.target = s3.endpoint;
    proxy.rules.add(() => ({ kind: 'altered', change }));
    const config = { endpoint: proxy.endpoint, region: 'us-east-1', credentials: KEYS, forcePathStyle: true };
    const there = openBucket('models', config);
    for (let n = 0; n < 3; n += 1) {
      await expect(readFile(there, stored, AbortSignal.timeout(10_000))).rejects.toThrow(
        /registered|Checksum mismatch/,
      );
    }
    // Its connections end with it, and with them whatever is still to come.
    await proxy.close();
    await turn();
    expect(uncaught).toEqual([]);
  });
});
