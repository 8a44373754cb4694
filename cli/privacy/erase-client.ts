import { RECORDING_MS_MAX } from '../../contract/bulk.ts';
import type { ErasedObject, ErasureCounts, StoredErasure } from '../../contract/stored/erasure.ts';
import { RECOVERY_DAYS } from '../../contract/stored/erasure.ts';
import { hashBytes } from '../../store/s3/bucket.ts';
import { listClients, putClient, revokeClient } from '../../store/clients/clients.ts';
import { hashClientId, listErasures, writeErasure } from '../../store/clients/erasures.ts';
import { readLease } from '../../store/models/lease.ts';
import { findVersion } from '../../store/models/models.ts';
import { listVersions, readVersion } from '../../store/s3/object-versions.ts';
import { listRunsByDataset, versionOfRun } from '../../store/models/runs.ts';
import { CommandError } from '../command.ts';
import type { Stores } from '../deployment/all-stores.ts';
import { erasePredictions, eraseUsage } from './client-entries.ts';
import { eraseImports } from './imported-parts.ts';
import { eraseJobs } from './job-traces.ts';
import { eraseFromSnapshots } from './label-snapshots.ts';

/** Whom to erase, and how. */
export interface ErasureRequest {
  /** A client, whose users go with it, or one user: `CLIENT/USER`. */
  clientId: string;
  by: string;
  /** Whether to wait until a key that is revoked is dead, and to look once more then. */
  waits: boolean;
  tell: (line: string) => void;
}

/** What came of it: there was nothing, everything is gone, or the last look is left for another call. */
export type ErasureOutcome =
  { kind: 'nothing'; erasure: StoredErasure | undefined } | { kind: 'finished' | 'begun'; erasure: StoredErasure };

/**
 * For so long an answer of the authorizer holds (KEY_CACHE_SECONDS) and a request that it let in may take: what is
 * recorded later was let in by nobody.
 */
const LAST_WRITE_MS = 70_000;
/** A chunk of a file that was being answered records for so long, and then stores its answers. */
const LAST_CHUNK_MS = RECORDING_MS_MAX + 10_000;
const TABLE_MS = 15_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is found of a client, and what of that remains in models. */
export interface Findings {
  counts: ErasureCounts;
  objects: Pick<ErasedObject, 'key' | 'gone'>[];
  modelVersions: string[];
}

/** Looks what an erasure would find, and changes nothing. Errors: StoreUnavailable, what S3 says. */
export function findClientTraces(stores: Stores, clientId: string): Promise<Findings> {
  return lookThrough(stores, clientId, true);
}

/**
 * Erases a client: revokes its keys, deletes what it has told, takes its lines out of every snapshot, and keeps a proof
 * in the bucket. The proof is written before anything is deleted, so that an erasure that was cut off can be called
 * again and goes on.
 *
 * Errors: CommandError while a training is at work, which may hold its labels; StoreUnavailable; what S3 says.
 */
