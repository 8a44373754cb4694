import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type BulkTask, type Chunk, FAILED_CHUNKS_TOLD_MAX, type TaskDone } from '../../../contract/bulk.ts';
import type { FailedChunk, JobFailure, JobStatus, StoredJob, StoredJobFile } from '../../../contract/stored/job.ts';
import type { Bucket } from '../../../store/s3/bucket.ts';
import { putObject, putStream, readRange } from '../../../store/jobs/job-files.ts';
import { changeJob } from '../../../store/jobs/jobs.ts';
import { jobFolder } from '../../../store/jobs/uploads.ts';
import { deadlineOf, endJob, readCurrent } from '../current-job.ts';
import type { Dependencies } from '../dependencies.ts';
import { type ChunkFile, type ChunkSummary, type JobReading, NAMES, readJson } from '../files-of-job.ts';
import { noSoundRow, troubleFailure } from '../job-failures.ts';
import { mapAhead } from '../map-ahead.ts';
import { startPulse } from '../pulse.ts';
import { tell } from '../tell.ts';

type CombineTask = Extract<BulkTask, { task: 'combine' }>;

/** So many objects are read at once: each is some hundred KB. */
const READS_AT_ONCE = 16;
/** S3 takes parts of 5 MB at least, and 10,000 of them at most. */
const PART_BYTES_MIN = 8 * 1024 * 1024;
const PARTS_MAX = 9_000;
/** What is put together: of which members, and of how many rows each is. */
const KINDS = [
  { name: NAMES.answers, from: 'answersFile', count: 'answered' },
  { name: NAMES.refused, from: 'refusedFile', count: 'refused' },
] as const;

/**
 * Puts what was answered together, in the order of the rows, and ends the job. Errors: whatever a repeat may cure.
 */
export async function combine(dependencies: Dependencies, task: CombineTask): Promise<TaskDone> {
  const job = await readCurrent(dependencies, task);
  if (job !== undefined) await combineJob(dependencies, job);
  return { outcome: 'done' };
}

/** What became of a file. */
interface Found {
  reading: JobReading;
  chunks: number;
  summaries: ChunkSummary[];
  /** Chunks that were given up, and how many rows were not answered for another reason. */
  failedChunks: FailedChunk[];
  unansweredRows: number;
}

/** Ends a job by what lies there of it, as it was read: with its `failure`, if it has one. */
export async function combineJob(dependencies: Dependencies, job: StoredJob): Promise<void> {
  const folder = await jobFolder(job.clientId, job.id);
  const split = await findSplit(dependencies, folder);
  if (split === undefined) {
    await endJob(dependencies, job, { status: endOf(job), failure: job.failure, files: [] });
    return;
  }
  const change = { status: 'COMBINING', rowsCombined: 0 } as const;
  const begun = await changeJob(dependencies.jobs, job, change, deadlineOf(dependencies));
  if (begun === undefined) return;
  await tell(dependencies, begun);
  const getsOn = tellNowAndThen(dependencies, job);
  const found = await findAnswers(dependencies, job, split, getsOn);
  const { summaries, failedChunks } = found;
  const [answered, refused] = [sum(summaries, 'answered'), sum(summaries, 'refused')];
  const files: StoredJobFile[] = [];
  for (const kind of KINDS) {
    const members = pick(summaries, kind);
    files.push({ name: kind.name, ...(await store(dependencies, folder + kind.name, members, getsOn)) });
  }
  const failure = job.failure ?? (job.cancelRequested ? null : findFailure(found, answered));
  const status = endOf({ ...job, failure });
  const manifest = describe(dependencies, { ...job, status, failure }, found, files);
  await endJob(dependencies, job, {
    ...{ status, failure, answered, refused, rows: found.reading.rowCount, chunks: found.chunks },
    ...{ chunksDone: summaries.length, rowsCombined: answered + refused },
    failedChunks: failedChunks.slice(0, FAILED_CHUNKS_TOLD_MAX),
    files: [...files, await storeManifest(dependencies.files, folder, manifest)],
  });
}

function endOf({ cancelRequested, failure }: StoredJob): JobStatus {
  if (failure !== null) return 'FAILED';
  return cancelRequested ? 'CANCELLED' : 'COMPLETED';
}

/** Why a file was not answered though nothing kept it from that. */
function findFailure({ reading, summaries, failedChunks }: Found, answered: number): JobFailure | null {
  if (answered > 0) return null;
  if (sum(summaries, 'refused') === reading.rowCount) return noSoundRow();
  return failedChunks.length > 0 ? troubleFailure() : null;
}

/** Asked after each object that was read, tells now and then that the job gets on: by so many rows since. */
type GetsOn = (rows?: number) => Promise<void>;

function tellNowAndThen(dependencies: Dependencies, job: StoredJob): GetsOn {
  const pulse = startPulse(dependencies, job);
  let rowsCombined = 0;
  return async (rows = 0) => {
    rowsCombined += rows;
    if (pulse.isDue()) await pulse.beat({ rowsCombined });
  };
}

/** How a file was split. */
interface Split {
  folder: string;
  reading: JobReading;
  chunks: Chunk[];
}

/** Undefined where the file has not been split. */
async function findSplit({ files }: Dependencies, folder: string): Promise<Split | undefined> {
  const reading = await readJson<JobReading>(files, folder + NAMES.reading);
  const chunks = await readJson<Chunk[]>(files, folder + NAMES.chunks);
  return reading === undefined || chunks === undefined ? undefined : { folder, reading, chunks };
}

