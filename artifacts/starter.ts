import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompressSync, brotliDecompress, constants } from 'node:zlib';
import { STARTER_GRAPH_FILE } from '../contract/objects.ts';
import { type Manifest, parseManifest } from '../classifier/files/manifest.ts';
import { type Model, openModel, type ReadModelFile } from './open.ts';

const decompress = promisify(brotliDecompress);

/** Room for the whole graph at once: in chunks of the usual 16 KB it takes nearly twice as long. */
const CHUNK_BYTES = 2 ** 23;

/**
 * Loads the starter version from its folder, which holds manifest.json, vocabulary.bin and the compressed graph.
 *
 * Errors: ModelRefused where a file is missing or has not the SHA-256 that the manifest names; it says which and why.
 */
export function loadStarter(folder: URL): Promise<Model> {
  return openModel(readStarter(folder));
}

/**
 * Reads the files of the starter version, which lies beside the code. Its graph is kept compressed: a fifth smaller than
 * a zip makes it, and the size of the zip is what limits how finely weights can be rounded.
 */
export function readStarter(folder: URL): ReadModelFile {
  return async (file) => {
    if (file !== 'model.onnx') return readFile(new URL(file, folder));
    return decompress(await readFile(new URL(STARTER_GRAPH_FILE, folder)), { chunkSize: CHUNK_BYTES });
  };
}

/** The manifest of the starter version. Errors: Error where it is missing or none, since nothing works without. */
export async function readStarterManifest(folder: URL): Promise<Manifest> {
  return parseManifest(JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8')));
}

/** A graph as the starter version keeps it: as small as Brotli makes it, whatever time that takes. */
export function compressGraph(graph: Uint8Array): Uint8Array {
  return brotliCompressSync(graph, { params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } });
}
