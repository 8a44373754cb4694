// What the state machine of a job hands to the bulk function, and what that answers; and the limits of a job.

/** So many rows a chunk holds at most, and so many bytes. */
export const CHUNK_ROWS_MAX = 2_000;
export const CHUNK_BYTES_MAX = 4 * 1024 * 1024;

/** What is within a gzip file may be so many times as large as the file, once it is larger than so many bytes. */
export const EXPANSION_MAX = 200;
export const UNZIPPED_BYTES_FREE = 64 * 1024 * 1024;

/** A row of more bytes is refused. */
export const ROW_BYTES_MAX = 256 * 1024;

/** So many chunks that were given up are named in the job itself; the manifest beside it names all. */
export const FAILED_CHUNKS_TOLD_MAX = 20;

/**
 * So many chunks of a job that records are answered at once, for each partition that its client writes to: more bring
 * nothing, since a partition of DynamoDB takes 1,000 write units a second, and each waits the longer (docs/SCALE.md).
 */
export const RECORDED_CHUNKS_AT_ONCE = 5;

/**
 * So long after it has looked at its job a chunk may record: the state machine waits for two minutes, then asks anew.
 * Whoever erases a client looks once more after that.
 */
export const RECORDING_MS_MAX = 90_000;

/** A part of a file that is answered at once: the bytes from `start` up to `end` of an object. */
export interface Chunk {
  /** Counted from 0. */
  readonly n: number;
  readonly key: string;
  readonly versionId: string;
  readonly start: number;
  readonly end: number;
  /** The line of the client's file, as people count, on which its bytes begin; of a sheet, the row. */
  readonly firstLine: number;
  /** Its first row, counted from 0 among the rows with content. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Which attempt of which job. */
export interface JobReference {
  readonly clientId: string;
  readonly jobId: string;
  readonly attempt: number;
}

/** What the state machine asks of the bulk function. */
export type BulkTask =
  | ({
      readonly task: 'split';
      readonly cursor?: SplitCursor | null;
      /** So many chunks may be answered at once. */
      readonly chunksAtOnceMax: number;
    } & JobReference)
  | ({ readonly task: 'answer'; readonly chunk: Chunk } & JobReference)
  | ({ readonly task: 'nameFailed'; readonly chunk: Chunk; readonly error: TaskError } & JobReference)
  | ({ readonly task: 'combine' } & JobReference)
  | ({ readonly task: 'endFailed'; readonly error: TaskError } & JobReference);

/** An error as Step Functions hands it on. */
export interface TaskError {
  readonly Error: string;
  readonly Cause?: string;
}

/** Where splitting goes on in a further call. */
export interface SplitCursor {
  readonly offset: number;
  readonly line: number;
  readonly row: number;
  readonly chunk: number;
}

/** What splitting came to: not at the end yet, at it, or the job has ended by it. */
export type SplitOutcome =
  | { readonly outcome: 'more'; readonly cursor: SplitCursor }
  | {
      readonly outcome: 'split';
      readonly bucket: string;
      readonly chunksKey: string;
      readonly resultsPrefix: string;
      /** So many chunks are to be answered at once. */
      readonly chunksAtOnce: number;
    }
  | { readonly outcome: 'ended' };

/** What became of a chunk: a summary lies beside its answers, or the job has ended before it. */
export type ChunkOutcome = { readonly outcome: 'answered' } | { readonly outcome: 'stopped' };

/** What the bulk function answers to a task that has nothing to hand on. */
export interface TaskDone {
  readonly outcome: 'done';
}
