import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/* Sizes of APPNOTE.TXT, 4.3: local header, data descriptor, central directory header, end of central directory. */
const BYTES_PER_ENTRY = 30 + 16 + 46;
const BYTES_AT_END = 22;

/** How many bytes a folder takes as a zip file, deflated as well as can be, which is how CDK zips. */
export function zipBytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => {
    const path = join(entry.parentPath, entry.name);
    const nameBytes = Buffer.byteLength(relative(folder, path));
    return sum + deflateRawSync(readFileSync(path), { level: 9 }).length + BYTES_PER_ENTRY + 2 * nameBytes;
  }, BYTES_AT_END);
}
