import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Bucket, hashBytes, ObjectRefused } from './bucket.ts';
import type { StoredFile } from '../../contract/stored/models.ts';

/** One version of an object, or a marker that hides those before it. */
export interface ObjectVersion {
  key: string;
  versionId: string;
  /** By which a write tells that nobody has written since; empty for a marker. */
  etag: string;
  isMarker: boolean;
  /** Whether readers who name no version get this one. */
  isNewest: boolean;
}

/** Every version of the objects whose keys begin so. Errors: what S3 says. */
export async function listVersions(bucket: Bucket, prefix: string): Promise<ObjectVersion[]> {
  const listed: ObjectVersion[] = [];
  let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (markers !== undefined) {
    const page: ListObjectVersionsCommandOutput = await bucket.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix: prefix, ...markers }),
    );
    const described = [
      ...(page.Versions ?? []).map((one) => ({ ...one, isMarker: false })),
      ...(page.DeleteMarkers ?? []).map((one) => ({ ...one, ETag: '', isMarker: true })),
    ];
    for (const { Key: key = '', VersionId: versionId = '', ETag: etag = '', IsLatest, isMarker } of described) {
      listed.push({ key, versionId, etag, isMarker, isNewest: IsLatest === true });
    }
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    const isMore = page.IsTruncated === true && KeyMarker !== undefined;
    markers = isMore ? { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) } : undefined;
  }
  return listed;
}

/** The bytes of one version. Errors: what S3 says. */
export async function readVersion(bucket: Bucket, { key, versionId }: Pick<ObjectVersion, 'key' | 'versionId'>) {
  const get = new GetObjectCommand({ Bucket: bucket.name, Key: key, VersionId: versionId });
  const { Body } = await bucket.s3.send(get);
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

/**
 * Stores bytes as the newest version of an object, in place of the version of that etag (undefined: whatever is there).
 * Returns undefined where somebody else has written since.
 *
 * Errors: ObjectRefused where the bucket keeps no versions; else what S3 says.
 */
export async function putNewest(
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  etag?: string,
): Promise<StoredFile | undefined> {
  const put = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    Body: body,
    ChecksumAlgorithm: 'SHA256',
    ...(etag === undefined ? {} : { IfMatch: etag }),
  });
  try {
    const { VersionId } = await bucket.s3.send(put);
    if (VersionId === undefined) throw new ObjectRefused(`The bucket of ${key} keeps no versions.`);
    return { key, versionId: VersionId, sha256: await hashBytes(body), bytes: body.length };
  } catch (error) {
    if (error instanceof Error && CAME_BETWEEN.has(error.name)) return undefined;
    throw error;
  }
}

/** What S3 says of a conditional write that came second. */
const CAME_BETWEEN = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** Deletes one version for good; one that is gone already is fine. Errors: what S3 says. */
export async function deleteVersion(bucket: Bucket, { key, versionId }: Pick<ObjectVersion, 'key' | 'versionId'>) {
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key, VersionId: versionId }));
}

/** Hides an object from readers who name no version; its versions stay. Errors: what S3 says. */
export async function hideObject(bucket: Bucket, key: string): Promise<void> {
  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }));
}
