/** ListObjectsV2 and ListObjectVersions. */
import { createHash } from 'node:crypto';
import { allowOnly, type S3Answer, type S3Call } from './call.ts';
import { S3Error } from './errors.ts';
import type { Version, Versions } from './versions.ts';
import { writeXml, type XmlElements } from './xml.ts';

const PAGE_ENTRIES_MAX = 1000;

/** One line of a listing: a version, or what all keys with one prefix share. */
type Row = { key: string; version: Version; isLatest: boolean } | { key: string; prefix: string };

/** ListObjects and ListObjectsV2: what readers get now, by key. */
export function listObjects(versions: Versions, call: S3Call): S3Answer {
  allowOnly(call, [
    'list-type',
    'prefix',
    'delimiter',
    'max-keys',
    'continuation-token',
    'start-after',
    'encoding-type',
    'fetch-owner',
  ]);
  if (call.query.get('list-type') !== '2')
    throw new S3Error('NotImplemented', 'Only version 2 of ListObjects is implemented.');
  const token = call.query.get('continuation-token');
  const after = token === null ? call.query.get('start-after') : readToken(token);
  const newest = versions.keys().flatMap((key) => {
    const [version] = versions.of(key);
    return version === undefined || version.isDeleteMarker ? [] : [{ key, version, isLatest: true }];
  });
  const { page, last } = cutPage(call, newest, (row) => after === null || compareKeys(row.key, after) > 0);
  const encode = createEncoder(call);
  return answer('ListBucketResult', {
    ...describePage(call, encode),
    KeyCount: page.length,
    IsTruncated: last !== undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: last === undefined ? undefined : writeToken(last.key),
    StartAfter: call.query.get('start-after') ?? undefined,
    Contents: page.flatMap((row) => ('version' in row ? [describeVersion(row.version, encode)] : [])),
    CommonPrefixes: describePrefixes(page, encode),
  });
}

/** ListObjectVersions: every version and delete marker, by key, the newest first. */
export function listVersions(versions: Versions, call: S3Call): S3Answer {
  allowOnly(call, ['versions', 'prefix', 'delimiter', 'max-keys', 'key-marker', 'version-id-marker', 'encoding-type']);
  const [keyMarker, versionMarker] = [call.query.get('key-marker'), call.query.get('version-id-marker')];
  const all = versions
    .keys()
    .flatMap((key) => versions.of(key).map((version, index) => ({ key, version, isLatest: index === 0 })));
  const marked = all.findIndex(({ key, version }) => key === keyMarker && version.versionId === versionMarker);
  const { page, last } = cutPage(call, all, (row, index) =>
    marked >= 0 ? index > marked : keyMarker === null || compareKeys(row.key, keyMarker) > 0,
  );
  const encode = createEncoder(call);
  const rows = page.flatMap((row) => ('version' in row ? [row] : []));
  const describe = (isDeleteMarker: boolean) =>
    rows
      .filter(({ version }) => version.isDeleteMarker === isDeleteMarker)
      .map(({ version, isLatest }) => ({
        ...describeVersion(version, encode),
        VersionId: version.versionId,
        IsLatest: isLatest,
      }));
  return answer('ListVersionsResult', {
    ...describePage(call, encode),
    IsTruncated: last !== undefined,
    KeyMarker: encode(keyMarker ?? ''),
    NextKeyMarker: last === undefined ? undefined : encode(last.key),
    NextVersionIdMarker: last !== undefined && 'version' in last ? last.version.versionId : undefined,
    Version: describe(false),
    DeleteMarker: describe(true),
    CommonPrefixes: describePrefixes(page, encode),
  });
}

/** The rows of this page, with common prefixes folded; `last` only when more follow. */
function cutPage(
  call: S3Call,
  all: { key: string; version: Version; isLatest: boolean }[],
  isAfter: (row: Row, index: number) => boolean,
) {
  const [prefix, delimiter] = [call.query.get('prefix') ?? '', call.query.get('delimiter') ?? ''];
  const limit = readLimit(call);
  const seen = new Set<string>();
  const rows = all.filter(isAfterFolded(prefix, delimiter, isAfter)).flatMap((row): Row[] => {
    const folded = foldKey(row.key, prefix, delimiter);
    if (folded === undefined) return [row];
    if (seen.has(folded)) return [];
    seen.add(folded);
    return [{ key: folded, prefix: folded }];
  });
  const page = rows.slice(0, limit);
  return { page, last: rows.length > limit ? page.at(-1) : undefined };
}

/** A key under a common prefix counts as that prefix: a page that ended with it is not followed by it again. */
function isAfterFolded(prefix: string, delimiter: string, isAfter: (row: Row, index: number) => boolean) {
  return (row: { key: string; version: Version; isLatest: boolean }, index: number): boolean => {
    if (!row.key.startsWith(prefix)) return false;
    const folded = foldKey(row.key, prefix, delimiter);
    return isAfter(folded === undefined ? row : { key: folded, prefix: folded }, index);
  };
}

function foldKey(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function readLimit({ query }: S3Call): number {
  const limit = Number(query.get('max-keys') ?? PAGE_ENTRIES_MAX);
  if (!Number.isInteger(limit) || limit < 0) throw new S3Error('InvalidArgument', 'max-keys must be a number from 0.');
  return Math.min(limit, PAGE_ENTRIES_MAX);
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64url').subarray(TOKEN_SEAL_BYTES).toString();
  if (token === writeToken(key)) return key;
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
}

const TOKEN_SEAL_BYTES = 8;

/** A digest goes first, so that no text is taken for a token that is none. */
function writeToken(key: string): string {
  const seal = createHash('sha256').update(key).digest().subarray(0, TOKEN_SEAL_BYTES);
  return Buffer.concat([seal, Buffer.from(key)]).toString('base64url');
}

function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

type Encoder = (text: string) => string;

function createEncoder({ query }: S3Call): Encoder {
  return query.get('encoding-type') === 'url'
    ? (text) => encodeURIComponent(text).replaceAll('%2F', '/')
    : (text) => text;
}

function describePage({ bucketName, query }: S3Call, encode: Encoder): XmlElements {
  const delimiter = query.get('delimiter');
  return {
    Name: bucketName,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: delimiter === null ? undefined : encode(delimiter),
    MaxKeys: Number(query.get('max-keys') ?? PAGE_ENTRIES_MAX),
    EncodingType: query.get('encoding-type') ?? undefined,
  };
}

function describeVersion(
  { key, lastModified, etag, size, isDeleteMarker, checksums }: Version,
  encode: Encoder,
): XmlElements {
  const content = {
    ETag: `"${etag}"`,
    ChecksumAlgorithm: Object.keys(checksums)[0]?.toUpperCase(),
    Size: size,
    StorageClass: 'STANDARD',
  };
  return { Key: encode(key), LastModified: lastModified, ...(!isDeleteMarker && content) };
}

function describePrefixes(page: readonly Row[], encode: Encoder): XmlElements[] {
  return page.flatMap((row) => ('prefix' in row ? [{ Prefix: encode(row.prefix) }] : []));
}

function answer(root: string, elements: XmlElements): S3Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: writeXml(root, elements) };
}
