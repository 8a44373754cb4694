import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { JOBS_PREFIX, UPLOADS_PREFIX } from '../../contract/objects.ts';
import { type Bucket, openBucket } from '../s3/bucket.ts';
import { hashClientId } from '../clients/erasures.ts';

/**
 * Opens the bucket of files to sign addresses for it. Without being told, the SDK would sign a checksum of no bytes
 * into the address of a PUT, and whoever puts any would be refused.
 */
export function openSigning(name: string): Bucket {
  return openBucket(name, { requestChecksumCalculation: 'WHEN_REQUIRED' });
}

/** Where a client's upload lies; of another client it is another place, whoever knows the id. */
export async function uploadKey(clientId: string, uploadId: string): Promise<string> {
  return `${UPLOADS_PREFIX}${await hashClientId(clientId)}/${uploadId}`;
}

/** Where what a job writes lies: the key of a file of it is this and the file's name. */
export async function jobFolder(clientId: string, jobId: string): Promise<string> {
  return `${JOBS_PREFIX}${await hashClientId(clientId)}/${jobId}/`;
}

/** An address that opens one object, and what a request to it must carry. */
export interface SignedAddress {
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** Signs an address at which exactly so many bytes can be put. Nothing is sent. Errors: Error without credentials. */
export async function signPut(
  bucket: Bucket,
  key: string,
  { bytes, seconds }: { bytes: number; seconds: number },
): Promise<SignedAddress> {
  const put = new PutObjectCommand({ Bucket: bucket.name, Key: key, ContentLength: bytes });
  const signableHeaders = new Set(['content-length', 'host']);
  const url = await getSignedUrl(bucket.s3, put, { expiresIn: seconds, signableHeaders });
  return { url, headers: { 'content-length': String(bytes) } };
}

/** Signs an address at which an object can be fetched, to be saved as `name`. Nothing is sent. */
export async function signGet(
  bucket: Bucket,
  key: string,
  { name, seconds }: { name: string; seconds: number },
): Promise<SignedAddress> {
  const ResponseContentDisposition = `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`;
  const get = new GetObjectCommand({ Bucket: bucket.name, Key: key, ResponseContentDisposition });
  return { url: await getSignedUrl(bucket.s3, get, { expiresIn: seconds }), headers: {} };
}

/** An upload as it lies there now. */
export interface FoundUpload {
  versionId: string;
  bytes: number;
}

/** The newest version of an object; undefined where there is none. Errors: what S3 says. */
export async function findUpload(
  bucket: Bucket,
  key: string,
  abortSignal: AbortSignal,
): Promise<FoundUpload | undefined> {
  try {
    const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }), { abortSignal });
    const { VersionId: versionId, ContentLength: bytes = 0 } = head;
    if (versionId === undefined) throw new Error(`The bucket of ${key} keeps no versions.`);
    return { versionId, bytes };
  } catch (error) {
    // To a HEAD S3 answers without a body, and the SDK has no other name for a 404 then.
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
}

/** An object of whatever bucket: how many bytes it has, and these as they come. Errors: what S3 says. */
export async function openObject(
  bucket: Bucket,
  key: string,
): Promise<{ bytes: number | undefined; content: AsyncIterable<Uint8Array> }> {
  const { Body, ContentLength } = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
  return { bytes: ContentLength, content: Body as unknown as AsyncIterable<Uint8Array> };
}
