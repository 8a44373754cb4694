import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { ReadModelFile } from './open.ts';

const decompress = promisify(brotliDecompress);

/** Room for the whole graph at once: in chunks of the usual 16 KB it takes nearly twice as long. */
const CHUNK_BYTES = 2 ** 23;

/**
 * Reads the files of the starter model, which lies beside the code. Its graph is kept compressed as `model.onnx.br`: a fifth
 * smaller than a zip makes it, and the size of the zip is what limits how finely weights can be rounded.
 */
export function readStarter(folder: URL): ReadModelFile {
  return async (file) => {
    if (file !== 'model.onnx') return readFile(new URL(file, folder));
    return decompress(await readFile(new URL(`${file}.br`, folder)), { chunkSize: CHUNK_BYTES });
  };
}
