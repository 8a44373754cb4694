/** The checksums that S3 can verify and keep: base64 of the big-endian digest. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A checksum by the name that its header ends in. */
export type ChecksumName = 'crc32' | 'crc32c' | 'sha1' | 'sha256';
/** Every checksum that can be verified and kept. */
export const CHECKSUM_NAMES: readonly ChecksumName[] = ['crc32', 'crc32c', 'sha1', 'sha256'];

/** A checksum in the making. */
export interface Digest {
  update: (chunk: Uint8Array) => void;
  /** Base64; may be asked once. */
  finish: () => string;
}

/** Begins a checksum over no bytes. */
export function startDigest(name: ChecksumName | 'md5'): Digest {
  switch (name) {
    case 'crc32':
      return startCrc(crc32);
    case 'crc32c':
      return startCrc(crc32c);
    case 'md5':
    case 'sha1':
    case 'sha256': {
      const hash = createHash(name);
      return { update: (chunk) => void hash.update(chunk), finish: () => hash.digest('base64') };
    }
  }
}

function startCrc(next: (chunk: Uint8Array, value: number) => number): Digest {
  let value = 0;
  const toBase64 = () => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes.toString('base64');
  };
  return { update: (chunk) => void (value = next(chunk, value)), finish: toBase64 };
}

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), one byte at a time over a table. */
function crc32c(chunk: Uint8Array, value: number): number {
  let crc = ~value;
  for (const byte of chunk) crc = (CASTAGNOLI[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The polynomial 0x1EDC6F41 with its bits reversed. */
const REVERSED_POLYNOMIAL = 0x82f63b78;

const CASTAGNOLI = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1;
  return crc;
});
