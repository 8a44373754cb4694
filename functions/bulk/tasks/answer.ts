import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Model, ModelRefused } from '../../../artifacts/open.ts';
import { type BulkTask, type Chunk, type ChunkOutcome, RECORDING_MS_MAX } from '../../../contract/bulk.ts';
import { UPLOADS_PREFIX } from '../../../contract/objects.ts';
import type { StoredJob } from '../../../contract/stored/job.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import type { Bucket } from '../../../store/s3/bucket.ts';
import { countChunk } from '../../../store/jobs/jobs.ts';
import { ObjectGone, putFirst, putObject, readNewest, readRange } from '../../../store/jobs/job-files.ts';
import { keepPrediction } from '../../../store/predictions/predictions.ts';
import { jobFolder } from '../../../store/jobs/uploads.ts';
import { TabularError } from '../../../tabular/failure.ts';
import type { Row } from '../../../tabular/row.ts';
import { readChunk } from '../../../tabular/split/reading.ts';
import { isPassingRefusal } from '../../registered-model.ts';
import { answerRows } from '../answer-rows.ts';
import { deadlineOf, isStopped, noteReason, readCurrent } from '../current-job.ts';
import type { Dependencies } from '../dependencies.ts';
import { type ChunkFile, type ChunkSummary, columnsOf, type JobReading, NAMES, readJson } from '../files-of-job.ts';
import { fileChanged, fileGone, modelFailure } from '../job-failures.ts';
import { tellProgress } from '../tell.ts';

type AnswerTask = Extract<BulkTask, { task: 'answer' }>;

const STOPPED = { outcome: 'stopped' } as const;
const ANSWERED = { outcome: 'answered' } as const;

/** So many predictions are written at once. */
const WRITES_AT_ONCE = 50;
/** After so long at a chunk it is looked whether somebody else has told subscribers anything. */
const QUIET_MS = 3_000;
/** Time to end properly, before the call of the function ends. */
const RESERVE_MS = 10_000;

/**
 * Answers a chunk of a job's file, unless the job has ended or is to end. Whoever does it again, after a crash
 * anywhere, makes the same bytes; once its summary is there, it is done, and nothing is done again.
 *
 * Errors: whatever a repeat may cure.
 */
export async function answerChunk(
  dependencies: Dependencies,
  { chunk, ...reference }: AnswerTask,
  timeLeftMs: () => number,
): Promise<ChunkOutcome> {
  const deadline = dependencies.predictions.clock.now() + Math.min(RECORDING_MS_MAX, timeLeftMs() - RESERVE_MS);
  const job = await readCurrent(dependencies, reference);
  if (job === undefined || isStopped(job)) return STOPPED;
  const { files } = dependencies;
  const folder = await jobFolder(job.clientId, job.id);
  if ((await readNewest(files, folder + NAMES.done(chunk.n))) !== undefined) return ANSWERED;
  const reading = await readReading(files, folder);
  const model = await openModel(dependencies, job);
  if (model === undefined) return STOPPED;
  const rows = await readRows(dependencies, job, chunk, reading);
  if (rows === undefined) return STOPPED;
  const getsOn = tellNowAndThen(dependencies, job);
  const record = (made: readonly StoredPrediction[]): Promise<void> =>
    recordAll(dependencies, job, made, deadline, getsOn);
  const answered = await answerRows({ job, columns: columnsOf(reading), model, record, getsOn }, rows, chunk.firstRow);
  const summary: ChunkSummary = {
    n: chunk.n,
    rows: rows.length,
    answered: answered.answers.length,
    refused: answered.refused.length,
    cellsLeftOut: Object.fromEntries(answered.cellsLeftOut),
    answersFile: await storeLines(files, folder + NAMES.chunkAnswers(chunk.n), answered.answers),
    refusedFile: await storeLines(files, folder + NAMES.chunkRefused(chunk.n), answered.refused),
  };
  // Last: from here on the chunk is done. Of two processes at once one counts it.
  const isFirst = await putFirst(files, folder + NAMES.done(chunk.n), Buffer.from(JSON.stringify(summary)));
  const counted = isFirst ? await countChunk(dependencies.jobs, job, summary, deadlineOf(dependencies)) : undefined;
  if (counted !== undefined) await tellProgress(dependencies, counted);
  return ANSWERED;
}

