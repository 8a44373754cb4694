import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';

/** A file of a web site. */
export interface SiteFile {
  /** From the top of the site, with forward slashes. */
  path: string;
  bytes: Uint8Array;
  contentType: string;
  /** Whether another content would have another path, so that whoever has it never asks again. */
  isForever: boolean;
}

const YEAR_SECONDS = 31_536_000;

/** Puts a file of a site into its bucket, in place of the one that is there. Errors: what S3 says. */
export async function putSiteFile(bucket: Bucket, { path, bytes, contentType, isForever }: SiteFile): Promise<void> {
  const put = new PutObjectCommand({
    Bucket: bucket.name,
    Key: path,
    Body: bytes,
    ContentType: contentType,
    CacheControl: isForever ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  });
  await bucket.s3.send(put);
}
