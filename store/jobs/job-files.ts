import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../s3/bucket.ts';

/** One version of an object. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
}

/** An object, or the version of it that is asked for, is not there (any more). */
export class ObjectGone extends Error {
  override name = 'ObjectGone';
}

/** A file is read by ranges of so many bytes: one is in memory while another one comes. */
const RANGE_BYTES = 8 * 1024 * 1024;

/** How many bytes a version of an object has. Errors: ObjectGone; else what S3 says. */
export async function measureObject(bucket: Bucket, { key, versionId }: ObjectVersion): Promise<number> {
  const head = new HeadObjectCommand({ Bucket: bucket.name, Key: key, VersionId: versionId });
  return (await orGone(key, bucket.s3.send(head))).ContentLength ?? 0;
}

/**
 * The bytes from `start` up to `end` of exactly that version; fewer where it has fewer.
 *
 * Errors: ObjectGone; else what S3 says.
 */
export async function readRange(
  bucket: Bucket,
  { key, versionId }: ObjectVersion,
  start: number,
  end: number,
): Promise<Buffer> {
  if (end <= start) return Buffer.alloc(0);
  const Range = `bytes=${start}-${end - 1}`;
  const get = new GetObjectCommand({ Bucket: bucket.name, Key: key, VersionId: versionId, Range });
  const { Body } = await orGone(key, bucket.s3.send(get));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** All bytes of a version that has so many, some MB at a time. Errors: ObjectGone; else what S3 says. */
export async function* streamObject(
  bucket: Bucket,
  version: ObjectVersion,
  bytes: number,
  rangeBytes = RANGE_BYTES,
): AsyncGenerator<Buffer, void> {
  const read = (start: number): Promise<Buffer> => {
    const range = readRange(bucket, version, start, Math.min(bytes, start + rangeBytes));
    // Seen when its turn comes; until then a failure must not end the process as one that nobody awaits.
    range.catch(() => undefined);
    return range;
  };
  let next = read(0);
  for (let at = 0; at < bytes; at += rangeBytes) {
    const range = await next;
    if (at + rangeBytes < bytes) next = read(at + rangeBytes);
    yield range;
  }
}

/** The newest version of an object, whole; undefined where there is none. Errors: what S3 says. */
export async function readNewest(bucket: Bucket, key: string): Promise<Buffer | undefined> {
  try {
    const { Body } = await orGone(key, bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key })));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (error instanceof ObjectGone) return undefined;
    throw error;
  }
}

/** Stores an object, in place of one that is there; returns its version. Errors: what S3 says. */
export async function putObject(bucket: Bucket, key: string, body: Uint8Array): Promise<ObjectVersion> {
  const put = new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body });
  const { VersionId } = await bucket.s3.send(put);
  return { key, versionId: VersionId ?? 'null' };
}

/** Stores an object where there is none: of many at once one does. Returns whether it was. Errors: what S3 says. */
export async function putFirst(bucket: Bucket, key: string, body: Uint8Array): Promise<boolean> {
  try {
    await bucket.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body, IfNoneMatch: '*' }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'PreconditionFailed') return false;
    throw error;
  }
}

/** The keys that begin so, in order. Errors: what S3 says. */
export async function* listKeys(bucket: Bucket, prefix: string): AsyncGenerator<string, void> {
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: bucket.s3 },
    { Bucket: bucket.name, Prefix: prefix },
  )) {
    for (const { Key = '' } of Contents) yield Key;
  }
}

/**
 * Stores bytes that come one after the other as one object, in place of one that is there; of many, `partBytes` are in
 * memory. Returns how many there were.
 *
 * Errors: what S3 says, or the bytes' source; nothing is left behind then.
 */
export async function putStream(
  bucket: Bucket,
  key: string,
  bytes: AsyncIterable<Uint8Array>,
  partBytes: number,
): Promise<number> {
  let [gathered, gatheredBytes, total]: [Uint8Array[], number, number] = [[], 0, 0];
  let upload: Multipart | undefined;
  try {
    for await (const piece of bytes) {
      gathered.push(piece);
      gatheredBytes += piece.length;
      total += piece.length;
      if (gatheredBytes < partBytes) continue;
      upload ??= await beginUpload(bucket, key);
      await upload.add(Buffer.concat(gathered));
      [gathered, gatheredBytes] = [[], 0];
    }
    if (upload === undefined) await putObject(bucket, key, Buffer.concat(gathered));
    else {
      if (gatheredBytes > 0) await upload.add(Buffer.concat(gathered));
      await upload.complete();
    }
    return total;
  } catch (error) {
    // Whatever keeps it from being given up: the bucket gives up what nobody completes within a day.
    await upload?.abort().catch(() => undefined);
    throw error;
  }
}

interface Multipart {
  add: (part: Buffer) => Promise<void>;
  complete: () => Promise<void>;
  abort: () => Promise<void>;
}

async function beginUpload({ s3, name: Bucket }: Bucket, Key: string): Promise<Multipart> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  return {
    async add(Body) {
      const PartNumber = parts.length + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      parts.push({ PartNumber, ETag });
    },
    async complete() {
      const MultipartUpload = { Parts: parts };
      await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    },
    async abort() {
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    },
  };
}

/** To a HEAD S3 answers without a body: the SDK has no other name for a 404 then, nor for a 405, a deletion. */
const GONE = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed']);

async function orGone<T>(key: string, sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof Error && GONE.has(error.name)) throw new ObjectGone(`${key} is gone.`, { cause: error });
    throw error;
  }
}
