import { VocabularyError } from '../classifier/features/vocabulary.ts';
import { ManifestError } from '../classifier/files/manifest.ts';
import { type Artifact, openModel, openArtifact } from '../artifacts/open.ts';
import type { StoredVersion } from '../contract/stored-models.ts';
import { type Bucket, readFile } from '../store/bucket.ts';
import { hasPassingStatus } from '../store/retry.ts';
import { type Model, ModelRefused } from '../artifacts/open.ts';

/**
 * Loads a registered version, to answer with, from its bucket: exactly the S3 versions that were registered, each
 * with its SHA-256.
 *
 * Errors: ModelRefused where anything is missing or altered, or S3 does not answer before the signal.
 */
export async function loadRegistered(bucket: Bucket, version: StoredVersion, signal: AbortSignal): Promise<Model> {
  const model = await openModel((file) => readFile(bucket, version.files[file], signal));
  checkVersion(version, model.version);
  return model;
}

/**
 * Opens the files of a registered version, each as it was registered, to judge it or to compare it.
 *
 * Errors: ModelRefused where anything is missing or altered, or S3 does not answer before the signal.
 */
export async function openRegistered(bucket: Bucket, version: StoredVersion, signal: AbortSignal): Promise<Artifact> {
  const artifact = await openArtifact((file) => readFile(bucket, version.files[file], signal));
  checkVersion(version, artifact.manifest.version);
  return artifact;
}

function checkVersion({ id }: StoredVersion, named: string): void {
  if (named !== id)
    throw new ModelRefused(`The model is not served: ${id} is registered, its manifest names ${named}.`);
}

/** Whether a refusal comes from S3 being out of reach, and not from what it holds. */
export function isPassingRefusal({ cause }: ModelRefused): boolean {
  if (!(cause instanceof Error)) return false;
  if (hasPassingStatus(cause)) return true;
  if ('$fault' in cause) return cause.$fault === 'server';
  return 'code' in cause || cause.name === 'AbortError' || cause.name === 'TimeoutError';
}

/**
 * Whether a registered version was refused because this release reads files of another format: they are the very bytes
 * that were registered, so an earlier release, or a later one, wrote them. To train again makes ones that it reads.
 */
export function isFormatRefusal({ cause }: ModelRefused): boolean {
  return cause instanceof VocabularyError || cause instanceof ManifestError;
}
