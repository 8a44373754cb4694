import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import {
  DATASETS_PREFIX,
  LABELS_DATASET,
  LABELS_PREFIX,
  type ModelFile,
  MODELS_PREFIX,
  PART_SUFFIX,
} from '../../contract/objects.ts';
import type { StoredFile } from '../../contract/stored/models.ts';

/** A bucket of S3 that keeps versions. */
export interface Bucket {
  name: string;
  s3: S3Client;
}

/** An object that is not what was registered, or cannot be what it should be. */
export class ObjectRefused extends Error {
  override name = 'ObjectRefused';
}

/** Opens the bucket of that name; nothing is sent before the first read or write. */
export function openBucket(name: string, config: S3ClientConfig = {}): Bucket {
  return { name, s3: new S3Client(config) };
}

/**
 * Stores an object under a key that has none; one that is there already is as good where it has the same bytes.
 *
 * Errors: ObjectRefused where the key has other bytes, or the bucket keeps no versions; else what S3 says.
 */
export async function putOnce(bucket: Bucket, key: string, body: Uint8Array): Promise<StoredFile> {
  const sha256 = await hashBytes(body);
  const put = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    Body: body,
    IfNoneMatch: '*',
    ChecksumAlgorithm: 'SHA256',
  });
  const { VersionId } = await bucket.s3.send(put).catch(async (error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
    const there = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
    const bytes = (await there.Body?.transformToByteArray()) ?? new Uint8Array();
    if ((await hashBytes(bytes)) !== sha256)
      throw new ObjectRefused(`${key} is taken by other bytes.`, { cause: error });
    return there;
  });
  if (VersionId === undefined) throw new ObjectRefused(`The bucket of ${key} keeps no versions.`);
  return { key, versionId: VersionId, sha256, bytes: body.length };
}

/**
 * Stores an object, as a new version where its key has one.
 *
 * Errors: ObjectRefused where the bucket keeps no versions; else what S3 says.
 */
export async function putAnew(bucket: Bucket, key: string, body: Uint8Array): Promise<StoredFile> {
  const put = new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body, ChecksumAlgorithm: 'SHA256' });
  const { VersionId } = await bucket.s3.send(put);
  if (VersionId === undefined) throw new ObjectRefused(`The bucket of ${key} keeps no versions.`);
  return { key, versionId: VersionId, sha256: await hashBytes(body), bytes: body.length };
}

/**
 * Reads exactly the version that was registered.
 *
 * Errors: ObjectRefused where it is gone, or its version, its length or its SHA-256 is another; else what S3 says, or
 * the signal's reason.
 */
export async function readFile(bucket: Bucket, file: StoredFile, abortSignal: AbortSignal): Promise<Uint8Array> {
  const { key: Key, versionId: VersionId } = file;
  const get = new GetObjectCommand({ Bucket: bucket.name, Key, VersionId });
  const { Body, ContentLength, VersionId: given } = await bucket.s3.send(get, { abortSignal }).catch(refuseGone);
  if (given !== VersionId) throw new ObjectRefused(`S3 gave version ${given}, and ${VersionId} is registered`);
  if (ContentLength !== file.bytes) {
    drop(Body);
    throw new ObjectRefused(`it has ${ContentLength} bytes, and ${file.bytes} are registered`);
  }
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const sha256 = await hashBytes(bytes);
  if (sha256 === file.sha256) return bytes;
  throw new ObjectRefused(`its SHA-256 is ${sha256}, the one registered ${file.sha256}`);
}

/**
 * Of a version that is gone S3 says to whoever may not list versions that it is forbidden, and names the role; callers
 * tell clients why a model cannot be read.
 */
function refuseGone(error: unknown): never {
  const isGone = error instanceof Error && /^(NoSuchKey|NoSuchVersion|AccessDenied)$/.test(error.name);
  throw isGone ? new ObjectRefused('it is not there any more, or may not be read', { cause: error }) : error;
}

/** A part of a dataset that was imported: examples, one a line of gzipped JSON. */
export interface DatasetPart {
  dataset: string;
  key: string;
  /** When it was stored: ISO 8601, UTC. */
  storedAt: string;
}

/** The parts of all imported datasets, in the order of their keys. Errors: what S3 says. */
export async function listParts(bucket: Bucket): Promise<DatasetPart[]> {
  const parts: DatasetPart[] = [];
  const pages = paginateListObjectsV2({ client: bucket.s3 }, { Bucket: bucket.name, Prefix: DATASETS_PREFIX });
  for await (const { Contents = [] } of pages) {
    for (const { Key = '', LastModified } of Contents) {
      const dataset = Key.slice(DATASETS_PREFIX.length).split('/')[0] ?? '';
      const storedAt = (LastModified ?? new Date(0)).toISOString();
      if (Key.endsWith(PART_SUFFIX) && dataset !== LABELS_DATASET) parts.push({ dataset, key: Key, storedAt });
    }
  }
  return parts.sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** A part that is being read: which version of the object, and its bytes as they come. */
export interface OpenPart {
  versionId: string | undefined;
  bytes: AsyncIterable<Uint8Array>;
}

/** Opens the newest version of a part; its bytes come as they are read, so that it need not fit into memory. */
export async function openPart(bucket: Bucket, key: string): Promise<OpenPart> {
  const { Body, VersionId } = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
  const stream: unknown = Body;
  if (!isByteStream(stream)) throw new TypeError('S3 answered with no stream of Node.');
  return { versionId: VersionId, bytes: stream };
}

/** The bytes of a part as they come. Errors: what S3 says. */
export async function* streamPart(bucket: Bucket, { key }: Pick<DatasetPart, 'key'>): AsyncGenerator<Uint8Array> {
  yield* (await openPart(bucket, key)).bytes;
}

/** The labels that a run was trained with, as a file of gzipped JSON; undefined where there is none. */
export async function readLabelsFile(bucket: Bucket, runId: string): Promise<Uint8Array | undefined> {
  try {
    const get = new GetObjectCommand({ Bucket: bucket.name, Key: labelsKey(runId) });
    const { Body } = await bucket.s3.send(get);
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** What a dataset may be called: small letters, digits and hyphens, at most 60. The labels have a name of their own. */
export function isDatasetName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,59}$/.test(name) && name !== LABELS_DATASET;
}

/** Where a part of a dataset lies; it is named after what is in it, so that no part is there twice. */
export function partKey(dataset: string, contentHash: string): string {
  return `${DATASETS_PREFIX}${dataset}/${contentHash}${PART_SUFFIX}`;
}

/** Where the file of a model version lies. */
export function modelKey(version: string, file: ModelFile): string {
  return `${MODELS_PREFIX}${version}/${file}`;
}

/** Where the labels lie that a run was trained with. No dataset is called so. */
export function labelsKey(runId: string): string {
  return `${LABELS_PREFIX}${runId}${PART_SUFFIX}`;
}

/**
 * Lets go of a body that nobody reads. Its checksum is proven all the same, and a mismatch that nobody listens to ends
 * the process.
 */
function drop(body: unknown): void {
  const stream = body as Partial<{ on: (event: 'error', listener: () => void) => void; destroy: () => void }>;
  stream.on?.('error', () => undefined);
  stream.destroy?.();
}

function isByteStream(stream: unknown): stream is AsyncIterable<Uint8Array> {
  return typeof stream === 'object' && stream !== null && Symbol.asyncIterator in stream;
}

/** SHA-256, in hex. */
export async function hashBytes(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
}
