import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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
