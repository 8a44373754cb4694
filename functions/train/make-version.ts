import { type Artifact, ModelRefused, openArtifact } from '../../artifacts/open.ts';
import type { TrainingSettings } from '../../classifier/fit/training-settings.ts';
import type { ManifestLabels } from '../../classifier/files/manifest.ts';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { type Bucket, openBucket } from '../../store/s3/bucket.ts';
import { readStarter } from '../../artifacts/starter.ts';
import { isFormatRefusal, openRegistered } from '../registered-model.ts';
import { compareVersions } from '../../artifacts/compare.ts';
import { completeDecision } from '../../artifacts/deciding-check.ts';
import { findRecent } from './find-recent.ts';
import { type Gathered, gatherExamples } from './gather-examples.ts';
import { type Progress, type TrainJob, type TrainOutcome } from './job.ts';
import { createLossLog, createShareCounter, describeRefusals } from './progress.ts';
import { readSnapshot } from './snapshot-labels.ts';
import { fitInThreads } from '../../artifacts/fit-in-threads.ts';
import { makeArtifact } from '../../artifacts/make.ts';
import { openRoom, type OpenRoom } from '../../artifacts/training-room.ts';
import { createFitTarget, fitInTurn } from '../../classifier/fit/target.ts';

/** How long S3 is given for the champion's files. */
const LOADING_MS = 60_000;

/** With what a version is made; its bytes are the same in any way. */
export interface Means {
  /** A folder that is not there yet, for what there is no memory for; it is removed in the end. */
  folder: string;
  memoryMb: number;
  /** So many threads fit models; this thread does it where that is one. */
  threads: number;
  /** What those threads start from: a file that calls serveFits(). */
  entry: URL | undefined;
}

/** Of the memory so much is for features that are kept in it; in each megabyte there is room for so many examples. */
const FEATURES_SHARE = 0.15;
const EXAMPLES_PER_MEGABYTE = 64;

/**
 * Makes a version from the datasets and labels, and judges it against the champion; nothing is registered yet. It stops
 * early where the inputs are those that the champion was made from, or a version that was judged before.
 *
 * Errors: TrainingFailed; ModelRefused where the champion does not load; what S3 says; the signal's reason.
 */
export async function makeVersion(
  job: TrainJob,
  tell: (progress: Progress) => void,
  signal?: AbortSignal,
  means: Means = aloneInThread(),
): Promise<TrainOutcome> {
  const bytesMax = FEATURES_SHARE * means.memoryMb * 1e6;
  const room = openRoom(means.folder, { bytesMax, examplesMax: EXAMPLES_PER_MEGABYTE * means.memoryMb });
  try {
    const tellUnlessStopped = (progress: Progress): void => {
      signal?.throwIfAborted();
      tell(progress);
    };
    return await makeInRoom(job, tellUnlessStopped, means, room);
  } finally {
    room.close();
  }
}

/** In this thread alone, in as much memory as a small function has. */
function aloneInThread(): Means {
  return { folder: join(tmpdir(), `terroir-training-${randomUUID()}`), memoryMb: 2_048, threads: 1, entry: undefined };
}

async function makeInRoom(
  job: TrainJob,
  tell: (progress: Progress) => void,
  means: Means,
  room: OpenRoom,
): Promise<TrainOutcome> {
  const bucket = openBucket(job.bucketName);
  const starter = await openArtifact(readStarter(new URL(job.starterFolder)));
  tell({ stage: 'read datasets', share: 0.01 });
  const { settings } = starter.manifest.training;
  const gathered = await gatherExamples(bucket, job, settings.fewestExamples, room);
  const { examples, parts, datasets, labels, refused } = gathered;
  tell({ examples: examples.count, labels: labels.length, datasets, refused });
  const inputs = digestInputs(job, gathered, settings);
  if (isUnchanged(job, gathered, starter, inputs)) return { kind: 'unchanged' };

  const trainedBy = job.champion?.trainedBy;
  const told = trainedBy == null ? [] : await readSnapshot(bucket, trainedBy);
  const champion = job.champion === undefined ? starter : await openChampion(bucket, job.champion, starter);
  const recent = findRecent(examples, parts, { manifest: champion.manifest, labels: told });
  const shareOf = createShareCounter();
  const keepLoss = createLossLog();
  const since = { champion: champion.manifest.version, fingerprints: recent.setApart };
  const { threads, entry } = means;
  const made = await makeArtifact(
    {
      version: job.version,
      examples,
      datasets: parts,
      labels: describeLabels(job, labels.length),
      settings,
      recent: since,
      fit: threads > 1 ? fitInThreads(threads, entry, room.file) : fitInTurn(createFitTarget(room.store.read)),
      room,
    },
    (stage, shareDone, loss) => tell({ ...shareOf(stage, shareDone), ...(loss && { losses: keepLoss(stage, loss) }) }),
  );
  const { manifest, files, holdout, parity } = made;
  tell({ refused: [...refused, ...describeRefusals(manifest.training.report)] });
  tell({ stage: 'judge', share: 0.95 });
  const sides = { champion, challenger: made };
  const evidence = { holdout, recent: recent.examples, labels, parity };
  const decision = completeDecision(await compareVersions({ ...sides, ...evidence, seed: settings.seed }));
  return { kind: 'made', files, manifest, decision, inputs };
}

/** The champion; where it has a format that this release does not read, the starter version, which answers instead. */
async function openChampion(bucket: Bucket, champion: StoredVersion, starter: Artifact): Promise<Artifact> {
  try {
    return await openRegistered(bucket, champion, AbortSignal.timeout(LOADING_MS));
  } catch (error) {
    if (error instanceof ModelRefused && isFormatRefusal(error)) return starter;
    throw error;
  }
}

/** What the manifest says of labels, so that the version can be made again. */
function describeLabels({ labelsFile, admissions }: TrainJob, count: number): ManifestLabels {
  return { file: labelsFile, count, admissions: admissions.map(({ target, name }) => ({ target, name })) };
}

/**
 * SHA-256, in hex, of all that a version is made from: the datasets in their order, and the labels that were not left
 * out; but for the seed: by another one alone nobody has anything to gain.
 */
function digestInputs({ code }: TrainJob, { parts, labels }: Gathered, settings: TrainingSettings): string {
  const datasets = parts.map(({ name, sha256 }) => `${name} ${sha256}`);
  const said = labels.map((label) => JSON.stringify(label)).sort();
  return createHash('sha256')
    .update(JSON.stringify({ datasets, said, settings: { ...settings, seed: null }, code }))
    .digest('hex');
}

/** The starter version was made by this very code, as a test holds; so only what it is made from can differ. */
function isUnchanged(job: TrainJob, { parts, labels }: Gathered, starter: Artifact, inputs: string): boolean {
  if (job.knownInputs.includes(inputs)) return true;
  if (job.champion !== undefined) return job.champion.inputs === inputs;
  const before = starter.manifest.training.datasets.map(({ sha256 }) => sha256).sort();
  const now = parts.map(({ sha256 }) => sha256).sort();
  return labels.length === 0 && JSON.stringify(now) === JSON.stringify(before);
}
