import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BUNDLE_DIGEST_FILE, type BundleDigest } from '../contract/bundle-digest.ts';

/**
 * Writes into a bundle what it is made of, and returns that. The same files give the same digest, whatever the folder
 * is called and whoever made it; functions/check-bundle.ts holds a bundle against it.
 */
export function writeDigest(folder: string): BundleDigest {
  const digest = digestFiles(folder);
  writeFileSync(join(folder, BUNDLE_DIGEST_FILE), `${JSON.stringify(digest, null, 1)}\n`);
  return digest;
}

function digestFiles(folder: string): BundleDigest {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => path !== BUNDLE_DIGEST_FILE)
    .sort();
  const files = Object.fromEntries(paths.map((path) => [path, sha256Of(readFileSync(join(folder, path)))]));
  return { sha256: sha256Of(paths.map((path) => `${files[path] ?? ''}  ${path}\n`).join('')), files };
}

function sha256Of(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
