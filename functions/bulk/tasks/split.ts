import {
  type BulkTask,
  type Chunk,
  CHUNK_BYTES_MAX,
  CHUNK_ROWS_MAX,
  EXPANSION_MAX,
  RECORDED_CHUNKS_AT_ONCE,
  ROW_BYTES_MAX,
  type SplitOutcome,
  UNZIPPED_BYTES_FREE,
} from '../../../contract/bulk.ts';
import type { JobFailure, StoredJob } from '../../../contract/stored/job.ts';
import { changeJob } from '../../../store/jobs/jobs.ts';
import { listKeys, ObjectGone, type ObjectVersion, putObject } from '../../../store/jobs/job-files.ts';
import { jobFolder, uploadKey } from '../../../store/jobs/uploads.ts';
import { findPredictColumns } from '../../../tabular/columns.ts';
import { TabularError } from '../../../tabular/failure.ts';
import type { FileReading } from '../../../tabular/split/reading.ts';
import { beginSplit, type SplitLimits, splitTable, type TableChunk } from '../../../tabular/split/split-table.ts';
import { countWines } from '../count-wines.ts';
import { deadlineOf, isStopped, readCurrent } from '../current-job.ts';
import type { Dependencies } from '../dependencies.ts';
import { type JobReading, NAMES, readJson, type SplitSoFar, writeJson } from '../files-of-job.ts';
import { fileGone, fileMissing, unreadable } from '../job-failures.ts';
import { startPulse } from '../pulse.ts';
import { tell } from '../tell.ts';
import { openUpload, type UploadFile } from '../upload-file.ts';
import { combineJob } from './combine.ts';

type SplitTask = Extract<BulkTask, { task: 'split' }>;

/** Time to keep what was found, before a call of the function ends. */
const RESERVE_MS = 60_000;
/** So often it is looked whether the job is to end, and whenever subscribers are told that it gets on. */
const LOOK_EVERY_CHUNKS = 100;
/** So many parts are stored at once. */
const PARTS_AT_ONCE = 4;

const LIMITS: SplitLimits = {
  rowsMax: CHUNK_ROWS_MAX,
  chunkBytesMax: CHUNK_BYTES_MAX,
  rowBytesMax: ROW_BYTES_MAX,
  expansionMax: EXPANSION_MAX,
  unzippedBytesFree: UNZIPPED_BYTES_FREE,
};

/**
 * Splits the file of a job into chunks, by as many calls as that takes, counts its rows against the quota, and hands
 * the list of chunks on: of a further attempt those that are not done. A file that is none ends the job.
 *
 * Errors: whatever a repeat may cure.
 */
export async function splitFile(
  dependencies: Dependencies,
  task: SplitTask,
  timeLeftMs: () => number,
): Promise<SplitOutcome> {
  const job = await readCurrent(dependencies, task);
  if (job === undefined) return { outcome: 'ended' };
  const folder = await jobFolder(job.clientId, job.id);
  if (isStopped(job)) return end(dependencies, job, null);
  try {
    const known = await readJson<JobReading>(dependencies.files, folder + NAMES.reading);
    if (known !== undefined) return await begin(dependencies, job, known, task);
    const { files } = dependencies;
    const soFar = task.cursor ? await readJson<SplitSoFar>(files, folder + NAMES.soFar(task.cursor.chunk)) : undefined;
    const version = { key: await uploadKey(job.clientId, job.uploadId), versionId: job.uploadVersionId };
    const upload = await openUpload(files, version, job.fileName ?? 'The file').catch(ifGone);
    if (upload === undefined) {
      const wasThere = task.cursor != null || job.attempt > 1;
      return await end(dependencies, job, wasThere ? fileGone() : fileMissing());
    }
    const splitting: Splitting = { dependencies, job, folder, version, upload, timeLeftMs };
    const found = await splitUpload(splitting, soFar ?? { state: beginSplit(), chunks: [], tries: 1 });
    return 'outcome' in found ? found : await begin(dependencies, job, found, task);
  } catch (error) {
    if (error instanceof TabularError) return end(dependencies, job, unreadable(error));
    ifGone(error);
    return end(dependencies, job, fileGone());
  }
}

/** Nothing where an object is gone; any other trouble is thrown as it is. */
function ifGone(error: unknown): undefined {
  if (!(error instanceof ObjectGone)) throw error;
}

interface Splitting {
  dependencies: Dependencies;
  job: StoredJob;
  folder: string;
  version: ObjectVersion;
  upload: UploadFile;
  timeLeftMs: () => number;
}

/** Splits until the end of the file, or of the time. */
async function splitUpload(splitting: Splitting, soFar: SplitSoFar): Promise<JobReading | SplitOutcome> {
  const { dependencies, folder, upload, timeLeftMs } = splitting;
  const { files } = dependencies;
  const isToEnd = lookNowAndThen(splitting);
  for (;;) {
    const parts = openParts(splitting, soFar);
    const split = splitTable(withinTime(upload, timeLeftMs), soFar.state, LIMITS);
    let next = await split.next();
    while (next.done !== true) {
      await parts.add(next.value);
      if (timeLeftMs() < RESERVE_MS || (await isToEnd(soFar.chunks.length))) {
        await split.return({ encoding: '' });
        await parts.settle();
        // Whoever is called next finds that the job is to end.
        return keep(splitting, soFar);
      }
      next = await split.next();
    }
    await parts.settle();
    if ('reading' in next.value) {
      const reading = await describeReading(upload, next.value.reading);
      await writeJson(files, folder + NAMES.chunks, soFar.chunks);
      // Last: where it is, the file has been split.
      await writeJson(files, folder + NAMES.reading, reading);
      return reading;
    }
    Object.assign(soFar, { state: beginSplit(next.value.encoding), chunks: [], tries: soFar.tries + 1 });
  }
}

