import { digestOf } from '../../artifacts/digest.ts';
import type { ModelFile } from '../../contract/objects.ts';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { encodeDataset } from '../../classifier/files/dataset.ts';
import type { Example } from '../../classifier/features/example.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { DEFAULT_SETTINGS, type TrainingSettings } from '../../classifier/fit/training-settings.ts';
import { type MadeArtifact, makeArtifact, toJson } from '../../artifacts/make.ts';
import { createAuthority } from '../../packages/appsync-host/iam/authority.ts';
import { type S3, startS3 } from '../../packages/appsync-host/s3/s3.ts';
import { type Bucket, modelKey, openBucket, putOnce } from '../../store/s3/bucket.ts';
import { putVersion } from '../../store/models/models.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { inventExamples } from '../classifier/made-up-wines.ts';
import { type Dynamo, startDynamo } from '../store/dynamo.ts';

/** A registry of its own: tables, a bucket, a starter version and the dataset that it was trained from. */
export interface Registry {
  dynamo: Dynamo;
  s3: S3;
  bucket: Bucket;
  /** Files of the starter version, and of the dataset. */
  starterFolder: URL;
  datasetFile: URL;
  starter: Manifest;
  /** What Lambda would set; for vi.stubEnv. */
  environment: Record<string, string>;
  close: () => Promise<void>;
}

const FIT = { ...DEFAULT_SETTINGS.fit.country, epochs: 4 };
/** Settings for a training that takes a moment, with a hold-out set that is large enough to tell models apart. */
const SETTINGS: TrainingSettings = {
  ...DEFAULT_SETTINGS,
  naturalSources: ['natural', 'skewed'],
  split: { validation: 0.15, holdout: 0.35 },
  fit: { country: FIT, variety: FIT },
};

/** Made-up wines of which one in ten is called what it is not: nobody can be sure of any. */
export function inventUnsure(count: number, seed = 1): Example[] {
  const examples = inventExamples(count, seed);
  return examples.map((example, at) => {
    const { country, variety } = (at % 10 === 0 ? examples[(at + 1) % count] : undefined) ?? example;
    return { ...example, ...(country && variety ? { country, variety } : {}) };
  });
}

/** Examples as a bundled dataset holds them: without sentences. */
function toTerms(examples: readonly Example[]): Example[] {
  return examples.map(({ description = '', ...rest }) => ({
    ...rest,
    terms: [...new Set(description.toLowerCase().match(/\p{L}+/gu))].sort(),
  }));
}

/**
 * The dataset has `exampleCount` made-up wines. A starter version that is ignorant was shown none of their notes, so
 * that whatever is trained with the dataset is surely better; one that is sure never saw a wine called what it is
 * not.
 */
export async function startRegistry({
  exampleCount = 500,
  isIgnorant = false,
  isSure = false,
} = {}): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const wines = toTerms(isSure ? inventExamples(exampleCount) : inventUnsure(exampleCount));
  const dataset = brotliCompressSync(encodeDataset(wines));
  const examples = isIgnorant ? wines.map((example) => ({ ...example, terms: ['wine'] })) : wines;
  const datasets = [{ name: 'bundled', ...digestOf(dataset) }];
  const { files, manifest } = await makeArtifact(
    { version: 'starter-made-up', examples, datasets, settings: SETTINGS },
    () => undefined,
  );
  mkdirSync(join(folder, 'model'));
  for (const [name, bytes] of Object.entries(files)) {
    const isGraph = name === 'model.onnx';
    writeFileSync(join(folder, 'model', isGraph ? `${name}.br` : name), isGraph ? brotliCompressSync(bytes) : bytes);
  }
  writeFileSync(join(folder, 'bundled.dataset.br'), dataset);
  const dynamo = await startDynamo();
  const buckets = [{ bucketName: 'models', isVersioned: true }];
  const s3 = await startS3({
    folder: join(folder, 's3'),
    buckets,
    authority: createAuthority({ accessKeyId: 'test', secretAccessKey: 'test' }),
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const bucket = openBucket('models', { endpoint: s3.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return {
    dynamo,
    s3,
    bucket,
    starterFolder: pathToFileURL(`${folder}/model/`),
    datasetFile: pathToFileURL(`${folder}/bundled.dataset.br`),
    starter: manifest,
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      MODELS_TABLE: 'Models',
      TRAFFIC_TABLE: 'Traffic',
      CLIENTS_TABLE: 'Clients',
      USAGE_TABLE: 'Usage',
      PREDICTIONS_TABLE: 'Predictions',
      MODEL_BUCKET: 'models',
      FILE_BUCKET: 'files',
    },
    close: async () => {
      await dynamo.close();
      await s3.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where versions are registered. */
interface RegistryParts {
  dynamo: { models: () => Table };
  bucket: Bucket;
}

/** A version that was trained on a few made-up wines. */
export function makeSmallArtifact(version: string): Promise<MadeArtifact> {
  const examples = inventExamples(200, version.length);
  return makeArtifact({ version, examples, datasets: [], settings: SETTINGS }, () => undefined);
}

/** Registers a version that was trained on a few made-up wines; `changes` are made to its record. */
export async function registerVersion(
  registry: RegistryParts,
  id: string,
  changes: Partial<StoredVersion> = {},
): Promise<StoredVersion> {
  return registerFiles(registry, id, (await makeSmallArtifact(id)).files, changes);
}

/** Registers a version whose vocabulary has the form of an earlier release, as that release would have done it. */
export async function registerOldFormat(registry: RegistryParts, id: string): Promise<StoredVersion> {
  const { files, manifest } = await makeSmallArtifact(id);
  const vocabulary = Buffer.from(files['vocabulary.bin']);
  vocabulary.write('TRV0');
  const digests = { ...manifest.files, 'vocabulary.bin': digestOf(vocabulary) };
  const described = toJson({ ...manifest, files: digests });
  return registerFiles(registry, id, { ...files, 'vocabulary.bin': vocabulary, 'manifest.json': described }, {});
}

/** Registers a version with another graph than was trained: its digests agree, for whoever writes it can write them. */
export async function registerGraph(registry: RegistryParts, id: string, graph: Uint8Array): Promise<StoredVersion> {
  const { files, manifest } = await makeSmallArtifact(id);
  const described = toJson({ ...manifest, files: { ...manifest.files, 'model.onnx': digestOf(graph) } });
  return registerFiles(registry, id, { ...files, 'model.onnx': graph, 'manifest.json': described }, {});
}

async function registerFiles(
  { dynamo, bucket }: RegistryParts,
  id: string,
  files: Record<ModelFile, Uint8Array>,
  changes: Partial<StoredVersion>,
): Promise<StoredVersion> {
  const put = (file: ModelFile) => putOnce(bucket, modelKey(id, file), files[file]);
  const version: StoredVersion = {
    id,
    createdAt: '2026-11-23T12:00:00.000Z',
    trainedBy: '01KASX0000000000000000000R',
    examples: 200,
    countryAccuracy: 0.5,
    varietyAccuracy: 0.4,
    evaluation: '{}',
    decision: { promoted: true, reason: 'All checks passed.', checks: [] },
    rejected: false,
    inputs: 'inputs',
    files: {
      'model.onnx': await put('model.onnx'),
      'vocabulary.bin': await put('vocabulary.bin'),
      'manifest.json': await put('manifest.json'),
    },
    ...changes,
  };
  await putVersion(dynamo.models(), version, Date.now() + 10_000);
  return version;
}
