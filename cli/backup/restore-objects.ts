import { DATASET_RECORDS_PREFIX, DATASETS_PREFIX, ERASURES_PREFIX, LABELS_PREFIX } from '../../contract/objects.ts';
import type { StoredDataset } from '../../contract/stored/datasets.ts';
import type { StoredErasure } from '../../contract/stored/erasure.ts';
import { type Bucket, hashBytes } from '../../store/s3/bucket.ts';
import {
  hideObject,
  listVersions,
  type ObjectVersion,
  putNewest,
  readVersion,
} from '../../store/s3/object-versions.ts';
import { CommandError } from '../command.ts';
import type { BackupSource, KeptObject } from './backup-folder.ts';

/** What became of the objects of a backup. */
export interface ObjectsRestored {
  stored: number;
  hidden: number;
  /** By `key versionId` as it was: the id of the version that has those bytes now, where it is another. */
  versionIds: ReadonlyMap<string, string>;
}

/**
 * Brings the bucket back: what is missing is stored again, which gives it another VersionId; what a dataset has got
 * since is hidden, and stays as a version. Snapshots of labels and proofs of erasures are only ever added, and nothing
 * that an erasure took is brought back.
 *
 * Errors: what S3 says; CommandError where somebody else writes at the same time.
 */
export async function restoreObjects(
  bucket: Bucket,
  source: BackupSource,
  erasures: readonly StoredErasure[],
  isTrial: boolean,
): Promise<ObjectsRestored> {
  const there = Map.groupBy(await listVersions(bucket, ''), ({ key }) => key);
  const erased = new Set(
    erasures.flatMap(({ objects }) => objects.flatMap(({ key, gone }) => gone.map(({ sha256 }) => `${key} ${sha256}`))),
  );
  const versionIds = new Map<string, string>();
  let stored = 0;
  // Records name the versions of parts, so they come last.
  const isRecord = ({ key }: KeptObject): boolean => key.startsWith(DATASET_RECORDS_PREFIX);
  for (const object of source.objects.toSorted((one, other) => Number(isRecord(one)) - Number(isRecord(other)))) {
    if (erased.has(`${object.key} ${object.sha256}`)) continue;
    const versions = there.get(object.key) ?? [];
    if (await isInPlace(bucket, object, versions, versionIds)) continue;
    stored += 1;
    if (isTrial) continue;
    const bytes = await source.readObject(object);
    const file = await putNewest(bucket, object.key, isRecord(object) ? renameVersions(bytes, versionIds) : bytes);
    if (file === undefined) throw new CommandError(`${object.key} is written by somebody else. Repeat the command.`);
    versionIds.set(`${object.key} ${object.versionId}`, file.versionId);
  }
  return { stored, hidden: await hideNewer(bucket, source, [...there.values()].flat(), isTrial), versionIds };
}

/** Whether nothing is to be done: the version is there, or the same bytes under another id. */
async function isInPlace(
  bucket: Bucket,
  object: KeptObject,
  versions: readonly ObjectVersion[],
  versionIds: Map<string, string>,
): Promise<boolean> {
  const { key, versionId, sha256, isNewest } = object;
  const isOnlyAdded = key.startsWith(LABELS_PREFIX) || key.startsWith(ERASURES_PREFIX);
  if (isOnlyAdded && versions.length > 0) return true;
  const isMutable = key.startsWith(DATASETS_PREFIX);
  const same = versions.find((version) => version.versionId === versionId && !version.isMarker);
  if (same !== undefined && (same.isNewest || !isMutable || !isNewest)) return true;
  const newest = versions.find((version) => version.isNewest && !version.isMarker);
  if (newest === undefined || (await hashBytes(await readVersion(bucket, newest))) !== sha256) return false;
  versionIds.set(`${key} ${versionId}`, newest.versionId);
  return true;
}

/** Datasets that were imported, or added to, since: trainings read whatever is there. */
async function hideNewer(
  bucket: Bucket,
  { objects }: BackupSource,
  there: readonly ObjectVersion[],
  isTrial: boolean,
): Promise<number> {
  // A source of tables alone says nothing of objects.
  if (objects.length === 0) return 0;
  const kept = new Set(objects.filter(({ isNewest }) => isNewest).map(({ key }) => key));
  const isNewer = ({ key, isNewest, isMarker }: ObjectVersion): boolean =>
    isNewest && !isMarker && key.startsWith(DATASETS_PREFIX) && !key.startsWith(LABELS_PREFIX) && !kept.has(key);
  const newer = there.filter(isNewer);
  if (!isTrial) for (const { key } of newer) await hideObject(bucket, key);
  return newer.length;
}

/** A dataset's record that names the versions of its parts as they are now. */
function renameVersions(bytes: Uint8Array, versionIds: ReadonlyMap<string, string>): Uint8Array {
  const record = JSON.parse(new TextDecoder().decode(bytes)) as StoredDataset;
  const parts = record.parts.map((part) => ({
    ...part,
    versionId: versionIds.get(`${part.key} ${part.versionId}`) ?? part.versionId,
  }));
  return new TextEncoder().encode(`${JSON.stringify({ ...record, parts }, null, 1)}\n`);
}
