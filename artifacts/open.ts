import type { ModelFile } from '../contract/objects.ts';
import type { Wine } from '../contract/wine.ts';
import { type ClassifiedWine, createClassifier } from '../classifier/answer/predict.ts';
import type { Scorer } from '../classifier/answer/scorer.ts';
import { createGauge, type Gauge } from '../classifier/drift/gauge.ts';
import { type Vocabulary, decodeVocabulary } from '../classifier/features/vocabulary.ts';
import type { Manifest } from '../classifier/files/manifest.ts';
import { readModelGraph } from '../classifier/files/model-graph.ts';
import { checkGraph, checkManifest, checkVocabulary } from './agreement.ts';
import { digestOf } from './digest.ts';
import { readManifestFile } from './manifest-file.ts';
import { onnxRuntimeVersion, startScorer } from './scorer.ts';

/** A model version that is ready to answer. */
export interface Model {
  version: string;
  /** One answer a wine, in order; an answer does not depend on the wines beside it. */
  classify(wines: readonly Wine[]): Promise<ClassifiedWine[]>;
  /** Counts a wine and its answers, for drift to be seen. */
  gauge: Gauge;
  /** For how many milliseconds ONNX Runtime has worked for it so far; absent where nobody counts. */
  inferenceMs?: () => number;
}

/** A model version, opened from its files: each of them is known to be the one that the manifest names. */
export interface Artifact {
  manifest: Manifest;
  vocabulary: Vocabulary;
  scorer: Scorer;
}

/** A model that must not be served: a file of it is missing, altered or not what it should be. */
export class ModelRefused extends Error {
  override name = 'ModelRefused';
}

/**
 * Reads a file of a model version, wherever it is kept. It reads no more than `bytesMax` (what such a file may have at
 * most, unless given), and throws where there is more.
 */
export type ReadModelFile = (file: ModelFile, bytesMax?: number) => Promise<Uint8Array>;

/** Opens a model version to answer with. Errors: ModelRefused, also for whatever `read` throws. */
export async function openModel(read: ReadModelFile): Promise<Model> {
  const artifact = await openArtifact(read);
  let inferenceMs = 0;
  const scorer: Scorer = async (input) => {
    const startMs = performance.now();
    try {
      return await artifact.scorer(input);
    } finally {
      inferenceMs += performance.now() - startMs;
    }
  };
  const classifier = await checked('manifest.json', () => createClassifier({ ...artifact, scorer }));
  return {
    version: artifact.manifest.version,
    classify: (wines) => classifier.classify(wines),
    inferenceMs: () => inferenceMs,
    gauge: createGauge(artifact),
  };
}

/**
 * Opens and verifies the files of a model version: each by itself, and that all of them agree. What docs/ARTIFACT.md
 * lists is held to before ONNX Runtime sees a byte. Errors: ModelRefused, which names the file and says why.
 */
export async function openArtifact(read: ReadModelFile): Promise<Artifact> {
  const manifest = await checked('manifest.json', async () => readManifestFile(await read('manifest.json')));
  await checked('manifest.json', () => checkManifest(manifest, onnxRuntimeVersion()));
  const reading = readVerified(read, 'model.onnx', manifest);
  // It is awaited below; until then nobody must take its failure for one that nobody handles.
  reading.catch(() => undefined);
  const bytes = await readVerified(read, 'vocabulary.bin', manifest);
  // Decoded while the graph is still being read or decompressed in another thread: a start is that much sooner done.
  const vocabulary = await checked('vocabulary.bin', () => decodeVocabulary(bytes));
  await checked('vocabulary.bin', () => checkVocabulary(vocabulary, manifest));
  const file = await reading;
  const scorer = await checked('model.onnx', () => {
    const graph = readModelGraph(file);
    checkGraph(graph, manifest, vocabulary);
    return startScorer(graph);
  });
  return { manifest, vocabulary, scorer };
}

function readVerified(read: ReadModelFile, file: ModelFile, manifest: Manifest): Promise<Uint8Array> {
  return checked(file, async () => {
    const expected = manifest.files[file];
    if (expected === undefined) throw new Error('the manifest does not name it');
    const bytes = await read(file, expected.bytes);
    if (bytes.length !== expected.bytes) {
      throw new Error(`it has ${bytes.length} bytes, and ${expected.bytes} by the manifest`);
    }
    const { sha256 } = digestOf(bytes);
    if (sha256 !== expected.sha256)
      throw new Error(`its SHA-256 is ${sha256}, the one in the manifest ${expected.sha256}`);
    return bytes;
  });
}

async function checked<T>(file: string, load: () => T | Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelRefused(`The model is not served, because of ${file}: ${reason}`, { cause });
  }
}
