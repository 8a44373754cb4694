import type * as fsPromises from 'node:fs/promises';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { type S3, startS3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { type Bucket, openBucket, putOnce, readFile } from '../../../../store/s3/bucket.ts';

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof fsPromises>();
  const open = async (...args: Parameters<typeof fs.open>) => {
    const file = await fs.open(...args);
    const write = file.write.bind(file);
    const full = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    return Object.assign(file, { write: disk.isFull ? full : write });
  };
  return { ...fs, open };
});

const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
let folder: string;
let s3: S3;
let bucket: Bucket;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'full-'));
  const buckets = [{ bucketName: 'models', isVersioned: true }];
  s3 = await startS3({ folder, buckets, authority: createAuthority(KEYS) });
  bucket = openBucket('models', { endpoint: s3.endpoint, region: 'us-east-1', credentials: KEYS, maxAttempts: 2 });
});
afterEach(() => {
  disk.isFull = false;
});
afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const filesIn = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

it('R7: a full disk refuses what is stored as a fault that passes, leaves nothing behind, and goes on reading', async () => {
  const bytes = new Uint8Array(1_000).fill(1);
  const before = await putOnce(bucket, 'models/v-1/model.onnx', bytes);
  const files = filesIn();
  disk.isFull = true;
  const lost = putOnce(bucket, 'models/v-2/model.onnx', bytes);
  await expect(lost).rejects.toMatchObject({ $fault: 'server', $metadata: { httpStatusCode: 500 } });
  await expect(lost).rejects.toThrow('No disk space left');
  expect(filesIn().filter((file) => !files.includes(file) && file.includes('v-2'))).toEqual([]);
  expect(await readFile(bucket, before, AbortSignal.timeout(10_000))).toEqual(bytes);
  disk.isFull = false;
  await putOnce(bucket, 'models/v-2/model.onnx', bytes);
});
