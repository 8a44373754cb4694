import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LABELS_PREFIX, PART_SUFFIX } from '../../contract/objects.ts';
import type { ErasedObject } from '../../contract/stored/erasure.ts';
import { type Bucket, hashBytes } from '../../store/s3/bucket.ts';
import {
  deleteVersion,
  listVersions,
  type ObjectVersion,
  putNewest,
  readVersion,
} from '../../store/s3/object-versions.ts';
import { CommandError } from '../command.ts';
import { isOfClient } from './client-entries.ts';

/** What snapshots of labels had of a client. */
export interface SnapshotFindings {
  /** Lines in the versions that readers got. */
  lines: number;
  /** The runs that were trained with them. */
  runs: string[];
  objects: Pick<ErasedObject, 'key' | 'gone'>[];
}

/** How often a snapshot is begun anew that somebody else writes at the same time: another erasure. */
const ROUNDS_MAX = 5;

/**
 * Finds a client's lines in every version of every snapshot, and unless it is a trial takes them out: first the rest of
 * the newest version is stored, then each version that has such lines is deleted for good. So it can be cut off
 * anywhere and begun anew, and no run's snapshot is ever missing.
 *
 * Errors: what S3 says; CommandError for a snapshot that cannot be read.
 */
export async function eraseFromSnapshots(
  bucket: Bucket,
  clientId: string,
  isTrial: boolean,
): Promise<SnapshotFindings> {
  const findings: SnapshotFindings = { lines: 0, runs: [], objects: [] };
  const byKey = Map.groupBy(await listVersions(bucket, LABELS_PREFIX), ({ key }) => key);
  for (const [key, versions] of byKey) {
    const found = await examine(bucket, clientId, versions);
    if (found.gone.length === 0) continue;
    findings.lines += found.newest?.lines.length ?? 0;
    findings.runs.push(key.slice(LABELS_PREFIX.length, -PART_SUFFIX.length));
    findings.objects.push({ key, gone: found.gone.map(({ versionId, sha256 }) => ({ versionId, sha256 })) });
    if (!isTrial) await rewrite(bucket, clientId, key, found);
  }
  return findings;
}

/** A version that has lines of the client. */
interface Affected extends ObjectVersion {
  sha256: string;
  lines: string[];
  /** The lines of others. */
  rest: string[];
}

interface Examined {
  gone: Affected[];
  /** The version that readers get, where it is one of them. */
  newest: Affected | undefined;
}

async function examine(bucket: Bucket, clientId: string, versions: readonly ObjectVersion[]): Promise<Examined> {
  const gone: Affected[] = [];
  for (const version of versions) {
    if (version.isMarker) continue;
    const bytes = await readVersion(bucket, version);
    const all = await readLines(version.key, bytes);
    const lines = all.filter((line) => isOfClient((JSON.parse(line) as { clientId?: unknown }).clientId, clientId));
    if (lines.length === 0) continue;
    const own = new Set(lines);
    gone.push({ ...version, sha256: await hashBytes(bytes), lines, rest: all.filter((line) => !own.has(line)) });
  }
  return { gone, newest: gone.find(({ isNewest }) => isNewest) };
}

async function rewrite(bucket: Bucket, clientId: string, key: string, first: Examined): Promise<void> {
  let found = first;
  for (let round = 0; found.gone.length > 0; round += 1) {
    if (round === ROUNDS_MAX) throw new CommandError(`${key} is written by somebody else. Repeat the command.`);
    const { newest } = found;
    const text = newest?.rest.map((line) => `${line}\n`).join('') ?? '';
    const isStored =
      newest === undefined || (await putNewest(bucket, key, await promisify(gzip)(text), newest.etag)) !== undefined;
    if (isStored) for (const version of found.gone) await deleteVersion(bucket, version);
    found = await examine(
      bucket,
      clientId,
      (await listVersions(bucket, key)).filter((version) => version.key === key),
    );
  }
}

async function readLines(key: string, bytes: Uint8Array): Promise<string[]> {
  try {
    const lines = (await promisify(gunzip)(bytes)).toString('utf8').split('\n');
    const told = lines.filter((line) => line !== '');
    for (const line of told) JSON.parse(line);
    return told;
  } catch (error) {
    throw new CommandError(`${key} cannot be read. Delete it, then repeat the command.`, 1, error);
  }
}
