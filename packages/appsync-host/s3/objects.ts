/** GetObject, HeadObject, PutObject and DeleteObject. */
import { rm } from 'node:fs/promises';
import { allowOnly, notImplemented, type S3Answer, type S3Call } from './call.ts';
import { checkWrite, isUnchanged } from './conditions.ts';
import { S3Error } from './errors.ts';
import { parseRange } from './range.ts';
import { receiveUpload } from './upload.ts';
import type { Version, Versions } from './versions.ts';

/** Headers of a PUT that come back with every GET. */
const KEPT_HEADERS =
  /^(content-type|content-encoding|content-language|content-disposition|cache-control|expires|x-amz-meta-.+)$/;
const PUT_HEADERS = new RegExp(
  '^x-amz-(meta-.+|checksum-.+|sdk-checksum-algorithm|trailer|decoded-content-length|' +
    'server-side-encryption|storage-class)$',
);

/** The only values that mean something on a laptop's disk: those that S3 takes when nothing is asked for. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'x-amz-storage-class': 'STANDARD',
  'x-amz-server-side-encryption': 'AES256',
};

/** User metadata: names without x-amz-meta-, and values, in UTF-8. */
const METADATA_BYTES_MAX = 2048;

/**
 * Refuses what an object cannot be stored with. Errors: S3Error NotImplemented for a storage or encryption of another
 * kind, MetadataTooLarge.
 */
export function checkHeaders({ headers }: S3Call): void {
  const odd = Object.entries(DEFAULTS).find(([name, only]) => ![undefined, only].includes(headers[name]?.toString()));
  if (odd !== undefined) throw notImplemented(`${odd[0]} other than ${odd[1]}`);
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(METADATA_PREFIX));
  // Node gives each byte of a value as one character.
  const bytes = metadata.map(([name, value]) => name.length - METADATA_PREFIX.length + String(value).length);
  if (bytes.reduce((sum, count) => sum + count, 0) <= METADATA_BYTES_MAX) return;
  throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
}

const METADATA_PREFIX = 'x-amz-meta-';

/**
 * What a reader gets: the version asked for, or the newest. Errors: S3Error NoSuchKey, NoSuchVersion, MethodNotAllowed.
 */