export async function eraseClient(stores: Stores, request: ErasureRequest): Promise<ErasureOutcome> {
  const { clientId, waits, tell } = request;
  const { clock } = stores.predictions;
  await refuseWhileTraining(stores);
  const found = await lookThrough(stores, clientId, true);
  const known = (await listErasures(stores.bucket, await hashClientId(clientId))).at(-1);
  const isUnderWay = known !== undefined && known.finishedAt === null;
  if (!isUnderWay && isNothing(found)) return { kind: 'nothing', erasure: known };
  let erasure = await keepFindings(stores, request, isUnderWay ? known : undefined, found);

  for (const keyHash of await listKeys(stores, clientId)) await revokeClient(stores.clients, keyHash, deadline(stores));
  erasure = await keepFindings(stores, request, erasure, await lookThrough(stores, clientId, false));
  const lastMs = (erasure.counts.jobs ?? 0) > 0 ? LAST_CHUNK_MS : LAST_WRITE_MS;
  const leftMs = Date.parse(erasure.begunAt) + lastMs - clock.now();
  if (leftMs > 0) {
    if (!waits) return { kind: 'begun', erasure };
    tell(
      `All that was there is erased. In ${Math.ceil(leftMs / 1000)} s its keys are dead, and what came since goes too.`,
    );
    await clock.wait(leftMs);
  }
  for (;;) {
    const late = await lookThrough(stores, clientId, false);
    erasure = await keepFindings(stores, request, erasure, { ...late, counts: sum(erasure.counts, late.counts) });
    // A job that was begun with a key that was not dead yet may be recording: there comes no other one after it.
    if (!late.counts.jobs) break;
    if (!waits) return { kind: 'begun', erasure };
    tell(`A job that was begun meanwhile is erased. In ${LAST_CHUNK_MS / 1000} s what it has recorded since goes too.`);
    await clock.wait(LAST_CHUNK_MS);
  }
  await forgetKeys(stores, clientId);
  const finished = { ...erasure, objects: await describeObjects(stores, erasure), finishedAt: nowOf(stores) };
  await writeErasure(stores.bucket, finished);
  return { kind: 'finished', erasure: finished };
}

/** Finds everything, and unless it is a trial erases it: predictions first, so that no training reads them any more. */
async function lookThrough(stores: Stores, clientId: string, isTrial: boolean): Promise<Findings> {
  // First: one that runs would record more predictions.
  const jobs = await eraseJobs(stores, clientId, isTrial);
  const { predictions, labels, claims } = await erasePredictions(stores.predictions, clientId, isTrial);
  const usage = await eraseUsage(stores.usage, clientId, isTrial);
  // Of a training that has begun before, the snapshot may not yet be there.
  if (!isTrial) await refuseWhileTraining(stores);
  const snapshots = await eraseFromSnapshots(stores.bucket, clientId, isTrial);
  const imports = await eraseImports(stores.bucket, clientId, isTrial);
  const keys = (await listKeys(stores, clientId)).length;
  const runs = await listRunsByDataset(stores.models, deadline(stores));
  const trained = [...snapshots.runs, ...imports.datasets.flatMap((name) => runs.get(name) ?? [])];
  return {
    counts: { predictions, labels, claims, usage, datasetLines: snapshots.lines, ...jobs, keys },
    objects: [...snapshots.objects, ...imports.objects],
    modelVersions: await listRegistered(stores, trained),
  };
}

async function refuseWhileTraining({ models }: Stores): Promise<void> {
  const lease = await readLease(models, models.clock.now() + TABLE_MS);
  if (lease === undefined || lease.expiresAt <= models.clock.now()) return;
  throw new CommandError(
    `The training ${lease.runId} is at work, and may hold the client's labels. Wait for its end (terroir runs), then ` +
      'repeat the command.',
  );
}

async function listRegistered(stores: Stores, runs: readonly string[]): Promise<string[]> {
  const versions: string[] = [];
  for (const run of new Set(runs)) {
    const id = versionOfRun(run);
    if ((await findVersion(stores.models, id, deadline(stores))) !== undefined) versions.push(id);
  }
  return versions;
}

/** Writes down what was found, with what was known before: counts never become less. */
async function keepFindings(
  stores: Stores,
  { clientId, by }: ErasureRequest,
  before: StoredErasure | undefined,
  found: Findings,
): Promise<StoredErasure> {
  const { clock } = stores.predictions;
  const begun = before ?? {
    format: 1,
    clientSha256: await hashClientId(clientId),
    by,
    begunAt: nowOf(stores),
    finishedAt: null,
    counts: found.counts,
    objects: [],
    modelVersions: [],
    inBackupsUntil: '',
  };
  const erasure: StoredErasure = {
    ...begun,
    counts: pair(begun.counts, found.counts, Math.max),
    objects: mergeObjects(begun.objects, found.objects),
    modelVersions: [...new Set([...begun.modelVersions, ...found.modelVersions])],
    inBackupsUntil: new Date(clock.now() + RECOVERY_DAYS * DAY_MS).toISOString(),
  };
  await writeErasure(stores.bucket, erasure);
  return erasure;
}

