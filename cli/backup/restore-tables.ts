import type { StoredErasure } from '../../contract/stored/erasure.ts';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { ownerOf } from '../../contract/partitions.ts';
import { accountOf } from '../../contract/stored/client.ts';
import { CLAIM_PREFIX } from '../../contract/stored/prediction.ts';
import { KINDS, MODELS } from '../../contract/tables.ts';
import { deleteEntries, type Entry, putEntries, readEntries, scanEntries } from '../../store/dynamodb/entries.ts';
import { hashClientId } from '../../store/clients/erasures.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import type { BackupSource } from './backup-folder.ts';
import { isLease, keyNamesOf, keyOf, type TableName } from './table-names.ts';

/** What became of the entries of a table. */
export interface TableRestored {
  /** Stored, since they were missing or are otherwise now. */
  stored: number;
  /** Deleted, since they are newer than the backup. */
  deleted: number;
  /** Left out, since their client was erased. */
  erased: number;
}

/** What entries are restored by. */
export interface TablePlan {
  name: TableName;
  table: Table;
  source: BackupSource;
  erasures: readonly StoredErasure[];
  /** By `key versionId` of an object as it was: its version now. */
  versionIds: ReadonlyMap<string, string>;
  isTrial: boolean;
}

/** By how much clocks of those who write may differ, and so ids that are made of the time. */
const SKEW_MS = 60 * 60 * 1000;

/** Of keys and counters only what is missing is brought back: a key that was revoked since must stay dead. */
const ONLY_ADDED: ReadonlySet<TableName> = new Set(['clients', 'usage']);

/**
 * Brings a table back: entries that are missing or otherwise are stored, and those that came after the backup deleted.
 * Only what differs is written, so that it can be cut off anywhere and begun anew.
 *
 * Errors: StoreUnavailable.
 */
export async function restoreTable(plan: TablePlan): Promise<TableRestored> {
  const { name, table, source, isTrial } = plan;
  const isErased = createErasedCheck(plan);
  const kept = new Set<string>();
  const restored: TableRestored = { stored: 0, deleted: 0, erased: 0 };
  for await (const batch of source.read(name)) {
    const wanted: Entry[] = [];
    for (const entry of batch) {
      if (isLease(name, entry)) continue;
      if (await isErased(entry)) restored.erased += 1;
      else wanted.push(renameFiles(plan, entry));
    }
    const there = await readEntries(
      table,
      wanted.map((entry) => keyOf(name, entry)),
    );
    const byKey = new Map(there.map((entry) => [textOf(keyOf(name, entry)), entry]));
    const other = wanted.filter((entry) => {
      const key = textOf(keyOf(name, entry));
      if (isLate(plan, entry)) kept.add(key);
      const now = byKey.get(key);
      return now === undefined || (!ONLY_ADDED.has(name) && textOf(now) !== textOf(entry));
    });
    restored.stored += other.length;
    if (!isTrial) await putEntries(table, other);
  }
  if (!ONLY_ADDED.has(name)) restored.deleted = await deleteNewer(plan, kept);
  return restored;
}

/** What came after the backup, moves of the champion first, so that none leads to a version that is gone. */
async function deleteNewer(plan: TablePlan, kept: ReadonlySet<string>): Promise<number> {
  const { name, table, isTrial } = plan;
  const names = [...keyNamesOf(name), 'claimedAt'];
  const doomed: Entry[] = [];
  const selection = {
    ProjectionExpression: names.map((_, at) => `#f${at}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((attribute, at) => [`#f${at}`, attribute])),
  };
  for await (const page of scanEntries(table, selection)) {
    for (const entry of page) {
      const key = keyOf(name, entry);
      if (!isLease(name, entry) && isLate(plan, entry) && !kept.has(textOf(key))) doomed.push(key);
    }
  }
  const rank = (key: Entry): number => (key[MODELS.partitionKey] === KINDS.promotion ? 0 : 1);
  const ordered = doomed.toSorted(
    (one, other) => rank(one) - rank(other) || (String(one['id']) > String(other['id']) ? -1 : 1),
  );
  if (!isTrial) await deleteEntries(table, ordered);
  return ordered.length;
}

/** Whether an entry may have come after the backup: of predictions their ids and claims tell the time. */
function isLate({ name, source }: TablePlan, entry: Entry): boolean {
  if (name !== 'predictions') return true;
  const id = String(entry['id']);
  const timeMs = id.startsWith(CLAIM_PREFIX) ? Number(entry['claimedAt']) : timeOf(id);
  return !(timeMs < source.begunAtMs - SKEW_MS);
}

const ULID_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The time within a ULID, epoch ms. */
function timeOf(id: string): number {
  return [...id.slice(0, 10)].reduce((sum, letter) => sum * ULID_LETTERS.length + ULID_LETTERS.indexOf(letter), 0);
}

/** A registered version whose files are named by the versions that they have now. */
function renameFiles({ name, versionIds }: TablePlan, entry: Entry): Entry {
  if (name !== 'models' || entry[MODELS.partitionKey] !== KINDS.version) return entry;
  const { files } = entry as unknown as StoredVersion;
  const renamed = Object.entries(files).map(([file, stored]) => {
    const versionId = versionIds.get(`${stored.key} ${stored.versionId}`) ?? stored.versionId;
    return [file, { ...stored, versionId }];
  });
  return { ...entry, files: Object.fromEntries(renamed) as unknown };
}

/** Tells the entries of clients that were erased, by the SHA-256 of their ids and of those whose users they are. */
function createErasedCheck({ name, erasures }: TablePlan): (entry: Entry) => Promise<boolean> {
  const erased = new Set(erasures.map(({ clientSha256 }) => clientSha256));
  const known = new Map<string, boolean>();
  return async (entry) => {
    if (erased.size === 0 || name === 'models') return false;
    const owner = ownerOf(String(entry[name === 'usage' ? 'account' : 'clientId']));
    const before = known.get(owner);
    if (before !== undefined) return before;
    const names = [owner, accountOf(owner)];
    const hashes = await Promise.all(names.map(hashClientId));
    const isErased = hashes.some((hash) => erased.has(hash));
    known.set(owner, isErased);
    return isErased;
  };
}

/** The same text for entries of the same fields, whatever their order: DynamoDB keeps none. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