/** What became of each chunk. */
async function findAnswers(
  { files }: Dependencies,
  job: StoredJob,
  { folder, reading, chunks }: Split,
  getsOn: GetsOn,
): Promise<Found> {
  const found: Found = { reading, chunks: chunks.length, summaries: [], failedChunks: [], unansweredRows: 0 };
  const isEarly = job.cancelRequested || job.failure !== null;
  const look = async (chunk: Chunk): Promise<ChunkSummary | FailedChunk | undefined> =>
    (await readJson<ChunkSummary>(files, folder + NAMES.done(chunk.n))) ??
    readJson<FailedChunk>(files, folder + NAMES.failed(job.attempt, chunk.n));
  let at = 0;
  for await (const one of mapAhead(chunks, READS_AT_ONCE, look)) {
    const { n, firstRow, rows, firstLine } = chunks[at] as Chunk;
    at += 1;
    await getsOn();
    if (one !== undefined && 'answered' in one) found.summaries.push(one);
    else if (one !== undefined) found.failedChunks.push(one);
    else if (isEarly) found.unansweredRows += rows;
    else found.failedChunks.push({ n, firstRow, rows, firstLine, reason: 'It was not answered in time.' });
  }
  return found;
}

/** Stores the members one after the other: a gzip file may have many. */
async function store(
  { files }: Dependencies,
  key: string,
  members: readonly Member[],
  getsOn: GetsOn,
): Promise<Omit<StoredJobFile, 'name'>> {
  const hash = createHash('sha256');
  const pieces = async function* (): AsyncGenerator<Buffer, void> {
    if (members.length === 0) yield watch(gzipSync(''));
    let at = 0;
    for await (const bytes of mapAhead(members, READS_AT_ONCE, ({ file }) => readMember(files, file))) {
      yield watch(bytes);
      // Whoever takes these bytes has asked for the next ones.
      await getsOn(members[at]?.rows);
      at += 1;
    }
  };
  const watch = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  const partBytes = Math.max(
    PART_BYTES_MIN,
    Math.ceil(members.reduce((all, { file }) => all + file.bytes, 0) / PARTS_MAX),
  );
  const bytes = await putStream(files, key, pieces(), partBytes);
  return { key, bytes, sha256: hash.digest('hex'), rows: members.reduce((all, { rows }) => all + rows, 0) };
}

async function readMember(files: Bucket, file: ChunkFile): Promise<Buffer> {
  const bytes = await readRange(files, file, 0, file.bytes);
  if (createHash('sha256').update(bytes).digest('hex') === file.sha256) return bytes;
  throw new Error(`${file.key} is not what was written.`);
}

function describe(
  { jobs, release }: Dependencies,
  job: StoredJob,
  { reading, summaries, failedChunks, unansweredRows }: Found,
  files: readonly StoredJobFile[],
): object {
  const { id, status, attempt, fileName, uploadId, uploadVersionId, modelVersion, record, failure, createdAt } = job;
  const cellsLeftOut = new Map<string, number>();
  for (const [column, count] of summaries.flatMap((summary) => Object.entries(summary.cellsLeftOut))) {
    cellsLeftOut.set(column, (cellsLeftOut.get(column) ?? 0) + count);
  }
  return {
    ...{ job: id, status, attempt, fileName, form: reading.form, modelVersion, recorded: record, release },
    ...{ startedAt: createdAt, endedAt: new Date(jobs.clock.now()).toISOString() },
    upload: { id: uploadId, versionId: uploadVersionId, bytes: reading.uploadBytes, sha256: reading.uploadSha256 },
    columns: Object.fromEntries(reading.positions.map(([use, at]) => [use, at.map((one) => reading.header[one])])),
    rows: {
      all: reading.rowCount,
      blank: reading.blankRowCount,
      answered: sum(summaries, 'answered'),
      refused: sum(summaries, 'refused'),
      failed: failedChunks.reduce((all, { rows }) => all + rows, 0),
      unanswered: unansweredRows,
    },
    cellsLeftOut: Object.fromEntries(cellsLeftOut),
    files: files.map(({ name, bytes, sha256, rows }) => ({
      ...{ name, bytes, sha256, rows },
      // What unzips one member alone, as a browser does, has to know where each ends.
      members: KINDS.filter((kind) => kind.name === name).flatMap((kind) =>
        pick(summaries, kind).map(({ file: member }) => member.bytes),
      ),
    })),
    ...{ failedChunks, failure },
  };
}

async function storeManifest(files: Bucket, folder: string, manifest: object): Promise<StoredJobFile> {
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const { key } = await putObject(files, folder + NAMES.manifest, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: NAMES.manifest, key, bytes: bytes.length, sha256, rows: null };
}

function sum(summaries: readonly ChunkSummary[], count: 'answered' | 'refused'): number {
  return summaries.reduce((all, summary) => all + summary[count], 0);
}

/** A gzip member, and how many rows are in it. */
interface Member {
  file: ChunkFile;
  rows: number;
}

function pick(summaries: readonly ChunkSummary[], { from, count }: (typeof KINDS)[number]): Member[] {
  return summaries.flatMap((summary) => {
    const file = summary[from];
    return file === null ? [] : { file, rows: summary[count] };
  });
}
