import type { ModelFile } from '../contract/objects.ts';
import { createHash } from 'node:crypto';
import { type Manifest, parseManifest } from '../classifier/files/manifest.ts';
import { type ClassifiedWine, createClassifier } from '../classifier/answer/predict.ts';
import type { Scorer } from '../classifier/answer/scorer.ts';
import { type Vocabulary, decodeVocabulary } from '../classifier/features/vocabulary.ts';
import type { Wine } from '../contract/wine.ts';
import { openScorer } from './scorer.ts';
import { readStarter } from './starter.ts';

/** A model version that is ready to answer. */
export interface Model {
  version: string;
  /** One answer a wine, in order; an answer does not depend on the wines beside it. */
  classify(wines: readonly Wine[]): Promise<ClassifiedWine[]>;
}

/** A model that must not be served: a file of it is missing, altered or not what it should be. */
export class ModelRefused extends Error {
  override name = 'ModelRefused';
}

/**
 * Loads the starter model from its folder: manifest.json, and model.onnx and vocabulary.bin, which must have the SHA-256
 * that the manifest names.
 *
 * Errors: ModelRefused, which names the file and says why.
 */
export function loadStarter(folder: URL): Promise<Model> {
  return loadModelFrom(readStarter(folder));
}

/** Where the files of a model version come from. */
export type ReadModelFile = (file: ModelFile) => Promise<Uint8Array>;

/** The same from any place that has the files. Errors: ModelRefused, also for whatever `read` throws. */
export async function loadModelFrom(read: ReadModelFile): Promise<Model> {
  const parts = await openParts(read);
  const classifier = createClassifier(parts);
  return { version: parts.manifest.version, classify: (wines) => classifier.classify(wines) };
}

/** What a model version is made of, each part known to be the one that the manifest names. */
export interface ModelParts {
  manifest: Manifest;
  vocabulary: Vocabulary;
  scorer: Scorer;
}

/** Opens the files of a model version. Errors: ModelRefused, which names the file and says why. */
export async function openParts(read: ReadModelFile): Promise<ModelParts> {
  const manifest = await checked('manifest.json', async () =>
    parseManifest(JSON.parse(Buffer.from(await read('manifest.json')).toString('utf8'))),
  );
  const reading = readPart(read, 'model.onnx', manifest);
  // It is awaited below; until then nobody must take its failure for one that nobody handles.
  reading.catch(() => undefined);
  const bytes = await readPart(read, 'vocabulary.bin', manifest);
  // Decoded while the graph is still being read or decompressed in another thread: a start is that much sooner done.
  const vocabulary = await checked('vocabulary.bin', () => decodeVocabulary(bytes));
  const graph = await reading;
  const scorer = await checked('model.onnx', () => openScorer(graph));
  return { manifest, vocabulary, scorer };
}

function readPart(read: ReadModelFile, file: ModelFile, manifest: Manifest): Promise<Uint8Array> {
  return checked(file, async () => {
    const bytes = await read(file);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const expected = manifest.files[file]?.sha256 ?? 'missing';
    if (digest !== expected) throw new Error(`its SHA-256 is ${digest}, the one in the manifest ${expected}`);
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
