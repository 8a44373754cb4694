import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { KINDS, MODELS } from '../../contract/tables.ts';
import { hashBytes } from '../../store/s3/bucket.ts';
import { type Entry, scanEntries, type Selection } from '../../store/dynamodb/entries.ts';
import { listVersions, readVersion } from '../../store/s3/object-versions.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { CommandError } from '../command.ts';
import type { Stores } from '../deployment/all-stores.ts';
import { type BackupFacts, type KeptObject, linesFile, objectFile } from './backup-folder.ts';
import { isLease, TABLE_NAMES, tableOf } from './table-names.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Copies all tables and the bucket into a folder, while the service goes on: what was acknowledged before it began is
 * in it whole, of what came meanwhile a part. Tables are read before what they point at: versions after the moves of
 * the champion, objects last. The folder has its name once it is whole.
 *
 * Errors: CommandError where the folder is there; StoreUnavailable; what S3 says; the signal's reason.
 */
export async function takeBackup(stores: Stores, folder: string, signal: AbortSignal): Promise<BackupFacts> {
  const draft = `${folder}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(join(draft, 'objects'), { recursive: true, mode: FOLDER_MODE });
  const begunAt = new Date(stores.models.clock.now()).toISOString();
  const files: BackupFacts['files'] = {};
  const registered: StoredVersion[] = [];
  for (const name of TABLE_NAMES) {
    const table = tableOf(stores, name);
    if (table === undefined) continue;
    const pages = name === 'models' ? readModels(table, registered) : scanEntries(table);
    files[name] = await writeLines(linesFile(draft, name), pages, signal);
  }
  files.objects = await writeLines(linesFile(draft, 'objects'), copyObjects(stores, draft, registered), signal);
  const facts: BackupFacts = { format: 1, begunAt, finishedAt: new Date().toISOString(), files };
  await writeFile(join(draft, 'backup.json'), `${JSON.stringify(facts, null, 2)}\n`, { mode: FILE_MODE });
  await rename(draft, folder).catch((error: Error) => {
    throw new CommandError(`${folder} cannot be made (${error.message}). Choose another folder.`, 1, error);
  });
  return facts;
}

/** Moves of the champion and runs first, then the versions that they name. */
async function* readModels(table: Table, registered: StoredVersion[]): AsyncGenerator<Entry[]> {
  const select = (comparison: '=' | '<>'): Selection => ({
    FilterExpression: `#kind ${comparison} :version`,
    ExpressionAttributeNames: { '#kind': MODELS.partitionKey },
    ExpressionAttributeValues: { ':version': KINDS.version },
  });
  for await (const page of scanEntries(table, select('<>'))) yield page.filter((entry) => !isLease('models', entry));
  for await (const page of scanEntries(table, select('='))) {
    registered.push(...(page as unknown as StoredVersion[]));
    yield page;
  }
}

/** The version of each object that readers get, and those that the registry names. */
async function* copyObjects(
  { bucket }: Stores,
  folder: string,
  registered: readonly StoredVersion[],
): AsyncGenerator<KeptObject[]> {
  const named = new Set(
    registered.flatMap(({ files }) => Object.values(files).map(({ key, versionId }) => `${key} ${versionId}`)),
  );
  for (const version of await listVersions(bucket, '')) {
    const { key, versionId, isMarker, isNewest } = version;
    if (isMarker || (!isNewest && !named.has(`${key} ${versionId}`))) continue;
    const bytes = await readVersion(bucket, version).catch((error: unknown) => {
      // An erasure came between.
      if (error instanceof Error && /^NoSuch(Key|Version)$/.test(error.name)) return undefined;
      throw error;
    });
    if (bytes === undefined) continue;
    const sha256 = await hashBytes(bytes);
    await writeFile(objectFile(folder, sha256), bytes, { mode: FILE_MODE });
    yield [{ key, versionId, sha256, bytes: bytes.length, isNewest }];
  }
}

async function writeLines(
  path: string,
  pages: AsyncIterable<readonly object[]>,
  signal: AbortSignal,
): Promise<{ lines: number; sha256: string }> {
  const hash = createHash('sha256');
  const file = await open(path, 'w', FILE_MODE);
  let lines = 0;
  try {
    for await (const page of pages) {
      signal.throwIfAborted();
      const text = page.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      hash.update(text);
      lines += page.length;
      await file.writeFile(text);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { lines, sha256: hash.digest('hex') };
}
