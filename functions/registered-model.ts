import { VocabularyError } from '../classifier/features/vocabulary.ts';
import { ManifestError } from '../classifier/files/manifest.ts';
import { type Artifact, type Model, ModelRefused } from '../artifacts/open.ts';
import { openArtifact, openModel, type ReadModelFile } from '../artifacts/open.ts';
import { MODEL_FILE_BYTES_MAX } from '../classifier/files/limits.ts';
import { GraphError } from '../classifier/files/model-graph.ts';
import { MODEL_FILES, MODELS_PREFIX } from '../contract/objects.ts';
import type { StoredVersion } from '../contract/stored/models.ts';
import { type Bucket, ObjectRefused, readFile } from '../store/s3/bucket.ts';
import { hasPassingStatus } from '../store/dynamodb/retry.ts';

/**
 * Loads a registered version, to answer with, from its bucket: exactly the S3 versions that were registered, each
 * with its SHA-256.
 *
 * Errors: ModelRefused where anything is missing or altered, or S3 does not answer before the signal.
 */
export async function loadRegistered(bucket: Bucket, version: StoredVersion, signal: AbortSignal): Promise<Model> {
  const model = await openModel(reading(bucket, version, signal));
  checkVersion(version, model.version);
  return model;
}

/**
 * Opens the files of a registered version, each as it was registered, to judge it or to compare it.
 *
 * Errors: ModelRefused where anything is missing or altered, or S3 does not answer before the signal.
 */
export async function openRegistered(bucket: Bucket, version: StoredVersion, signal: AbortSignal): Promise<Artifact> {
  const artifact = await openArtifact(reading(bucket, version, signal));
  checkVersion(version, artifact.manifest.version);
  return artifact;
}

function reading(bucket: Bucket, { files }: StoredVersion, signal: AbortSignal): ReadModelFile {
  return async (file, bytesMax = MODEL_FILE_BYTES_MAX[file]) => {
    const { key, bytes } = files[file];
    if (!OBJECT_KEY.test(key))
      throw new ObjectRefused(`it is registered as ${JSON.stringify(key)}, where no model lies`);
    if (bytes > bytesMax) throw new ObjectRefused(`it has ${bytes} bytes, and ${bytesMax} are the most`);
    return readFile(bucket, files[file], signal);
  };
}

function checkVersion({ id }: StoredVersion, named: string): void {
  if (named !== id)
    throw new ModelRefused(`The model is not served: ${id} is registered, its manifest names ${named}.`);
}

/** The keys of files of model versions, as modelKey() makes them. */
const OBJECT_KEY = new RegExp(`^${MODELS_PREFIX}[\\w-]{1,100}/(${MODEL_FILES.join('|').replaceAll('.', '\\.')})$`);

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
  return [VocabularyError, ManifestError, GraphError].some((kind) => cause instanceof kind);
}
