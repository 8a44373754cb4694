import { PAGE_ENTRIES_DEFAULT } from '../../contract/limits.ts';
import { type CallOptions, type Connected, type Connection, connectionOf } from './transport/connection.ts';
import { TerroirError } from './errors.ts';
import { toFileName } from './file-name.ts';
import { type FileContent, openFile, putFile, readFile, readJsonLines, toSendable } from './file-transfer.ts';
import type {
  DatasetImport,
  Prediction,
  PredictionJob,
  PredictionJobFile,
  UploadPurpose,
  Wine,
} from './generated/graphql.ts';
import {
  CancelPredictionJobDocument,
  CreateUploadDocument,
  ImportDatasetDocument,
  PredictFileDocument,
  PredictionJobDocument,
  PredictionJobFilesDocument,
  PredictionJobsDocument,
  ResumePredictionJobDocument,
} from './generated/operations.ts';
import { watchJob } from './events/job-events.ts';
import { type ListOptions, type Pages, readPages } from './pages.ts';
import { createUuid, orNull, send } from './transport/transport.ts';

// The package's entry of its own for files: what its users may name is declared here or named here.
export type { CallOptions, Connected, PlatformAbortSignal } from './transport/connection.ts';
export type { FileContent, PlatformBlob } from './file-transfer.ts';
export type {
  DatasetImport,
  FailedChunk,
  Prediction,
  PredictionJob,
  PredictionJobFailure,
  PredictionJobFile,
  PredictionJobStatus,
  UploadPurpose,
} from './generated/graphql.ts';
export type { ListOptions, Pages } from './pages.ts';

/** What a job that answers a file may be begun with. */
export interface JobOptions extends CallOptions {
  /** Whether the answers appear in the history, too: not unless told. */
  record?: boolean | undefined;
  /** What the file is called: for whoever sees the job. That of a File unless given. */
  fileName?: string | undefined;
  /**
   * Makes a repeat with the same upload safe, for a day: 1 to 100 characters. The client makes one for its own retries
   * unless given.
   */
  requestId?: string | undefined;
}

/** How a file may be put. */
export interface UploadOptions extends CallOptions {
  /** How many bytes a stream has: it is then sent as it comes, once, and without it gathered in memory first. */
  bytes?: number | undefined;
  /** `PREDICT` unless given. */
  purpose?: UploadPurpose | undefined;
}

/** How a file is imported. */
export interface ImportOptions extends CallOptions {
  /** What the dataset is called: 1 to 60 small letters, digits and hyphens. It begins where there is none. */
  name: string;
  /** What the file is called, for messages. That of a File unless given. */
  fileName?: string | undefined;
  /** Only tells what an import would do: not unless given. */
  dryRun?: boolean | undefined;
}

/** How a file may be answered. */
export interface PredictFileOptions extends Omit<JobOptions, 'requestId'>, Omit<UploadOptions, 'purpose'> {
  /** Told how the job stands: when it has begun, as it gets on, and at its end. */
  onProgress?: ((job: PredictionJob) => void) | undefined;
}

/** The answer to a row of a file: what `predict` answers, and where the row stands. */
export interface FileAnswer extends Prediction {
  /** Counted from 0, among the rows with content. */
  row: number;
  /** As people count, in the file. */
  line: number;
}

/** A row of a file that was not answered. */
export interface RefusedRow {
  /** Counted from 0, among the rows with content. */
  row: number;
  /** As people count, in the file. */
  line: number;
  /** The column at fault; null where it is the row as a whole. */
  column: string | null;
  /** What is wrong with it. */
  reason: string;
}

/** What became of a file. */
export interface FileOutcome {
  /** The job as it ended: COMPLETED, or CANCELLED by somebody. */
  job: PredictionJob;
  /** What it has written. The addresses hold for an hour; `predictionJobFiles` brings others. */
  files: PredictionJobFile[];
  /** The answers in the order of the file, as they are downloaded. */
  answers: () => AsyncGenerator<FileAnswer, void>;
  /** The rows that were refused, in the order of the file, as they are downloaded. */
  refused: () => AsyncGenerator<RefusedRow, void>;
}

/**
 * What a key with the scope `predict` may do with whole files. Methods need no `this`: take them apart as you like.
 *
 * Errors: every method rejects with a TerroirError, after its retries, where the API or the bucket refuses, fails or
 * cannot be reached; with the signal's reason where the call's signal is aborted.
 */
