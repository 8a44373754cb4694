/**
 * CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload and ListParts. Source: S3 API
 * reference, and S3 user guide, "Amazon S3 multipart upload limits".
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { allowOnly, type S3Answer, type S3Call } from './call.ts';
import { CHECKSUM_NAMES, type ChecksumName, startDigest } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { S3Error } from './errors.ts';
import {
  addPart,
  beginMultipart,
  findMultipart,
  listParts,
  type Multipart,
  type Part,
  pathOfPart,
  removeMultipart,
} from './multipart-files.ts';
import { checkHeaders, existing, keepHeaders, oneAtATime, versionHeader } from './objects.ts';
import { readCompletion, type WantedPart } from './read-completion.ts';
import { receiveUpload } from './upload.ts';
import type { Version, Versions } from './versions.ts';
import { writeXml, type XmlElements } from './xml.ts';
import { FILE_MODE } from '../state/owner-only.ts';

/** Every part but the last has so many bytes at least. */
const PART_BYTES_MIN = 5 * 1024 ** 2;
const PART_NUMBER_MAX = 10_000;
const PAGE_PARTS_MAX = 1000;

const BEGIN_HEADERS = new RegExp(
  '^x-amz-(meta-.+|checksum-algorithm|checksum-type|sdk-checksum-algorithm|server-side-encryption|storage-class)$',
);

/** What a call about an upload in parts is answered with; undefined for a call about something else. */
export function callMultipart(versions: Versions, call: S3Call): S3Answer | Promise<S3Answer> | undefined {
  const { method, query } = call;
  if (method === 'POST' && query.has('uploads')) return begin(versions, call);
  const uploadId = query.get('uploadId');
  if (uploadId === null) return undefined;
  const multipart = findMultipart(versions, uploadId, call.key);
  if (multipart === undefined) {
    const reason = 'The upload ID may be invalid, or the upload may have been aborted or completed.';
    throw new S3Error('NoSuchUpload', `The specified multipart upload does not exist. ${reason}`);
  }
  switch (method) {
    case 'PUT':
      return uploadPart(versions, call, multipart);
    case 'POST':
      return complete(versions, call, multipart);
    case 'DELETE':
      return abort(versions, call, multipart);
    case 'GET':
      return tellParts(versions, call, multipart);
    default:
      return undefined;
  }
}

function begin(versions: Versions, call: S3Call): S3Answer {
  allowOnly(call, ['uploads'], BEGIN_HEADERS);
  checkHeaders(call);
  const checksum = readChecksum(call);
  const { uploadId } = beginMultipart(versions, {
    key: call.key,
    headers: keepHeaders(call),
    ...(checksum && { checksum }),
  });
  const told: Record<string, string> = checksum
    ? { 'x-amz-checksum-algorithm': checksum.name.toUpperCase(), 'x-amz-checksum-type': checksum.type }
    : {};
  return tell('InitiateMultipartUploadResult', { Bucket: call.bucketName, Key: call.key, UploadId: uploadId }, told);
}

function readChecksum({ headers }: S3Call): Multipart['checksum'] {
  const algorithm = headers['x-amz-checksum-algorithm']?.toString().toLowerCase();
  if (algorithm === undefined) return undefined;
  const name = CHECKSUM_NAMES.find((one) => one === algorithm);
  if (name === undefined)
    throw new S3Error('NotImplemented', `The laptop host cannot verify the checksum ${algorithm}.`);
  const type = headers['x-amz-checksum-type']?.toString() ?? 'COMPOSITE';
  if (type !== 'COMPOSITE' && type !== 'FULL_OBJECT')
    throw new S3Error('InvalidRequest', 'Checksum type is not valid.');
  if (type === 'FULL_OBJECT' && name.startsWith('sha')) {
    const reason = `The FULL_OBJECT checksum type cannot be used with the ${name} checksum algorithm.`;
    throw new S3Error('InvalidRequest', reason);
  }
  return { name, type };
}

async function uploadPart(versions: Versions, call: S3Call, multipart: Multipart): Promise<S3Answer> {
  allowOnly(
    call,
    ['uploadId', 'partNumber'],
    /^x-amz-(checksum-.+|sdk-checksum-algorithm|trailer|decoded-content-length)$/,
  );
  const partNumber = Number(call.query.get('partNumber'));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PART_NUMBER_MAX) {
    const range = `between 1 and ${String(PART_NUMBER_MAX)}, inclusive`;
    throw new S3Error('InvalidArgument', `Part number must be an integer ${range}`);
  }
  const path = versions.makeTemporaryPath();
  const upload = await receiveUpload(call.request, path);
  try {
    checkPartChecksum(multipart, upload.checksums);
    await addPart(versions, multipart, { partNumber, lastModified: new Date().toISOString(), ...upload }, path);
  } finally {
    await rm(path, { force: true });
  }
  const checksums = Object.entries(upload.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  return { status: 200, headers: { etag: `"${upload.etag}"`, ...(Object.fromEntries(checksums) as object) } };
}

function checkPartChecksum({ checksum }: Multipart, checksums: Part['checksums']): void {
  if (checksum?.type !== 'COMPOSITE' || checksums[checksum.name] !== undefined) return;
  const reason = `Expected: ${checksum.name.toUpperCase()}, Actual: null.`;
  throw new S3Error('InvalidRequest', `Checksum Type mismatch occurred, expected checksum Type: ${reason}`);
}

