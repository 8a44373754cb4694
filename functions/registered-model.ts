import type { StoredVersion } from '../contract/stored-models.ts';
import { type Bucket, readFile } from '../store/bucket.ts';
import { type Model, type ModelParts, ModelRefused, loadModelFrom, openParts } from '../artifacts/open.ts';

/**
 * Loads a registered version from its bucket: exactly the S3 versions that were registered, each with its SHA-256.
 *
 * Errors: ModelRefused where anything is missing or altered, or S3 does not answer before the signal.
 */
export async function loadRegistered(bucket: Bucket, version: StoredVersion, signal: AbortSignal): Promise<Model> {
  const model = await loadModelFrom((file) => readFile(bucket, version.files[file], signal));
  checkVersion(version, model.version);
  return model;
}

/** The same, but in parts. Errors: as of loadRegistered. */
export async function openRegistered(bucket: Bucket, version: StoredVersion, signal: AbortSignal): Promise<ModelParts> {
  const parts = await openParts((file) => readFile(bucket, version.files[file], signal));
  checkVersion(version, parts.manifest.version);
  return parts;
}

function checkVersion({ id }: StoredVersion, named: string): void {
  if (named !== id)
    throw new ModelRefused(`The model is not served: ${id} is registered, its manifest names ${named}.`);
}
