import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BUNDLE_DIGEST_FILE, type BundleDigest } from '../contract/bundle-digest.ts';

/** The files that run are not those that were built: which ones, in the message. */
export class BundleAltered extends Error {
  override readonly name = 'BundleAltered';
}

const PATHS_TOLD_MAX = 5;

/**
 * The SHA-256 over all files of a bundle, in hexadecimal, as it lies in `folder`, which is `LAMBDA_TASK_ROOT` where it
 * runs: read from each file anew. It is that of what was built if it is the `expected` one, which the template tells
 * in the setting bundleDigest; the bundle's own digest.json tells which file is another one. A bundle whose code was
 * written to lie would not ask this: see docs/SECURITY.md.
 *
 * Errors: BundleAltered, returned, where a file is another one, is missing, or is too many; or where all are as the
 * bundle says, and that is not what is expected.
 */
export function checkBundle(folder: string, expected: string): string | BundleAltered {
  const told = readTold(folder);
  if (told instanceof BundleAltered) return told;
  const found = readFiles(folder);
  const altered = [...new Set([...told.keys(), ...found.keys()])]
    .filter((path) => told.get(path) !== found.get(path))
    .sort();
  if (altered.length > 0) return new BundleAltered(`These files are not as they were built: ${spell(altered)}.`);
  const lines = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, sha256]) => `${sha256}  ${path}\n`);
  const sha256 = sha256Of(lines.join(''));
  if (sha256 === expected) return sha256;
  return new BundleAltered(`This is another build: its files are ${sha256}, and ${expected} was to be deployed.`);
}

function readTold(folder: string): Map<string, unknown> | BundleAltered {
  try {
    const { files = {} } = JSON.parse(readFileSync(join(folder, BUNDLE_DIGEST_FILE), 'utf8')) as Partial<BundleDigest>;
    return new Map(Object.entries(files));
  } catch (error) {
    return new BundleAltered(`${BUNDLE_DIGEST_FILE} does not say what the bundle is made of.`, { cause: error });
  }
}

function readFiles(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths
      .map((path) => [relative(folder, path).replaceAll(sep, '/'), path] as const)
      .filter(([name]) => name !== BUNDLE_DIGEST_FILE)
      .map(([name, path]) => [name, sha256Of(readFileSync(path))]),
  );
}

function spell(paths: string[]): string {
  const told = paths.slice(0, PATHS_TOLD_MAX).join(', ');
  return paths.length > PATHS_TOLD_MAX ? `${told}, and ${paths.length - PATHS_TOLD_MAX} more` : told;
}

function sha256Of(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
