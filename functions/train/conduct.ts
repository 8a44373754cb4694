import { TrainingFailed } from '../../artifacts/training-failed.ts';
import type { StoredPromotion, StoredRun } from '../../contract/stored/models.ts';
import { listAdmissions } from '../../store/models/admissions.ts';
import { QUEUED_STAGE } from '../../contract/training-place.ts';
import {
  claimLease,
  extendLease,
  handOverLease,
  holderOfJob,
  holdForJob,
  releaseLease,
  takeLease,
} from '../../store/models/lease.ts';
import { findVersion, listInputs } from '../../store/models/models.ts';
import { listChampions, newestPromotion } from '../../store/models/promotions.ts';
import { beginRun, findRun, versionOfRun, writeRun } from '../../store/models/runs.ts';
import { StoreUnavailable } from '../../store/dynamodb/retry.ts';
import { findLeftEnd, settleAbandoned, settleQueued } from '../settle-run.ts';
import { ModelRefused } from '../../artifacts/open.ts';
import { type TrainJob } from './job.ts';
import { PATIENCE_MS, type Dependencies } from './dependencies.ts';
import { choosePlace, type Placing } from './place-run.ts';
import { promoteByGate, PromotionUnknown, registerVersion } from './register.ts';
import { type RunLog, keepLog } from './run-log.ts';
import { snapshotLabels } from './snapshot-labels.ts';

const LOST = 'Another run has taken its place.';

/** What starts a run: a schedule, or startTraining, which has written the run and taken its lease. */
export type TrainEvent = { source: 'schedule' } | { run: string };

/**
 * How a run ended, or, still RUNNING, that a container goes on with it; undefined where there was nothing to do:
 * another run is at work, or this one has ended already.
 */
export type Conducted = StoredRun | undefined;

/**
 * Conducts a run from its lease to its end, or to the job of AWS Batch that goes on with it. Whatever goes wrong ends
 * the run as FAILED with a reason, and leaves the champion as it is; the signal's reason becomes the run's.
 *
 * Errors: StoreUnavailable where the end cannot be written, and PromotionUnknown where nobody can tell whether the
 * champion was moved: then the lease is left to expire, and whoever settles the run finds what became of it.
 */
export async function conductRun(
  dependencies: Dependencies,
  event: TrainEvent,
  signal: AbortSignal,
): Promise<Conducted> {
  const { models } = dependencies;
  const { job } = dependencies;
  const holder = job === undefined ? dependencies.newId() : holderOfJob(job.id);
  const run = 'run' in event ? await takeUp(dependencies, event.run) : await beginScheduled(dependencies);
  if (run === undefined || !(await claimLease(models, run.id, holder, deadlineOf(dependencies)))) return undefined;
  const stopped = new AbortController();
  const log = keepLog(dependencies, run, holder, (lost) => stopped.abort(lost));
  const either = AbortSignal.any([signal, stopped.signal]);
  try {
    const end = await workOrHandOver(dependencies, { run, holder, log, signal: either }).catch((error: unknown) => {
      if (error instanceof PromotionUnknown) throw error;
      const reason: unknown = either.aborted ? either.reason : error;
      if (!isForeseen(reason)) dependencies.onTrouble('The run failed.', reason);
      return { status: 'FAILED' as const, failure: describeFailure(reason) };
    });
    if (end === 'handedOver') return { ...run, place: 'BATCH', stage: QUEUED_STAGE };
    const ended = await log.end(end);
    // Only a run that has ended gives its lease back: by the others somebody must see that they have not.
    await releaseLease(models, run.id, deadlineOf(dependencies)).catch((error: unknown) =>
      dependencies.onTrouble('The lease could not be given back, and expires.', error),
    );
    return ended;
  } finally {
    log.stop();
  }
}

/** A run at work. */
interface Work {
  run: StoredRun;
  /** The process that has its lease. */
  holder: string;
  log: RunLog;
  signal: AbortSignal;
}

/** Works on a run where it is to be done here, and otherwise has a container do it. */
async function workOrHandOver(dependencies: Dependencies, atWork: Work): Promise<Partial<StoredRun> | 'handedOver'> {
  const { models, placing, job } = dependencies;
  const { run, log } = atWork;
  // The attempt before may have done all but say so.
  const left = (job?.attempt ?? 1) > 1 ? await findLeftEnd(models, run) : undefined;
  if (left !== undefined) return left;
  if (placing === undefined) return work(dependencies, atWork);
  const place = await choosePlace(placing, run.place ?? null);
  if (place === 'BATCH') return handOver(dependencies, placing, atWork);
  log.tell({ place });
  return work(dependencies, atWork);
}

