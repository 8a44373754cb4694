import type { StoredRun } from '../contract/stored/models.ts';
import type { BatchJob } from '../store/aws/batch-jobs.ts';
import { holdForJob, type Lease, LEASE_MS, readLease, releaseLease } from '../store/models/lease.ts';
import { findVersion } from '../store/models/models.ts';
import { findGateMove } from '../store/models/promotions.ts';
import { failRun, findRun, listRuns, versionOfRun, writeRun } from '../store/models/runs.ts';
import type { Table } from '../store/dynamodb/table.ts';
import { type Telling, tellSubscribers } from './publish.ts';
import { explainJobEnd, isOnItsWay, type RunJobs } from './run-jobs.ts';

/** What runs are settled with. */
export interface Settling extends Telling {
  models: Table;
  /** Absent where trainings never leave the function. */
  jobs?: RunJobs | undefined;
}

/** How long a table is given for one read or write. */
const PATIENCE_MS = 5_000;
/** A container that works extends its lease each 10 s: after this it is asked for. */
const SILENCE_MS_MAX = 20_000;
/** Of so many runs, the newest ones, it is asked whether their processes live: one trains at a time. */
const WATCHED_RUNS = 5;

/**
 * Sees how a run stands in truth. One that has lost its lease without saying how it ended has lost its process: its end
 * is found from what it left behind (the promotion, the version), written, and told to subscribers. One that waits for
 * a job of AWS Batch keeps its lease as long as the job may come to something, and loses it with the job. Returns the
 * run as it then is; undefined where there is none of that id.
 *
 * Errors: StoreUnavailable where the table does not answer in time.
 */
export async function settleRun(parts: Settling, id: string): Promise<StoredRun | undefined> {
  const { models } = parts;
  const run = await findRun(models, id, deadlineOf(models));
  if (run === undefined || !mayBeUntrue(run)) return run;
  const lease = run.status === 'RUNNING' ? await findLease(models, id) : undefined;
  const lost = lease?.job === undefined ? undefined : await lookAtJob(parts, lease, lease.job);
  if (lost === 'atWork' || (lost === undefined && isHeld(models, lease))) return run;
  const end = await findEnd(models, run, lost?.failure);
  if (end.status === run.status || (run.status === 'FAILED' && end.status !== 'PROMOTED')) return run;
  // Its process may have written the end itself by now.
  if (!(await writeRun(models, end, deadlineOf(models)))) return findRun(models, id, deadlineOf(models));
  await tellEnd(parts, end);
  if (lost !== undefined) await releaseLease(models, id, deadlineOf(models));
  return end;
}

/**
 * Settles the run that waits for a job, if one does: its lease must not be left to expire while the job may begin, nor
 * keep others from training when it cannot. Errors: StoreUnavailable.
 */
export async function settleQueued(parts: Settling): Promise<void> {
  const lease = await readLease(parts.models, deadlineOf(parts.models));
  if (lease?.job !== undefined) await settleRun(parts, lease.runId);
}

/**
 * Settles a run that has left its lease to expire. Where it had ended, its process may have died before it told
 * anybody, so the end is told again. Returns the run as it then is. Errors: StoreUnavailable.
 */
export async function settleAbandoned(parts: Settling, id: string): Promise<StoredRun | undefined> {
  const before = await findRun(parts.models, id, deadlineOf(parts.models));
  const run = await settleRun(parts, id);
  if (run !== undefined && run.status !== 'RUNNING' && run.status === before?.status) await tellEnd(parts, run);
  return run;
}

/**
 * Settles whatever may need it: the runs that are at work by their own account, the one whose lease has expired, and
 * the one that made the champion. Returns those that it found another way than they were left.
 *
 * Errors: StoreUnavailable.
 */
