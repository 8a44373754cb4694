import { createHash } from 'node:crypto';
import type { Bucket } from '../../store/s3/bucket.ts';
import { measureObject, type ObjectVersion, readRange, streamObject } from '../../store/jobs/job-files.ts';
import type { SplitFile } from '../../tabular/split/split-table.ts';

/** An upload that is split, and its digest once it has been read to its end. */
export interface UploadFile extends SplitFile {
  /** SHA-256 of its bytes, in hex; it is read for that where nobody has read it whole. */
  digest: () => Promise<string>;
}

/**
 * Opens the version of an upload that a job answers; messages call it `name`. Its bytes come by ranges, a few MB at a
 * time.
 *
 * Errors: ObjectGone where it is not there, also while it is read; else what S3 says.
 */
export async function openUpload(files: Bucket, version: ObjectVersion, name: string): Promise<UploadFile> {
  const size = await measureObject(files, version);
  let digest: string | undefined;
  const stream = async function* (): AsyncGenerator<Buffer, void> {
    const hash = createHash('sha256');
    for await (const bytes of streamObject(files, version, size)) {
      hash.update(bytes);
      yield bytes;
    }
    digest = hash.digest('hex');
  };
  return {
    name,
    size,
    stream,
    readAt: (position, count) => readRange(files, version, position, Math.min(size, position + count)),
    async digest() {
      if (digest === undefined) for await (const bytes of stream()) void bytes;
      return digest ?? '';
    },
  };
}
