import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ERASURES_PREFIX } from '../../contract/objects.ts';
import type { StoredErasure } from '../../contract/stored/erasure.ts';
import { type Bucket, hashBytes } from '../s3/bucket.ts';
import { listVersions, readVersion } from '../s3/object-versions.ts';

/** By what a client is named where it must not be: SHA-256 of its id, in hex. */
export function hashClientId(clientId: string): Promise<string> {
  return hashBytes(new TextEncoder().encode(clientId));
}

/** Writes how an erasure stands, over what was written of it before. Errors: what S3 says. */
export async function writeErasure(bucket: Bucket, erasure: StoredErasure): Promise<void> {
  const put = new PutObjectCommand({
    Bucket: bucket.name,
    Key: erasureKey(erasure),
    Body: `${JSON.stringify(erasure, null, 1)}\n`,
    ContentType: 'application/json',
  });
  await bucket.s3.send(put);
}

/** Every erasure, or those of the client with that SHA-256, the oldest of each client first. Errors: what S3 says. */
export async function listErasures(bucket: Bucket, clientSha256 = ''): Promise<StoredErasure[]> {
  const versions = await listVersions(bucket, `${ERASURES_PREFIX}${clientSha256}`);
  const erasures: StoredErasure[] = [];
  for (const version of versions) {
    if (!version.isNewest || version.isMarker) continue;
    const text = new TextDecoder().decode(await readVersion(bucket, version));
    erasures.push(JSON.parse(text) as StoredErasure);
  }
  return erasures;
}

/** Where the proof of an erasure lies. */
export function erasureKey({ clientSha256, begunAt }: Pick<StoredErasure, 'clientSha256' | 'begunAt'>): string {
  return `${ERASURES_PREFIX}${clientSha256}/${begunAt.replaceAll(/[^0-9TZ]/g, '')}.json`;
}