export async function settleLatest(parts: Settling): Promise<StoredRun[]> {
  const { models } = parts;
  const lease = await readLease(models, deadlineOf(models));
  const settled: StoredRun[] = [];
  for (const run of await listRuns(models, WATCHED_RUNS, deadlineOf(models))) {
    if (!mayBeUntrue(run)) continue;
    const now = await settleRun(parts, run.id);
    if (now !== undefined && now.status !== run.status) settled.push(now);
  }
  if (lease === undefined || lease.expiresAt > models.clock.now()) return settled;
  const isSettled = settled.some(({ id }) => id === lease.runId);
  const abandoned = isSettled ? undefined : await settleAbandoned(parts, lease.runId);
  // It may have been taken up at this moment.
  if (abandoned?.status !== 'RUNNING') await releaseLease(models, lease.runId, deadlineOf(models));
  return settled;
}

/** A run that failed may have moved the champion all the same, in a moment in which nothing answered. */
function mayBeUntrue({ status }: StoredRun): boolean {
  return status === 'RUNNING' || status === 'FAILED';
}

async function findLease(models: Table, id: string): Promise<Lease | undefined> {
  const lease = await readLease(models, deadlineOf(models));
  return lease?.runId === id ? lease : undefined;
}

function isHeld({ clock }: Table, lease: Lease | undefined): boolean {
  return lease !== undefined && lease.expiresAt > clock.now();
}

/**
 * What the job of a run comes to; undefined where the lease alone decides. A job that is of no use any more is ended:
 * it costs what it did before.
 */
async function lookAtJob(
  { models, jobs, onTrouble }: Settling,
  lease: Lease,
  id: string,
): Promise<'atWork' | { failure: string } | undefined> {
  const nowMs = models.clock.now();
  const heardMs = lease.holder === undefined ? 0 : lease.expiresAt - LEASE_MS;
  if (jobs === undefined || nowMs - heardMs < SILENCE_MS_MAX) return undefined;
  let job: BatchJob | undefined;
  try {
    job = await jobs.describe(id);
  } catch (error) {
    onTrouble('AWS Batch could not be asked for the job of a run.', error);
    return 'atWork';
  }
  if (job !== undefined && isOnItsWay(job, nowMs)) {
    await holdForJob(models, lease.runId, id, deadlineOf(models));
    return 'atWork';
  }
  if (job?.status === 'RUNNING') {
    // It may only be slow: until its lease is over, it has the run.
    if (lease.holder !== undefined && isHeld(models, lease)) return 'atWork';
    const reason = 'Its run was ended: nothing was heard of it.';
    await jobs.terminate(id, reason).catch((error: unknown) => onTrouble('A job could not be ended.', error));
  }
  return { failure: explainJobEnd(job, id) };
}

/**
 * How a run ended that has left a version behind, and no word of its end; undefined where it has left none.
 * Errors: StoreUnavailable.
 */
export async function findLeftEnd(models: Table, run: StoredRun): Promise<StoredRun | undefined> {
  const version = await findVersion(models, versionOfRun(run.id), deadlineOf(models));
  return version && findEnd(models, run);
}

/** How a run ended whose process can no longer say it. */
async function findEnd(models: Table, run: StoredRun, lost?: string): Promise<StoredRun> {
  const at = new Date(models.clock.now()).toISOString();
  const silence = `Nothing was heard of its process for ${LEASE_MS / 1000} s`;
  const version = await findVersion(models, versionOfRun(run.id), deadlineOf(models));
  if (version === undefined) return failRun(run, lost ?? `${silence}: it was killed, or never began.`, at);
  const { id: modelVersion, decision } = version;
  const registered = { ...run, modelVersion, decision, share: 1, updatedAt: at };
  const move = await findGateMove(models, modelVersion, deadlineOf(models));
  if (move !== undefined) return { ...registered, status: 'PROMOTED', failure: null, finishedAt: move.at };
  if (decision?.promoted === false) return { ...registered, status: 'REJECTED', finishedAt: at };
  const failure = `${silence}: it was killed after it had registered ${modelVersion}, and before that was promoted.`;
  return failRun({ ...registered, share: run.share }, failure, at);
}

async function tellEnd(parts: Settling, run: StoredRun): Promise<void> {
  await tellSubscribers(parts, 'publishTrainingCompleted', run);
  await tellSubscribers(parts, 'publishTrainingProgress', run);
}

function deadlineOf({ clock }: Table): number {
  return clock.now() + PATIENCE_MS;
}