/** Lets go of a run before its job is submitted: its container may begin at once. */
async function handOver(
  dependencies: Dependencies,
  placing: Placing,
  { run, holder, log }: Work,
): Promise<'handedOver'> {
  const { models } = dependencies;
  await log.leave({ place: 'BATCH', stage: QUEUED_STAGE });
  if (!(await handOverLease(models, run.id, holder, deadlineOf(dependencies)))) throw new TrainingFailed(LOST);
  const job = await placing.submit(run.id).catch((error: unknown) => {
    dependencies.onTrouble('AWS Batch did not take the job of a run.', error);
    throw new TrainingFailed('AWS Batch did not take its job; the log of the train function says more.', {
      cause: error,
    });
  });
  await holdForJob(models, run.id, job, deadlineOf(dependencies));
  return 'handedOver';
}

/** The work itself: what it returns is how the run ended. */
async function work(dependencies: Dependencies, { run, holder, log, signal }: Work): Promise<Partial<StoredRun>> {
  const { models, predictions, bucket } = dependencies;
  log.tell({ stage: 'read labels' });
  const { labels, file } = await snapshotLabels(predictions, bucket, run.id, {
    isSecondTry: (dependencies.job?.attempt ?? 1) > 1,
  });
  // The challenger is judged against this champion: if it moves before the end, the judgement is void.
  const newest = await newestPromotion(models, deadlineOf(dependencies));
  const job: TrainJob = {
    version: versionOfRun(run.id),
    bucketName: bucket.name,
    starterFolder: dependencies.starterFolder.href,
    datasetFile: dependencies.datasetFile.href,
    champion: await findChampion(dependencies, newest),
    knownInputs: await listJudged(dependencies),
    labels,
    labelsFile: file,
    admissions: await listAdmissions(models, deadlineOf(dependencies)),
    code: dependencies.code,
  };
  const outcome = await dependencies.make(job, (progress) => log.tell(progress), signal);
  if (outcome.kind === 'unchanged') return { status: 'UNCHANGED', share: 1 };
  signal.throwIfAborted();
  log.tell({ stage: 'register', share: 0.98 });
  const version = await registerVersion(dependencies, run, outcome);
  const { decision } = outcome;
  const registered = { modelVersion: version.id, share: 1 };
  if (!decision.promoted) return { ...registered, status: 'REJECTED', decision };
  log.tell({ modelVersion: version.id, decision });
  signal.throwIfAborted();
  // A run that was given up meanwhile moves nothing.
  if (!(await extendLease(models, run.id, holder, deadlineOf(dependencies)))) throw new TrainingFailed(LOST);
  if (await promoteByGate(dependencies, newest, version, decision))
    return { ...registered, status: 'PROMOTED', decision };
  const reason =
    'The champion was changed during the training, so the comparison is void: promote by hand or train again.';
  return { ...registered, status: 'REJECTED', decision: { ...decision, promoted: false, reason } };
}

/** The run that startTraining has written, unless it has ended: an event may arrive twice. */
async function takeUp({ models, placing }: Dependencies, id: string): Promise<StoredRun | undefined> {
  const run = await findRun(models, id, models.clock.now() + PATIENCE_MS);
  if (run?.status !== 'RUNNING') return undefined;
  // It was handed over already: only its container may take it up.
  return placing !== undefined && run.stage === QUEUED_STAGE ? undefined : run;
}

async function beginScheduled(dependencies: Dependencies): Promise<StoredRun | undefined> {
  const { models } = dependencies;
  if (dependencies.jobs !== undefined) await settleQueued(dependencies);
  const run = beginRun(dependencies.newId(), 'schedule', null, new Date(models.clock.now()).toISOString());
  const { taken, abandonedRun } = await takeLease(models, run.id, deadlineOf(dependencies));
  if (!taken) return undefined;
  if (abandonedRun !== undefined) await settleAbandoned(dependencies, abandonedRun);
  await writeRun(models, run, deadlineOf(dependencies));
  return run;
}

/**
 * What the versions were made from whose judgement stands: those that the gate held back, and those that are or were
 * the champion. One that was registered and came to nothing may be made, and judged, again.
 */
async function listJudged(dependencies: Dependencies): Promise<string[]> {
  const { models } = dependencies;
  const champions = await listChampions(models, deadlineOf(dependencies));
  const versions = await listInputs(models, deadlineOf(dependencies));
  return versions.filter(({ id, rejected }) => rejected || champions.has(id)).map(({ inputs }) => inputs);
}

/** The champion's registration; undefined for the starter version that came with this code. */
async function findChampion(
  dependencies: Dependencies,
  newest: StoredPromotion | undefined,
): Promise<TrainJob['champion']> {
  if (newest === undefined || newest.to === dependencies.starterVersion) return undefined;
  return findVersion(dependencies.models, newest.to, deadlineOf(dependencies));
}

function isForeseen(reason: unknown): reason is Error {
  return reason instanceof TrainingFailed || reason instanceof ModelRefused;
}

function describeFailure(reason: unknown): string {
  if (isForeseen(reason)) return reason.message;
  if (reason instanceof StoreUnavailable) return 'The tables did not answer in time.';
  // In no detail, since every key may read it; the log has it whole.
  return `Unforeseen: ${reason instanceof Error ? reason.name : 'an error'}; the log of the train function says more.`;
}

function deadlineOf({ models }: Dependencies): number {
  return models.clock.now() + PATIENCE_MS;
}
