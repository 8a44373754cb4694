import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PARTITIONS_MAX } from '../../../contract/partitions.ts';
import { type BackupSource, openBackup } from '../../../cli/backup/backup-folder.ts';
import { restoreObjects } from '../../../cli/backup/restore-objects.ts';
import { restoreTable } from '../../../cli/backup/restore-tables.ts';
import { TABLE_NAMES, tableOf } from '../../../cli/backup/table-names.ts';
import { takeBackup } from '../../../cli/backup/take-backup.ts';
import { openDataset } from '../../../store/models/open-dataset.ts';
import { eraseClient } from '../../../cli/privacy/erase-client.ts';
import { listClients, revokeClient } from '../../../store/clients/clients.ts';
import { deleteEntries, putEntries } from '../../../store/dynamodb/entries.ts';
import { listErasures } from '../../../store/clients/erasures.ts';
import { takeLease } from '../../../store/models/lease.ts';
import { deleteVersion, listVersions } from '../../../store/s3/object-versions.ts';
import { appendPromotion, newestPromotion, planPromotion } from '../../../store/models/promotions.ts';
import { fillStores, type FullStores, labelled, openFullStores, textOfStores } from '../full-stores.ts';

const never = new AbortController().signal;
let stores: FullStores;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terroir-backup-'));
  stores = await openFullStores();
  await fillStores(stores);
});
afterEach(async () => {
  await stores.close();
  await rm(folder, { recursive: true });
});

const later = (): number => stores.clock.now() + 10_000;
const saved = (): string => join(folder, 'saved');

async function restore(source: BackupSource): Promise<void> {
  const erasures = await listErasures(stores.bucket);
  const { versionIds } = await restoreObjects(stores.bucket, source, erasures, false);
  for (const name of source.tables.toReversed()) {
    const table = tableOf(stores, name);
    if (table) await restoreTable({ name, table, source, erasures, versionIds, isTrial: false });
  }
}

async function move(from: string, to: string): Promise<void> {
  const at = new Date(stores.clock.now()).toISOString();
  const words = { promotionKind: 'PROMOTE', by: 'o', at, reason: 'r', moveId: `${from} ${to}` } as const;
  const newest = await newestPromotion(stores.models, later());
  await appendPromotion(stores.models, planPromotion(newest, from, { ...words, to }), later());
}

async function addRow(description: string): Promise<void> {
  const dataset = await openDataset(stores.bucket, 'tasting', 'somebody');
  await dataset.add({ description, variety: 'Gamay', fingerprint: description });
  await dataset.finish();
}

/** What readers get: every table, and the newest version of every object. */
async function readAll(): Promise<string[]> {
  const lines = (await textOfStores(stores)).split('\n').filter((line) => line.startsWith('{'));
  const newest = (await listVersions(stores.bucket, '')).filter((one) => one.isNewest && !one.isMarker);
  return [...lines, ...newest.map(({ key, etag }) => `${key} ${key.includes('.records') ? '' : etag}`)].sort();
}

describe('R30: a backup', () => {
  it('can be read by its owner alone, and says when it was changed', async () => {
    await takeBackup(stores, saved(), never);
    for (const name of await readdir(saved(), { recursive: true })) {
      expect(((await stat(join(saved(), name))).mode & 0o077).toString(8), name).toBe('0');
    }
    await appendFile(join(saved(), 'predictions.jsonl'), '{}\n');
    await expect(openBackup(saved())).rejects.toThrow('predictions.jsonl was changed');
    await expect(openBackup(folder)).rejects.toThrow('is no backup');
  });

  it('leaves nothing under its name where it was cut off, and is begun anew', async () => {
    stores.fuse.left = 4;
    await expect(takeBackup(stores, saved(), never)).rejects.toThrow('The process was killed.');
    stores.fuse.left = Infinity;
    await expect(openBackup(saved())).rejects.toThrow('is no backup');
    await takeBackup(stores, saved(), never);
    expect((await openBackup(saved())).tables).toEqual([...TABLE_NAMES]);
  });

  it('holds no right to train', async () => {
    await takeLease(stores.models, 'r9', later());
    await takeBackup(stores, saved(), never);
    expect(await readFile(join(saved(), 'models.jsonl'), 'utf8')).toBe('');
  });
});

/** Whatever may go wrong with what is stored. */
async function spoil(): Promise<void> {
  await move('v-a', 'v-b');
  await addRow('A row of later.');
  await deleteEntries(stores.predictions, [{ clientId: 'other', id: '01KB100000000000000000000A' }]);
  await putEntries(stores.predictions, [
    labelled('other', ulid(stores.clock.now() + 60_000), 'A note of later.'),
    { ...labelled('cellars', '01KB100000000000000000000B', 'Overwritten.') },
  ]);
  for (const version of await listVersions(stores.bucket, 'datasets/labels/r3'))
    await deleteVersion(stores.bucket, version);
}

describe('R30: restoring', () => {
  beforeEach(async () => {
    await move('starter', 'v-a');
    await addRow('A row of before.');
  });

  it('brings tables and bucket back, wherever it was cut off', { timeout: 120_000 }, async () => {
    await takeBackup(stores, saved(), never);
    const before = await readAll();
    await spoil();
    expect(await readAll()).not.toEqual(before);
    const source = await openBackup(saved());
    for (let cut = 0; ; cut += 2) {
      stores.fuse.left = cut;
      const isCutOff = await restore(source).then(
        () => false,
        () => true,
      );
      stores.fuse.left = Infinity;
      if (!isCutOff) break;
      await restore(source);
      expect(await readAll(), `cut off at call ${cut}`).toEqual(before);
      await spoil();
    }
    expect(await readAll()).toEqual(before);
    expect((await newestPromotion(stores.models, later()))?.to).toBe('v-a');
  });

  it('keeps dead what was revoked since, and leaves out who was erased since', async () => {
    await takeBackup(stores, saved(), never);
    const [key] = (await listClients(stores.clients, later())).filter(({ clientId }) => clientId === 'other');
    await revokeClient(stores.clients, key?.keyHash ?? '', later());
    await eraseClient(stores, { clientId: 'cellar', by: 'o', waits: true, tell: () => undefined });
    await restore(await openBackup(saved()));
    expect((await listClients(stores.clients, later())).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
    expect(await textOfStores(stores)).not.toMatch(/cellar(?!s)/);
    expect(await textOfStores(stores)).toContain('A note of cellars.');
  });

  it('leaves out who was erased since from every partition, and brings back those of others', async () => {
    const idOf = (letter: string) => `01KB10000000000000000000${letter}0`;
    const keys = ['cellar', 'cellar/ana', 'cellars', 'other'].flatMap((owner) => [
      `${owner}#1`,
      `${owner}#${PARTITIONS_MAX - 1}`,
    ]);
    const noted = keys.map((key, n) => labelled(key, idOf('ABCDEFGH'.charAt(n)), `In the partition ${key}.`));
    await putEntries(stores.predictions, noted);
    await takeBackup(stores, saved(), never);
    await eraseClient(stores, { clientId: 'cellar', by: 'o', waits: true, tell: () => undefined });
    await deleteEntries(
      stores.predictions,
      noted.map(({ clientId, id }) => ({ clientId, id })),
    );
    await restore(await openBackup(saved()));
    const text = await textOfStores(stores);
    for (const key of keys) {
      expect(text.includes(`In the partition ${key}.`), key).toBe(/^(cellars|other)#/.test(key));
    }
    expect(text).not.toMatch(/cellar(?!s)/);
  });
});
