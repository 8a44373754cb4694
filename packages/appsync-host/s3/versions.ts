/**
 * The versions of a bucket's objects, on disk. Each version is two files: `<writeId>.bytes` (none for a delete marker)
 * and `<writeId>.json`, which describes it and whose appearance commits it; both come by rename. What a crash left
 * behind without a description is removed at the next start.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE, FOLDER_MODE } from '../state/owner-only.ts';
import type { ChecksumName } from './checksums.ts';

/** One version of an object, or a delete marker. */
export interface Version {
  key: string;
  /** Rises with time; names the files, and is the version's id in a versioned bucket. */
  writeId: string;
  /** 'null' when it was written without versioning. */
  versionId: string;
  isDeleteMarker: boolean;
  /** ISO 8601. */
  lastModified: string;
  size: number;
  etag: string;
  checksums: Partial<Record<ChecksumName, string>>;
  /** Headers given back on reading: content-type, x-amz-meta-… */
  headers: Record<string, string>;
}

/** Every version of every object of a bucket. */
export interface Versions {
  isVersioned: boolean;
  folder: string;
  /** Newest first; empty when the key was never written. */
  of: (key: string) => readonly Version[];
  /** In the order of the keys' UTF-8 bytes. */
  keys: () => string[];
  /** A fresh path in the same file system, for the bytes of the next version. */
  makeTemporaryPath: () => string;
  /** Makes a version out of uploaded bytes, or a delete marker; without versioning it replaces the one before. */
  add: (version: NewVersion, bytesPath?: string) => Promise<Version>;
  remove: (version: Version) => Promise<void>;
  pathOf: (version: Version) => string;
}

type NewVersion = Omit<Version, 'writeId' | 'versionId' | 'lastModified'>;

/** Opens a bucket's folder, making it when it is missing. */
export function openVersions(folder: string, isVersioned: boolean): Versions {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const byKey = readVersions(folder);
  const nextWriteId = createWriteIds([...byKey.values()].flat());
  const pathOf = (version: Version) => join(folder, `${version.writeId}.bytes`);
  const describePath = (version: Version) => join(folder, `${version.writeId}.json`);
  const remove = async (version: Version): Promise<void> => {
    byKey.set(
      version.key,
      (byKey.get(version.key) ?? []).filter((one) => one !== version),
    );
    if (byKey.get(version.key)?.length === 0) byKey.delete(version.key);
    await rm(describePath(version), { force: true });
    await rm(pathOf(version), { force: true });
  };
  return {
    isVersioned,
    folder,
    pathOf,
    remove,
    of: (key) => byKey.get(key) ?? [],
    keys: () => [...byKey.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    makeTemporaryPath: () => join(folder, `${randomBytes(12).toString('hex')}.part`),
    add: async (fresh, bytesPath) => {
      const writeId = nextWriteId();
      const version = {
        ...fresh,
        writeId,
        versionId: isVersioned ? writeId : 'null',
        lastModified: new Date().toISOString(),
      };
      if (bytesPath !== undefined) await rename(bytesPath, pathOf(version));
      await writeWhole(describePath(version), JSON.stringify(version));
      const before = byKey.get(version.key) ?? [];
      byKey.set(version.key, [version, ...before]);
      const replaced = before.find((one) => one.versionId === version.versionId);
      if (replaced !== undefined) await remove(replaced);
      return version;
    },
  };
}

function readVersions(folder: string): Map<string, Version[]> {
  const files = readdirSync(folder).sort().reverse();
  const described = new Set(
    files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length)),
  );
  const byKey = new Map<string, Version[]>();
  for (const file of files) {
    const isLeftBehind =
      file.endsWith('.part') || (file.endsWith('.bytes') && !described.has(file.slice(0, -'.bytes'.length)));
    if (isLeftBehind) rmSync(join(folder, file), { force: true });
    if (!file.endsWith('.json')) continue;
    const version = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Version;
    if (!version.isDeleteMarker && !existsSync(join(folder, `${version.writeId}.bytes`))) continue;
    const newer = byKey.get(version.key) ?? [];
    // A crash may have kept the older of two from being removed.
    if (newer.some((one) => one.versionId === version.versionId)) continue;
    byKey.set(version.key, [...newer, version]);
  }
  return byKey;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  const file = await open(part, 'w', FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}

/** 32 letters and digits that rise with every call: milliseconds, a count within them, chance. */
function createWriteIds(existing: readonly Version[]): () => string {
  // Newer than everything on disk, even when the clock was turned back.
  let lastMs = Math.max(0, ...existing.map(({ writeId }) => parseInt(writeId.slice(0, 9), 36) + 1));
  let count = 0;
  return () => {
    const nowMs = Math.max(Date.now(), lastMs);
    count = nowMs === lastMs ? count + 1 : 0;
    lastMs = nowMs;
    return (
      nowMs.toString(36).padStart(9, '0') +
      count.toString(36).padStart(4, '0') +
      randomBytes(10).toString('hex').slice(0, 19)
    );
  };
}