function mergeObjects(
  before: readonly ErasedObject[],
  found: readonly Pick<ErasedObject, 'key' | 'gone'>[],
): ErasedObject[] {
  const byKey = new Map(before.map((object) => [object.key, object]));
  for (const { key, gone } of found) {
    const versions = new Map([...(byKey.get(key)?.gone ?? []), ...gone].map((one) => [one.versionId, one]));
    byKey.set(key, { key, gone: [...versions.values()], now: null });
  }
  return [...byKey.values()];
}

/** What readers get of the objects that were changed. */
async function describeObjects({ bucket }: Stores, { objects }: StoredErasure): Promise<ErasedObject[]> {
  const described: ErasedObject[] = [];
  for (const { key, gone } of objects) {
    const newest = (await listVersions(bucket, key)).find((one) => one.key === key && one.isNewest && !one.isMarker);
    const bytes = newest === undefined ? undefined : await readVersion(bucket, newest);
    const now =
      newest === undefined || bytes === undefined
        ? null
        : { versionId: newest.versionId, sha256: await hashBytes(bytes), bytes: bytes.length };
    described.push({ key, gone, now });
  }
  return described;
}

/**
 * Keys stay, revoked for good and nobody's: a deleted one could come back out of a backup, and whoever calls with it is
 * to find the reason in the list.
 */
async function forgetKeys(stores: Stores, clientId: string): Promise<void> {
  const erasedId = `erased-${(await hashClientId(clientId)).slice(0, 16)}`;
  for (const client of await listClients(stores.clients, deadline(stores))) {
    if (client.clientId !== clientId) continue;
    const { keyHash, createdAt } = client;
    const entry = { keyHash, clientId: erasedId, name: 'erased', scopes: [], state: 'revoked' as const, createdAt };
    await putClient(stores.clients, entry, deadline(stores));
  }
}

async function listKeys(stores: Stores, clientId: string): Promise<string[]> {
  const clients = await listClients(stores.clients, deadline(stores));
  return clients.filter((client) => client.clientId === clientId).map(({ keyHash }) => keyHash);
}

function isNothing({ counts, objects }: Findings): boolean {
  return objects.length === 0 && Object.values(counts).every((count) => count === 0);
}

function sum(one: ErasureCounts, other: ErasureCounts): ErasureCounts {
  // Keys are counted as long as they are there.
  return { ...pair(one, other, (a, b) => a + b), keys: Math.max(one.keys, other.keys) };
}

function pair(one: ErasureCounts, other: ErasureCounts, by: (a: number, b: number) => number): ErasureCounts {
  return {
    predictions: by(one.predictions, other.predictions),
    labels: by(one.labels, other.labels),
    claims: by(one.claims, other.claims),
    usage: by(one.usage, other.usage),
    datasetLines: by(one.datasetLines, other.datasetLines),
    ...pairFound('jobs', one, other, by),
    ...pairFound('files', one, other, by),
    keys: by(one.keys, other.keys),
  };
}

/** A proof of an earlier release does not tell of them. */
function pairFound(
  name: 'jobs' | 'files',
  { [name]: one }: ErasureCounts,
  { [name]: other }: ErasureCounts,
  by: (a: number, b: number) => number,
): Pick<ErasureCounts, 'jobs' | 'files'> {
  return one === undefined && other === undefined ? {} : { [name]: by(one ?? 0, other ?? 0) };
}

function nowOf({ predictions }: Stores): string {
  return new Date(predictions.clock.now()).toISOString();
}

function deadline({ clients }: Stores): number {
  return clients.clock.now() + TABLE_MS;
}