/** The parts become an object; of two that complete at once, one finds nothing more to complete. */
async function complete(versions: Versions, call: S3Call, multipart: Multipart): Promise<S3Answer> {
  allowOnly(call, ['uploadId'], /^x-amz-(checksum-.+|mp-object-size|sdk-checksum-algorithm)$/);
  const wanted = await readCompletion(call.request);
  const parts = chooseParts(wanted, listParts(versions, multipart));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const told = call.headers['x-amz-mp-object-size'];
  if (told !== undefined && Number(told) !== size) {
    throw new S3Error(
      'InvalidRequest',
      'The provided x-amz-mp-object-size header value does not match what was computed.',
    );
  }
  const current = (): Version | undefined => existing(versions.of(call.key).at(0));
  checkWrite(call.headers, current());
  const path = versions.makeTemporaryPath();
  try {
    const checksums = await join(versions, multipart, parts, path);
    const version = await oneAtATime(versions, async () => {
      checkWrite(call.headers, current());
      if (findMultipart(versions, multipart.uploadId, call.key) === undefined) return undefined;
      const etag = `${createHash('md5')
        .update(Buffer.from(parts.map(({ etag }) => etag).join(''), 'hex'))
        .digest('hex')}-${String(parts.length)}`;
      const { key, headers } = multipart;
      const added = await versions.add({ key, headers, isDeleteMarker: false, size, etag, checksums }, path);
      await removeMultipart(versions, multipart);
      return added;
    });
    if (version === undefined) throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.');
    return tell(
      'CompleteMultipartUploadResult',
      {
        ...{ Location: `http://${call.headers.host ?? ''}/${call.bucketName}/${encodeURIComponent(call.key)}` },
        ...{ Bucket: call.bucketName, Key: call.key, ETag: `"${version.etag}"`, ...tellChecksums(checksums) },
        ...(multipart.checksum && { ChecksumType: multipart.checksum.type }),
      },
      versionHeader(versions, version),
    );
  } finally {
    await rm(path, { force: true });
  }
}

/** Errors: S3Error InvalidPartOrder, InvalidPart, EntityTooSmall. */
function chooseParts(wanted: readonly WantedPart[], parts: readonly Part[]): Part[] {
  const known = new Map(parts.map((part) => [part.partNumber, part]));
  if (wanted.some(({ partNumber }, index) => partNumber <= (wanted[index - 1]?.partNumber ?? 0))) {
    throw new S3Error(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  return wanted.map(({ partNumber, etag, checksums }, index) => {
    const part = known.get(partNumber);
    const isSame = CHECKSUM_NAMES.every(
      (name) => checksums[name] === undefined || checksums[name] === part?.checksums[name],
    );
    if (part?.etag !== etag || !isSame) {
      const reason =
        "The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
      throw new S3Error('InvalidPart', `One or more of the specified parts could not be found. ${reason}`);
    }
    if (part.size < PART_BYTES_MIN && index < wanted.length - 1) {
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return part;
  });
}

/** Writes the parts one after the other, flushed, and answers the checksum of the whole. */
async function join(
  versions: Versions,
  { uploadId, checksum }: Multipart,
  parts: readonly Part[],
  path: string,
): Promise<Part['checksums']> {
  const whole = checksum?.type === 'FULL_OBJECT' ? startDigest(checksum.name) : undefined;
  for (const { partNumber } of parts) {
    const bytes = createReadStream(pathOfPart(versions, uploadId, partNumber));
    if (whole) bytes.on('data', (chunk) => whole.update(chunk as Buffer));
    await pipeline(bytes, createWriteStream(path, { flags: 'a', mode: FILE_MODE }));
  }
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
  if (checksum === undefined) return {};
  return { [checksum.name]: whole?.finish() ?? compose(checksum.name, parts) };
}

/** The checksum of the checksums, and how many there are. */
function compose(name: ChecksumName, parts: readonly Part[]): string {
  const digest = startDigest(name);
  for (const { checksums } of parts) digest.update(Buffer.from(checksums[name] ?? '', 'base64'));
  return `${digest.finish()}-${String(parts.length)}`;
}

async function abort(versions: Versions, call: S3Call, multipart: Multipart): Promise<S3Answer> {
  allowOnly(call, ['uploadId']);
  await removeMultipart(versions, multipart);
  return { status: 204, headers: {} };
}

function tellParts(versions: Versions, call: S3Call, multipart: Multipart): S3Answer {
  allowOnly(call, ['uploadId', 'max-parts', 'part-number-marker']);
  const [marker, limit] = [readNumber(call, 'part-number-marker', 0), readNumber(call, 'max-parts', PAGE_PARTS_MAX)];
  const rest = listParts(versions, multipart).filter(({ partNumber }) => partNumber > marker);
  const page = rest.slice(0, Math.min(limit, PAGE_PARTS_MAX));
  return tell('ListPartsResult', {
    ...{ Bucket: call.bucketName, Key: call.key, UploadId: multipart.uploadId, StorageClass: 'STANDARD' },
    ...{ PartNumberMarker: marker, NextPartNumberMarker: page.at(-1)?.partNumber ?? 0, MaxParts: limit },
    IsTruncated: rest.length > page.length,
    ...(multipart.checksum && {
      ChecksumAlgorithm: multipart.checksum.name.toUpperCase(),
      ChecksumType: multipart.checksum.type,
    }),
    Part: page.map(({ partNumber, lastModified, etag, size, checksums }) => ({
      ...{ PartNumber: partNumber, LastModified: lastModified, ETag: `"${etag}"`, Size: size },
      ...tellChecksums(checksums),
    })),
  });
}

function readNumber({ query }: S3Call, name: string, fallback: number): number {
  const number = Number(query.get(name) ?? fallback);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new S3Error('InvalidArgument', `${name} must be a number from 0.`);
}

function tellChecksums(checksums: Part['checksums']): XmlElements {
  return Object.fromEntries(Object.entries(checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]));
}

function tell(root: string, elements: XmlElements, headers: Record<string, string> = {}): S3Answer {
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body: writeXml(root, elements) };
}