/** Asked after each chunk, tells now and then that the job gets on; whether it is to end early. */
function lookNowAndThen({ dependencies, job }: Splitting): (chunks: number) => Promise<boolean> {
  const pulse = startPulse(dependencies, job);
  return async (chunks) => {
    if (!pulse.isDue() && chunks % LOOK_EVERY_CHUNKS !== 0) return false;
    const now = await pulse.beat({});
    return now === undefined || isStopped(now);
  };
}

/** An upload of which reading is given up where no chunk was found in all the time of a call. */
function withinTime(upload: UploadFile, timeLeftMs: () => number): UploadFile {
  const stream = async function* (): AsyncGenerator<Buffer, void> {
    for await (const bytes of upload.stream()) {
      if (timeLeftMs() < RESERVE_MS / 2) {
        const message = `${upload.name} is too large to be read within the time that there is. Put it in parts.`;
        throw new TabularError(message, { kind: 'tooLarge' });
      }
      yield bytes;
    }
  };
  return { ...upload, stream };
}

/** Keeps what was found, for a further call. */
async function keep({ dependencies, folder }: Splitting, soFar: SplitSoFar): Promise<SplitOutcome> {
  const { offset, line, row } = soFar.state;
  const cursor = { offset, line, row, chunk: soFar.chunks.length };
  await writeJson(dependencies.files, folder + NAMES.soFar(cursor.chunk), soFar);
  return { outcome: 'more', cursor };
}

/** Takes chunks, and stores the rows of those that are no part of the file itself. */
function openParts({ dependencies, folder, version }: Splitting, soFar: SplitSoFar) {
  const stored: Promise<void>[] = [];
  const settle = async (most = 0): Promise<void> => {
    while (stored.length > most) await stored.shift();
  };
  return {
    settle: () => settle(),
    async add({ range, bytes, firstLine, firstRow, rows }: TableChunk): Promise<void> {
      const n = soFar.chunks.length;
      const place = { firstLine, firstRow, rows };
      if (range !== null) {
        soFar.chunks.push({ n, ...version, ...range, ...place });
        return;
      }
      const part = bytes ?? Buffer.alloc(0);
      const chunk: Chunk = {
        n,
        key: folder + NAMES.part(soFar.tries, n),
        versionId: '',
        start: 0,
        end: part.length,
        ...place,
      };
      soFar.chunks.push(chunk);
      const storing = putObject(dependencies.files, chunk.key, part).then(({ versionId }) => {
        soFar.chunks[n] = { ...chunk, versionId };
      });
      // Awaited below; until then a failure must not end the process as one that nobody awaits.
      storing.catch(() => undefined);
      stored.push(storing);
      await settle(PARTS_AT_ONCE - 1);
    },
  };
}

/** Errors: TabularError where no column tells of a wine. */
async function describeReading(upload: UploadFile, reading: FileReading): Promise<JobReading> {
  const { positions } = findPredictColumns(
    reading,
    undefined,
    (use, column) => `If ${JSON.stringify(column)} is meant, call it ${use}.`,
  );
  return {
    ...reading,
    decimalMarks: reading.decimalMarks.map((mark) => mark ?? null),
    positions: [...positions],
    uploadBytes: upload.size,
    uploadSha256: await upload.digest(),
  };
}

/** The file has been split: its rows are counted, and its chunks handed on. */
async function begin(
  dependencies: Dependencies,
  job: StoredJob,
  reading: JobReading,
  { chunksAtOnceMax }: SplitTask,
): Promise<SplitOutcome> {
  const refusal = await countWines(dependencies, job, reading.rowCount);
  if (refusal !== undefined) return end(dependencies, job, refusal);
  const { files, jobs } = dependencies;
  const folder = await jobFolder(job.clientId, job.id);
  const chunks = (await readJson<Chunk[]>(files, folder + NAMES.chunks)) ?? [];
  let chunksKey: string = folder + NAMES.chunks;
  const done = new Set<string>();
  if (job.attempt > 1) {
    for await (const key of listKeys(files, folder + NAMES.done(0).replace(/\d.*/, ''))) done.add(key);
    chunksKey = folder + NAMES.chunksLeft(job.attempt);
    const left = chunks.filter(({ n }) => !done.has(folder + NAMES.done(n)));
    await writeJson(files, chunksKey, left);
  }
  const change = { status: 'ANSWERING', rows: reading.rowCount, chunks: chunks.length, chunksDone: done.size } as const;
  const changed = await changeJob(jobs, job, job.status === 'SPLITTING' ? change : {}, deadlineOf(dependencies));
  if (changed === undefined) return { outcome: 'ended' };
  await tell(dependencies, changed);
  const resultsPrefix = folder + NAMES.results(job.attempt);
  const recorded = RECORDED_CHUNKS_AT_ONCE * (job.partitions ?? 1);
  const chunksAtOnce = job.record ? Math.min(recorded, chunksAtOnceMax) : chunksAtOnceMax;
  return { outcome: 'split', bucket: files.name, chunksKey, resultsPrefix, chunksAtOnce };
}

/** Ends the job, with what earlier attempts have answered. */
async function end(dependencies: Dependencies, job: StoredJob, failure: JobFailure | null): Promise<SplitOutcome> {
  await combineJob(dependencies, failure === null ? job : { ...job, failure });
  return { outcome: 'ended' };
}
