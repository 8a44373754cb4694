import { createHash } from 'node:crypto';
import type { FileDigest } from '../classifier/files/manifest.ts';

/** By what a file is known again: its length, and its SHA-256 in hex. */
export function digestOf(bytes: Uint8Array): FileDigest {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
