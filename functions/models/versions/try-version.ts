import { openArtifact } from '../../../artifacts/open.ts';
import { proveArtifact } from '../../../artifacts/prove.ts';
import { readStarter } from '../../../artifacts/starter.ts';
import type { StoredVersion } from '../../../contract/stored/models.ts';
import type { Bucket } from '../../../store/s3/bucket.ts';
import { openRegistered } from '../../registered-model.ts';

/** AppSync waits 30 s; a model has some 15 MB. */
const LOADING_MS = 15_000;

/**
 * Loads a version as predict would, the starter version where none is given, and lets it answer; then lets go of it.
 *
 * Errors: ModelRefused where it does not load, is not what was registered, or answers what is no answer.
 */
export async function tryVersion(
  { bucket, starterFolder }: { bucket: Bucket; starterFolder: URL },
  version: StoredVersion | undefined,
): Promise<void> {
  const artifact =
    version === undefined
      ? await openArtifact(readStarter(starterFolder))
      : await openRegistered(bucket, version, AbortSignal.timeout(LOADING_MS));
  await proveArtifact(artifact);
}
