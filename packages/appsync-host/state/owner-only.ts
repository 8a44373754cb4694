/** What the host keeps is for the user who started it: notes and keys are in it. */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Mode of folders that only their owner may enter. */
export const FOLDER_MODE = 0o700;

/** Mode of files that only their owner may read. */
export const FILE_MODE = 0o600;

const OTHERS = 0o077;
/** Of folders that everybody shares, such as /tmp. */
const STICKY = 0o1000;

/** Takes a folder and all that is in it from everybody but its owner, as older hosts did not. Links are left alone. */
export function tightenTree(path: string): void {
  tighten(path);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) tightenTree(inner);
    else if (entry.isFile()) tighten(inner);
  }
}

/** Takes one folder or file from everybody but its owner; one that belongs to somebody else is left as it is. */
export function tighten(path: string): void {
  const { mode, uid } = lstatSync(path);
  if (process.platform === 'win32' || (mode & OTHERS) === 0 || (mode & STICKY) !== 0) return;
  if (uid === process.getuid?.()) chmodSync(path, mode & ~OTHERS);
}