/** Tells subscribers that a job gets on, where its chunk takes so long that they would hear nothing for seconds. */
function tellNowAndThen(dependencies: Dependencies, job: StoredJob): () => Promise<void> {
  const { clock } = dependencies.jobs;
  let lookedMs = clock.now();
  return async () => {
    if (clock.now() - lookedMs < QUIET_MS) return;
    lookedMs = clock.now();
    await tellProgress(dependencies, job);
  };
}

/** What a process has read last: its chunks are mostly of one job. */
let kept: { folder: string; files: Bucket; reading: JobReading } | undefined;

async function readReading(files: Bucket, folder: string): Promise<JobReading> {
  if (kept?.folder === folder && kept.files === files) return kept.reading;
  const reading = await readJson<JobReading>(files, folder + NAMES.reading);
  if (reading === undefined) throw new Error('The file has chunks and has not been split.');
  kept = { folder, files, reading };
  return reading;
}

/** The model version of the job; undefined where there is none any more, which is noted. */
async function openModel(dependencies: Dependencies, job: StoredJob): Promise<Model | undefined> {
  try {
    const model = await dependencies.openVersion(job.modelVersion);
    if (model !== undefined) return model;
  } catch (error) {
    if (!(error instanceof ModelRefused) || isPassingRefusal(error)) throw error;
    dependencies.onTrouble('The model version of a job cannot be served.', error);
  }
  await noteReason(dependencies, job, modelFailure(job.modelVersion));
  return undefined;
}

/** The rows of a chunk; undefined where the file is not what it was, which is noted. */
async function readRows(
  dependencies: Dependencies,
  job: StoredJob,
  chunk: Chunk,
  reading: JobReading,
): Promise<Row[] | undefined> {
  const isOwn = chunk.key.startsWith(UPLOADS_PREFIX);
  const form = isOwn ? (reading.isJson ? 'lines' : 'delimited') : 'rows';
  try {
    const bytes = await readRange(dependencies.files, chunk, chunk.start, chunk.end);
    const rows = readChunk(bytes, { form, firstLine: chunk.firstLine }, reading);
    if (rows.length === chunk.rows) return rows;
  } catch (error) {
    if (error instanceof ObjectGone) {
      await noteReason(dependencies, job, fileGone());
      return undefined;
    }
    if (!(error instanceof TabularError || error instanceof SyntaxError)) throw error;
  }
  await noteReason(dependencies, job, fileChanged(chunk.firstLine));
  return undefined;
}

/** Errors: StoreUnavailable where one could not be recorded by the deadline; the others may be. */
async function recordAll(
  { predictions: table }: Dependencies,
  { partitions = 1 }: StoredJob,
  made: readonly StoredPrediction[],
  deadline: number,
  getsOn: () => Promise<void>,
): Promise<void> {
  for (let at = 0; at < made.length; at += WRITES_AT_ONCE) {
    const some = made.slice(at, at + WRITES_AT_ONCE);
    await Promise.all(some.map((prediction) => keepPrediction(table, prediction, deadline, partitions)));
    await getsOn();
  }
}

/** Stores lines as a gzip member; where there is another one, of a process that was cut off, it comes in its place. */
async function storeLines(files: Bucket, key: string, lines: readonly string[]): Promise<ChunkFile | null> {
  if (lines.length === 0) return null;
  const member = gzipSync(lines.join(''));
  const stored = await putObject(files, key, member);
  return { ...stored, bytes: member.length, sha256: createHash('sha256').update(member).digest('hex') };
}