export interface Files {
  /**
   * Answers every wine of a file of any size: puts it, follows the job by events (or by asking, where there are none),
   * and opens the answers. Should this end before the job does, the job goes on: find it by predictionJobs.
   *
   * Errors: a TerroirError of the job's own errorType and rule where it fails, such as InvalidInput `noSoundRow`;
   * NotFound where the upload is gone by then. A repeat puts the file again and begins a job of its own: for one that
   * is safe to repeat, keep what uploadFile brings, and give startPredictionJob a requestId.
   *
   * @example
   * const files = openFiles(terroir);
   * const { job, answers } = await files.predictFile(input.files[0], { onProgress: (job) => bar.show(job) });
   * for await (const { line, country, variety } of answers()) console.log(line, country.name, variety.name);
   */
  predictFile(file: FileContent, options?: PredictFileOptions): Promise<FileOutcome>;

  /** Puts a file where jobs can read it, for 7 days; brings its id for them. Errors: InvalidInput by its size. */
  uploadFile(file: FileContent, options?: UploadOptions): Promise<string>;

  /**
   * Adds the rows of a file of up to 50 MB to a dataset: puts the file, and has it imported. A row whose note is in the
   * dataset already is left out, or replaces what was told of it. In the place of the file it takes the id that
   * `uploadFile(file, { purpose: 'IMPORT' })` brings, so that a file is tried and then imported, and sent once. The key
   * needs the scope `predict`, too, to put it.
   *
   * Errors: InvalidInput with the rule `fileEmpty`, `fileUnreadable`, `fileColumns` or `fileTooLarge`; NotFound where
   * nothing was put at the upload.
   */
  importDataset(file: FileContent | string, options: ImportOptions): Promise<DatasetImport>;

  /** Begins a job that answers an upload, and goes on by itself. Errors: NotFound where nothing was put there. */
  startPredictionJob(upload: string, options?: JobOptions): Promise<PredictionJob>;

  /** Brings one of the key's own jobs, or null where it has none of that id. */
  predictionJob(id: string, options?: CallOptions): Promise<PredictionJob | null>;

  /** The key's own jobs, newest first. */
  predictionJobs(options?: ListOptions): Pages<PredictionJob>;

  /**
   * How a job gets on, as it happens, from how it stands now to its end, after which the iterator ends. Where no
   * connection for events comes about, it asks every five seconds.
   *
   * Errors: NotFound where the key has no job of that id.
   */
  predictionJobEvents(id: string, options?: CallOptions): AsyncGenerator<PredictionJob, void>;

  /** Ends a job early; what was answered is kept. Errors: InvalidInput `jobEnded` where it has ended. */
  cancelPredictionJob(id: string, options?: CallOptions): Promise<PredictionJob>;

  /** Goes on with a job that has not answered all. Errors: InvalidInput `jobRunning` or `jobEnded`. */
  resumePredictionJob(id: string, options?: CallOptions): Promise<PredictionJob>;

  /** What lies beside a job that has ended, each with an address that holds for an hour. Errors: NotFound. */
  predictionJobFiles(id: string, options?: CallOptions): Promise<PredictionJobFile[]>;

  /** Opens the outcome of a job that has ended. Errors: NotFound where the key has no job of that id. */
  openPredictionJob(id: string, options?: CallOptions): Promise<FileOutcome>;

  /** The bytes of a file that a job has written, as they come. Errors: Unreachable, or BadAnswer by the bucket. */
  openPredictionJobFile(file: PredictionJobFile, options?: CallOptions): AsyncGenerator<Uint8Array, void>;
}

/**
 * What a client may do with whole files. It sends nothing before a method is called.
 *
 * Errors: TerroirError InvalidInput where `client` is not what createClient has made.
 *
 * @example
 * const files = openFiles(createClient({ endpoint, key }));
 * const { answers } = await files.predictFile(await openAsBlob('cellar.csv'));
 */
export function openFiles(client: Connected): Files {
  const connection = connectionOf(client);
  return {
    predictFile: (file, options = {}) => predictFile(connection, file, options),
    uploadFile: (file, options = {}) => uploadFile(connection, file, options),
    importDataset: (file, options) => importDataset(connection, file, options),
    startPredictionJob: (upload, options = {}) => startJob(connection, upload, options),
    predictionJob: async (id, call = {}) =>
      (await send(connection, PredictionJobDocument, { id }, orNull(call))).predictionJob,
    predictionJobs: ({ pageSize = PAGE_ENTRIES_DEFAULT, signal } = {}) =>
      readPages(
        pageSize,
        async (page) => (await send(connection, PredictionJobsDocument, page, { signal })).predictionJobs,
      ),
    predictionJobEvents: (id, { signal } = {}) => watchJob(connection, id, signal),
    cancelPredictionJob: async (id, call = {}) =>
      (await send(connection, CancelPredictionJobDocument, { id }, call)).cancelPredictionJob,
    resumePredictionJob: async (id, call = {}) =>
      (await send(connection, ResumePredictionJobDocument, { id }, { ...call, once: true })).resumePredictionJob,
    predictionJobFiles: (id, call = {}) => listFiles(connection, id, call),
    async openPredictionJob(id, call = {}) {
      const { predictionJob } = await send(connection, PredictionJobDocument, { id }, orNull(call));
      if (predictionJob) return openOutcome(connection, predictionJob, call);
      throw new TerroirError(`There is no job ${id}.`, { errorType: 'NotFound', field: 'id' });
    },
    openPredictionJobFile: (file, { signal } = {}) => readFile(connection, file, signal),
  };
}

