import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import type { FileDigest } from '../../classifier/files/manifest.ts';

/** By how a file is known again. */
export function digestOf(bytes: Uint8Array): FileDigest {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** As small as Brotli makes it, whatever time that takes. */
export function compress(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } });
}

/** What became of a file. */
export interface SettledFile {
  name: string;
  bytes: number;
  changed: boolean;
}

/** Writes those files beside this one that differ from what lies there; with `checkOnly` it only tells which they are. */
export function settleFiles(files: Record<string, Uint8Array>, checkOnly: boolean): SettledFile[] {
  return Object.entries(files).map(([name, bytes]) => {
    const path = fileURLToPath(new URL(name, import.meta.url));
    const changed = !existsSync(path) || Buffer.compare(readFileSync(path), bytes) !== 0;
    if (changed && !checkOnly) writeFileSync(path, bytes);
    return { name, bytes: bytes.length, changed };
  });
}
