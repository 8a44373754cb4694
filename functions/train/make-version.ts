import { type Artifact, ModelRefused, openArtifact } from '../../artifacts/open.ts';
import type { TrainingSettings } from '../../classifier/fit/training-settings.ts';
import { createHash } from 'node:crypto';
import type { StoredVersion } from '../../contract/stored-models.ts';
import { type Bucket, openBucket } from '../../store/bucket.ts';
import { readStarter } from '../../artifacts/starter.ts';
import { isFormatRefusal, openRegistered } from '../registered-model.ts';
import { compareVersions } from '../../artifacts/compare.ts';
import { completeDecision } from '../../artifacts/deciding-check.ts';
import { findRecent } from './find-recent.ts';
import { type Gathered, gatherExamples } from './gather-examples.ts';
import { type Progress, type TrainJob, type TrainOutcome } from './job.ts';
import { createShareCounter, describeRefusals } from './progress.ts';
import { readSnapshot } from './snapshot-labels.ts';
import { makeArtifact } from '../../artifacts/make.ts';

/** How long S3 is given for the champion's files. */
const LOADING_MS = 60_000;

/**
 * Makes a version from the datasets and labels, and judges it against the champion; nothing is registered yet. It stops
 * early where the inputs are those that the champion was made from, or a version that was judged before.
 *
 * Errors: TrainingFailed; ModelRefused where the champion does not load; what S3 says.
 */
export async function makeVersion(job: TrainJob, tell: (progress: Progress) => void): Promise<TrainOutcome> {
  const bucket = openBucket(job.bucketName);
  const starter = await openArtifact(readStarter(new URL(job.starterFolder)));
  tell({ stage: 'read datasets', share: 0.01 });
  const gathered = await gatherExamples(bucket, job.datasetFile, job.labels);
  tell({ examples: gathered.examples.length, refused: gathered.refused });
  const { settings } = starter.manifest.training;
  const inputs = digestInputs(job, gathered, settings);
  if (isUnchanged(job, gathered, starter, inputs)) return { kind: 'unchanged' };

  const { examples, parts } = gathered;
  const trainedBy = job.champion?.trainedBy;
  const labels = trainedBy == null ? [] : await readSnapshot(bucket, trainedBy);
  const champion = job.champion === undefined ? starter : await openChampion(bucket, job.champion, starter);
  const recent = findRecent(examples, parts, { manifest: champion.manifest, labels });
  const shareOf = createShareCounter();
  const since = { champion: champion.manifest.version, fingerprints: recent.setApart };
  const made = await makeArtifact(
    { version: job.version, examples, datasets: parts, settings, recent: since },
    (stage, shareDone) => tell(shareOf(stage, shareDone)),
  );
  const { manifest, files, holdout, parity } = made;
  tell({ refused: [...gathered.refused, ...describeRefusals(manifest.training.report)] });
  tell({ stage: 'judge', share: 0.95 });
  const comparison = { champion, challenger: made, holdout, recent: recent.examples, parity, seed: settings.seed };
  const decision = completeDecision(await compareVersions(comparison));
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

/**
 * SHA-256, in hex, of all that a version is made from, in whatever order it was read; but for the seed: by another one
 * alone nobody has anything to gain.
 */
function digestInputs({ labels, code }: TrainJob, { parts }: Gathered, settings: TrainingSettings): string {
  const datasets = parts.map(({ name, sha256 }) => `${name} ${sha256}`).sort();
  const said = labels.map((label) => JSON.stringify(label)).sort();
  return createHash('sha256')
    .update(JSON.stringify({ datasets, said, settings: { ...settings, seed: null }, code }))
    .digest('hex');
}

/** The starter version was made by this very code, as a test holds; so only what it is made from can differ. */
function isUnchanged(job: TrainJob, { parts }: Gathered, starter: Artifact, inputs: string): boolean {
  if (job.knownInputs.includes(inputs)) return true;
  if (job.champion !== undefined) return job.champion.inputs === inputs;
  const before = starter.manifest.training.datasets.map(({ sha256 }) => sha256).sort();
  const now = parts.map(({ sha256 }) => sha256).sort();
  return job.labels.length === 0 && JSON.stringify(now) === JSON.stringify(before);
}
