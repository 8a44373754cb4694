import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Bytes in place of model.onnx.br, and what the refusal of them says. */
type Damage = [name: string, says: string, damage: (compressed: Uint8Array) => Uint8Array];

/** As many zeros, in a few hundred bytes. */
function bomb(megabytes: number): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
  return brotliCompressSync(new Uint8Array(megabytes * 2 ** 20), { params });
}

/** What is no graph that was compressed by Brotli, or becomes larger than the manifest says. */
export const COMPRESSED: Damage[] = [
  ['nothing', 'not a valid Brotli file', () => new Uint8Array()],
  ['half of it', 'not a valid Brotli file', (compressed) => compressed.slice(0, compressed.length / 2)],
  ['a graph that is not compressed', 'because of model.onnx', () => Buffer.alloc(1_000, 'graph')],
  ['gzip', 'not a valid Brotli file', () => gzipSync(Buffer.alloc(1_000))],
  ['a bomb of 256 MB', 'is larger than', () => bomb(256)],
  ['a bomb within a bomb', 'because of model.onnx', () => brotliCompressSync(bomb(64))],
  [
    'what goes on behind its end',
    'goes on after the end',
    (compressed) => Buffer.concat([compressed, Buffer.from('more')]),
  ],
  ['a graph compressed twice', 'bytes, and', (compressed) => brotliCompressSync(compressed)],
];
