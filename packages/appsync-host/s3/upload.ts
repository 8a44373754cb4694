/** Receives an object's bytes into a temporary file, and proves them against everything the caller said about them. */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type ChecksumName, CHECKSUM_NAMES, type Digest, startDigest } from './checksums.ts';
import { decodeChunks } from './chunked.ts';
import { FILE_MODE } from '../state/owner-only.ts';
import { S3Error } from './errors.ts';

/** A body that has been received whole. */
export interface Upload {
  size: number;
  /** MD5 in hex, without the quotes. */
  etag: string;
  /** Those that the caller sent, verified. */
  checksums: Partial<Record<ChecksumName, string>>;
}

/** S3's limit for a single PUT. */
const OBJECT_BYTES_MAX = 5 * 1024 ** 3;
const CHECKSUM_HEADER = 'x-amz-checksum-';

/** Writes the body to `path`, whole and flushed. Errors: S3Error, and the file is gone again. */
export async function receiveUpload(request: IncomingMessage, path: string): Promise<Upload> {
  try {
    return await receive(request, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function receive(request: IncomingMessage, path: string): Promise<Upload> {
  const { headers } = request;
  const trailers = new Map<string, string>();
  const isChunked = headers['x-amz-content-sha256']?.toString().startsWith('STREAMING-') ?? false;
  const wanted = findChecksums(headers);
  const digests = new Map<ChecksumName, Digest>(wanted.map((name) => [name, startDigest(name)]));
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  const body = isChunked ? decodeChunks(request, trailers) : (request as AsyncIterable<Buffer>);
  let size = 0;
  const file = await open(path, 'wx', FILE_MODE);
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > OBJECT_BYTES_MAX)
        throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
      for (const digest of [md5, sha256, ...digests.values()]) digest.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  verifySize(headers, size, isChunked);
  const md5Bytes = md5.digest();
  verifyMd5(headers, md5Bytes);
  verifySha256(headers, sha256.digest('hex'));
  const told = (name: ChecksumName) =>
    headers[CHECKSUM_HEADER + name]?.toString() ?? trailers.get(CHECKSUM_HEADER + name);
  const verified = [...digests].map(([name, digest]) => [name, verify(name, digest.finish(), told(name))] as const);
  return { size, etag: md5Bytes.toString('hex'), checksums: Object.fromEntries(verified) };
}

/** Checksums announced by a header of their own, or as a trailer. */
function findChecksums(headers: IncomingHttpHeaders): ChecksumName[] {
  const trailer = headers['x-amz-trailer']?.toString().toLowerCase() ?? '';
  const sent = [...Object.keys(headers), ...trailer.split(',').map((name) => name.trim())]
    .filter((name) => name.startsWith(CHECKSUM_HEADER))
    .map((name) => name.slice(CHECKSUM_HEADER.length))
    .filter((name) => name !== 'type' && name !== 'algorithm' && name !== 'mode');
  const unknown = sent.find((name) => !CHECKSUM_NAMES.some((known) => known === name));
  if (unknown !== undefined)
    throw new S3Error('NotImplemented', `The laptop host cannot verify the checksum ${unknown}.`);
  return CHECKSUM_NAMES.filter((name) => sent.includes(name));
}

function verify(name: ChecksumName, computed: string, told: string | undefined): string {
  if (told === computed) return computed;
  if (told === undefined) throw new S3Error('InvalidRequest', `The trailer ${CHECKSUM_HEADER}${name} is missing.`);
  throw new S3Error('BadDigest', `The ${name.toUpperCase()} you specified did not match the calculated checksum.`);
}

function verifySize(headers: IncomingHttpHeaders, size: number, isChunked: boolean): void {
  const told = isChunked ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (told === undefined && isChunked)
    throw new S3Error('MissingContentLength', 'You must provide x-amz-decoded-content-length.');
  if (told === undefined || Number(told) === size) return;
  throw new S3Error('IncompleteBody', 'The number of bytes is not what the Content-Length header says.');
}

function verifyMd5(headers: IncomingHttpHeaders, md5: Buffer): void {
  const told = headers['content-md5']?.toString();
  if (told === undefined) return;
  if (Buffer.from(told, 'base64').length !== 16)
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  if (told !== md5.toString('base64'))
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

function verifySha256(headers: IncomingHttpHeaders, sha256: string): void {
  const told = headers['x-amz-content-sha256']?.toString() ?? '';
  if (!/^[0-9a-f]{64}$/.test(told) || told === sha256) return;
  throw new S3Error(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}
