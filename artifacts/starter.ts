import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompressSync, brotliDecompress, constants } from 'node:zlib';
import { STARTER_GRAPH_FILE } from '../contract/objects.ts';
import { MODEL_FILE_BYTES_MAX } from '../classifier/files/limits.ts';
import type { Manifest } from '../classifier/files/manifest.ts';
import { readManifestFile } from './manifest-file.ts';
import { type Model, openModel, type ReadModelFile } from './open.ts';

const decompress = promisify(brotliDecompress);

/** zlib takes no smaller chunk, and where a chunk is just full it takes another one. */
const SPARE_BYTES = 64;
/** By so much Brotli makes larger, at most, what cannot be made smaller. */
const EXPANSION_BYTES_MAX = 2 ** 16;

/** The graph of the starter version, which was begun to be read before it was asked for; undefined once it is taken. */
export type TakeGraph = () => Promise<Uint8Array> | undefined;

/**
 * Loads the starter version from its folder, which holds manifest.json, vocabulary.bin and the compressed graph; that
 * is read anew unless it is there to be taken.
 *
 * Errors: ModelRefused where a file is missing or has not the SHA-256 that the manifest names; it says which and why.
 */
export function loadStarter(folder: URL, takeGraph: TakeGraph = () => undefined): Promise<Model> {
  const begun = takeGraph();
  const read = readStarter(folder);
  return openModel((file, bytesMax) => (file === 'model.onnx' && begun ? begun : read(file, bytesMax)));
}

/**
 * Begins to read and decompress the starter version's graph, in another thread, while this one has other things to do.
 */
export function beginGraph(folder: URL): TakeGraph {
  let begun: Promise<Uint8Array> | undefined = readStarter(folder)('model.onnx');
  // Whoever takes it awaits it; until then nobody must take its failure for one that nobody handles.
  begun.catch(() => undefined);
  return () => {
    const graph = begun;
    begun = undefined;
    return graph;
  };
}

/**
 * Reads the files of the starter version, which lies beside the code. Its graph is kept compressed: a fifth smaller
 * than a zip makes it, and the size of the zip is what limits how finely weights can be rounded.
 */
export function readStarter(folder: URL): ReadModelFile {
  return async (file, bytesMax = MODEL_FILE_BYTES_MAX[file]) => {
    if (file !== 'model.onnx') return readBounded(new URL(file, folder), bytesMax);
    return decompressBounded(
      await readBounded(new URL(STARTER_GRAPH_FILE, folder), bytesMax + EXPANSION_BYTES_MAX),
      bytesMax,
    );
  };
}

/** The manifest of the starter version. Errors: Error where it is missing or none, since nothing works without. */
export async function readStarterManifest(folder: URL): Promise<Manifest> {
  return readManifestFile(await readStarter(folder)('manifest.json'));
}

/** What lies beside the code came with it, and is read before it is counted. */
async function readBounded(file: URL, bytesMax: number): Promise<Uint8Array> {
  const bytes = await readFile(file);
  if (bytes.length > bytesMax) throw new Error(`it has ${bytes.length} bytes, and ${bytesMax} are the most`);
  return bytes;
}

async function decompressBounded(compressed: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  // Room for the whole graph at once: in chunks of the usual 16 KB it takes nearly twice as long.
  const options = { chunkSize: bytesMax + SPARE_BYTES, maxOutputLength: bytesMax, info: true };
  const { buffer, engine } = (await decompress(compressed, options).catch((cause: unknown) => {
    const isTooLarge = cause instanceof RangeError;
    throw new Error(isTooLarge ? `it is larger than ${bytesMax} bytes` : 'it is not a valid Brotli file', { cause });
  })) as unknown as Decompressed;
  if (engine.bytesWritten !== compressed.length) throw new Error('it goes on after the end of its Brotli stream');
  return buffer;
}

/** What zlib answers where it is asked for information; the engine's `bytesWritten` are those that it was given. */
interface Decompressed {
  buffer: Uint8Array;
  engine: { bytesWritten: number };
}

/** A graph as the starter version keeps it: as small as Brotli makes it, whatever time that takes. */
export function compressGraph(graph: Uint8Array): Uint8Array {
  return brotliCompressSync(graph, { params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } });
}