function findVersion(versions: Versions, { key, query }: S3Call): Version {
  const versionId = query.get('versionId');
  const [newest] = versions.of(key);
  if (versionId === null) {
    if (newest === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
    if (!newest.isDeleteMarker) return newest;
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', deletedHeaders(newest));
  }
  const version = versions.of(key).find((one) => one.versionId === versionId);
  if (version === undefined) throw new S3Error('NoSuchVersion', 'The specified version does not exist.');
  if (!version.isDeleteMarker) return version;
  throw new S3Error(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    deletedHeaders(version),
  );
}

/** GET and HEAD: the caller leaves out the body of the latter. */
export function readObject(versions: Versions, call: S3Call): S3Answer {
  allowOnly(call, ['versionId', 'response-content-disposition'], /^x-amz-checksum-mode$/);
  const disposition = call.query.get('response-content-disposition');
  const version = findVersion(versions, call);
  const headers = describeVersion(versions, version);
  if (isUnchanged(call.headers, version)) return { status: 304, headers };
  const range = parseRange(call.headers.range, version.size);
  const { start, end } = range ?? { start: 0, end: version.size - 1 };
  const partly = range !== undefined;
  return {
    status: partly ? 206 : 200,
    headers: {
      ...headers,
      'content-length': String(end - start + 1),
      ...(disposition !== null && { 'content-disposition': disposition }),
      ...(partly && { 'content-range': `bytes ${start}-${end}/${version.size}` }),
      // Of a part, nobody knows the checksum.
      ...(!partly && call.headers['x-amz-checksum-mode'] === 'ENABLED' && checksumHeaders(version)),
    },
    ...(version.size > 0 && { body: { path: versions.pathOf(version), start, end } }),
  };
}

/** Stores the body as the newest version; nothing is seen of it before it is whole and proven. */
export async function putObject(versions: Versions, call: S3Call): Promise<S3Answer> {
  allowOnly(call, [], PUT_HEADERS);
  checkHeaders(call);
  const current = () => versions.of(call.key).at(0);
  // Early, to spare a doomed upload; the check that counts is the one at the end.
  checkWrite(call.headers, existing(current()));
  const path = versions.makeTemporaryPath();
  const upload = await receiveUpload(call.request, path);
  try {
    return await oneAtATime(versions, async () => {
      checkWrite(call.headers, existing(current()));
      const version = await versions.add(
        { key: call.key, isDeleteMarker: false, headers: keepHeaders(call), ...upload },
        path,
      );
      return {
        status: 200,
        headers: { etag: `"${version.etag}"`, ...versionHeader(versions, version), ...checksumHeaders(version) },
      };
    });
  } finally {
    await rm(path, { force: true });
  }
}

/** In a versioned bucket a key is hidden by a marker; a version named by its id is gone for good. */
export async function deleteObject(versions: Versions, call: S3Call): Promise<S3Answer> {
  allowOnly(call, ['versionId']);
  if (call.headers['if-match'] !== undefined)
    throw new S3Error('NotImplemented', 'If-Match of DELETE is not implemented.');
  return oneAtATime(versions, async () => {
    const versionId = call.query.get('versionId');
    if (versionId === null && versions.isVersioned) {
      const marker = { key: call.key, isDeleteMarker: true, size: 0, etag: '', checksums: {}, headers: {} };
      return { status: 204, headers: deletedHeaders(await versions.add(marker)) };
    }
    const doomed = versions.of(call.key).find((one) => one.versionId === (versionId ?? 'null'));
    if (doomed !== undefined) await versions.remove(doomed);
    const marked = doomed?.isDeleteMarker === true ? { 'x-amz-delete-marker': 'true' } : {};
    return { status: 204, headers: { ...marked, ...(versionId !== null && { 'x-amz-version-id': versionId }) } };
  });
}

const LAST_WRITES = new WeakMap<Versions, Promise<unknown>>();

/** Writes of one bucket follow each other, so that no condition is true for two of them. */
export function oneAtATime<T>(versions: Versions, write: () => Promise<T>): Promise<T> {
  const result = (LAST_WRITES.get(versions) ?? Promise.resolve()).then(write);
  LAST_WRITES.set(
    versions,
    result.catch(() => undefined),
  );
  return result;
}

/** A version that a reader gets: not a delete marker. */
export function existing(version: Version | undefined): Version | undefined {
  return version?.isDeleteMarker === true ? undefined : version;
}

/** The headers of a call that reading gives back. */
export function keepHeaders({ headers }: S3Call): Record<string, string> {
  const wanted = Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name));
  const stored = Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]));
  // aws-chunked is how the bytes travelled, not how they are encoded.
  const encodings = (stored['content-encoding'] ?? '').split(',').map((one) => one.trim());
  const encoding = encodings.filter((one) => one !== 'aws-chunked').join(',');
  delete stored['content-encoding'];
  return {
    'content-type': 'application/octet-stream',
    ...stored,
    ...(encoding !== '' && { 'content-encoding': encoding }),
  };
}

function describeVersion(versions: Versions, version: Version): Record<string, string> {
  return {
    ...version.headers,
    'accept-ranges': 'bytes',
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    ...versionHeader(versions, version),
  };
}

/** The header that names a version, in a versioned bucket. */
export function versionHeader({ isVersioned }: Versions, { versionId }: Version): Record<string, string> {
  return isVersioned ? { 'x-amz-version-id': versionId } : {};
}

function checksumHeaders({ checksums }: Version): Record<string, string> {
  const entries = Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  if (entries.length === 0) return {};
  // Of an object in parts, a checksum of their checksums, with their number.
  const type = Object.values(checksums).some((value) => value.includes('-')) ? 'COMPOSITE' : 'FULL_OBJECT';
  return { ...(Object.fromEntries(entries) as Record<string, string>), 'x-amz-checksum-type': type };
}

function deletedHeaders({ versionId }: Version): Record<string, string> {
  return { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId };
}
