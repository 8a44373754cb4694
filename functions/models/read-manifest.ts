import { readManifestFile } from '../../artifacts/manifest-file.ts';
import { type Manifest, ManifestError } from '../../classifier/files/manifest.ts';
import type { Failure } from '../../contract/errors.ts';
import { findVersion } from '../../store/models/models.ts';
import { ObjectRefused, readFile } from '../../store/s3/bucket.ts';
import { notFound, versionUnreadable } from '../failures.ts';
import { PATIENCE_MS, type Dependencies } from './dependencies.ts';

/** The manifest of a version, or why there is none to be had; `field` is the argument that named the version. */
export async function readManifest(
  { models, bucket, starter }: Pick<Dependencies, 'models' | 'bucket' | 'starter'>,
  id: string,
  field: string | null,
): Promise<{ manifest: Manifest } | { failure: Failure }> {
  if (id === starter.version) return { manifest: starter };
  // DynamoDB takes no empty key and none of over 1 KB, and no version has such an id.
  const isId = /^[\w-]{1,100}$/.test(id);
  const version = isId ? await findVersion(models, id, models.clock.now() + PATIENCE_MS) : undefined;
  if (version === undefined) return { failure: notFound(field, `There is no model version ${id}.`) };
  try {
    const bytes = await readFile(bucket, version.files['manifest.json'], AbortSignal.timeout(PATIENCE_MS));
    return { manifest: readManifestFile(bytes) };
  } catch (error) {
    const isUnsound = error instanceof ManifestError || error instanceof ObjectRefused;
    const reason = error instanceof Error ? error.message : String(error);
    return { failure: versionUnreadable(id, reason, !isUnsound) };
  }
}
