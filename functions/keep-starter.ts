import { countAndMeasure } from '../artifacts/measures.ts';
import { readStarter, readStarterManifest } from '../artifacts/starter.ts';
import type { ModelFile } from '../contract/objects.ts';
import type { StoredVersion } from '../contract/stored/models.ts';
import { TARGETS } from '../contract/wine.ts';
import { type Bucket, modelKey, putOnce } from '../store/s3/bucket.ts';
import { findVersion, putVersion } from '../store/models/models.ts';
import type { Table } from '../store/dynamodb/table.ts';

/**
 * The starter's files hold no time, so that anyone makes the same bytes: this is the day on which it was first made.
 */
export const STARTER_CREATED_AT = '2026-11-23T00:00:00.000Z';

/** How long a table is given for one read or write. */
const PATIENCE_MS = 5_000;

/** What the starter version is kept with. */
export interface StarterKeeping {
  models: Table;
  bucket: Bucket;
  /** Where the starter version lies beside the code. */
  starterFolder: URL;
}

/**
 * Registers the starter version that came with this code, with its files in the bucket, unless it is registered: a
 * release with another one can then still serve it, and go back to it.
 *
 * Errors: StoreUnavailable; what S3 says; Error where the starter's own files are missing.
 */
export async function keepStarter({ models, bucket, starterFolder }: StarterKeeping): Promise<void> {
  const manifest = await readStarterManifest(starterFolder);
  const { version: id, evaluation } = manifest;
  if ((await findVersion(models, id, models.clock.now() + PATIENCE_MS)) !== undefined) return;
  const read = readStarter(starterFolder);
  const version: StoredVersion = {
    id,
    createdAt: STARTER_CREATED_AT,
    trainedBy: null,
    ...countAndMeasure(manifest),
    evaluation: JSON.stringify(Object.fromEntries(TARGETS.map((target) => [target, evaluation[target]]))),
    decision: null,
    rejected: false,
    // No training is made from what this text could be the digest of.
    inputs: `the release of ${id}`,
    files: await storeFiles(bucket, id, (file) => read(file, manifest.files[file]?.bytes)),
  };
  // Of several at once each has stored the same bytes, and written the same.
  await putVersion(models, version, models.clock.now() + PATIENCE_MS);
}

/** Stores the files of a model version; returns what they are known by again. Errors: what `read` and S3 say. */
export async function storeFiles(
  bucket: Bucket,
  version: string,
  read: (file: ModelFile) => Uint8Array | Promise<Uint8Array>,
): Promise<StoredVersion['files']> {
  const put = async (file: ModelFile) => putOnce(bucket, modelKey(version, file), await read(file));
  const [graph, vocabulary, manifest] = await Promise.all([
    put('model.onnx'),
    put('vocabulary.bin'),
    put('manifest.json'),
  ]);
  return { 'model.onnx': graph, 'vocabulary.bin': vocabulary, 'manifest.json': manifest };
}