/** Puts a file at an upload of its own, and brings that one's id. Errors: those of Files.uploadFile. */
async function uploadFile(
  connection: Connection,
  file: FileContent,
  { bytes: told, purpose = 'PREDICT', signal }: UploadOptions,
): Promise<string> {
  const sendable = await toSendable(file, told);
  const asked = { bytes: sendable.bytes, purpose };
  const { createUpload } = await send(connection, CreateUploadDocument, asked, { signal });
  await putFile(connection, createUpload, sendable, signal);
  return createUpload.id;
}

async function importDataset(
  connection: Connection,
  file: FileContent | string,
  { name, fileName, dryRun = false, signal }: ImportOptions,
): Promise<DatasetImport> {
  const isUpload = typeof file === 'string';
  const upload = isUpload ? file : await uploadFile(connection, file, { purpose: 'IMPORT', signal });
  const asked = { upload, name, fileName: fileName ?? (isUpload ? null : (nameOf(file) ?? null)), dryRun };
  return (await send(connection, ImportDatasetDocument, asked, { signal })).importDataset;
}

async function startJob(
  connection: Connection,
  upload: string,
  { record = false, fileName, requestId = createUuid(), signal }: JobOptions,
): Promise<PredictionJob> {
  const asked = { upload, record, fileName, requestId };
  return (await send(connection, PredictFileDocument, asked, { requestId, signal })).predictFile;
}

async function predictFile(
  connection: Connection,
  file: FileContent,
  { onProgress, bytes, signal, ...given }: PredictFileOptions,
): Promise<FileOutcome> {
  const upload = await uploadFile(connection, file, { bytes, signal });
  const fileName = given.fileName ?? nameOf(file);
  const begun = await startJob(connection, upload, { ...given, fileName, signal });
  let job = begun;
  for await (const state of watchJob(connection, begun.id, signal)) {
    job = state;
    onProgress?.(state);
  }
  if (job.failure) throw toError(job);
  return openOutcome(connection, job, { signal });
}

/** A File of a page has a name, whatever that holds; a Blob has none. */
function nameOf(file: FileContent): string | undefined {
  const { name } = file as { name?: unknown };
  return typeof name === 'string' ? toFileName(name) : undefined;
}

function toError({ id, failure, requestId }: PredictionJob): TerroirError {
  const { errorType = 'Internal', rule = null, message = '', line = null } = failure ?? {};
  const place = line === null ? '' : ` (line ${line})`;
  return new TerroirError(`${message}${place} This is the job ${id}.`, { errorType, rule, requestId });
}

async function openOutcome(connection: Connection, job: PredictionJob, call: CallOptions): Promise<FileOutcome> {
  const files = await listFiles(connection, job.id, call);
  const find = async (name: string): Promise<ReadableStream<Uint8Array> | undefined> => {
    const file = files.find((one) => one.name === name);
    return file && openFile(connection, file, call.signal);
  };
  const read = async function* <Line>(name: string): AsyncGenerator<Line, void> {
    const manifest = await find('manifest.json');
    if (!manifest) return;
    const told = (await new Response(manifest).json()) as Manifest;
    const members = told.files.find((one) => one.name === name)?.members ?? [];
    const bytes = members.length === 0 ? undefined : await find(name);
    if (bytes) yield* readJsonLines<Line>(bytes, members);
  };
  return {
    job,
    files,
    answers: async function* () {
      for await (const line of read<AnswerLine>('answers.jsonl.gz')) yield toAnswer(line);
    },
    refused: () => read<RefusedRow>('refused.jsonl.gz'),
  };
}

/** A line of the answers: what a wine does not tell is left out of it. */
type AnswerLine = Omit<FileAnswer, 'wine'> & { wine: Partial<Wine>; __typename?: string };

const UNTOLD: Wine = {
  description: null,
  variety: null,
  country: null,
  region: null,
  winery: null,
  points: null,
  price: null,
};

function toAnswer(line: AnswerLine): FileAnswer {
  delete line.__typename;
  return { ...line, wine: { ...UNTOLD, ...line.wine } };
}

/** What is read of manifest.json. */
interface Manifest {
  files: { name: string; members: number[] }[];
}

async function listFiles(connection: Connection, id: string, call: CallOptions): Promise<PredictionJobFile[]> {
  return (await send(connection, PredictionJobFilesDocument, { id }, call)).predictionJobFiles;
}
