// A job that answers a whole file, as it is stored and as functions and resolvers read it.
import type { ErrorType, Rule } from '../errors.ts';

/** How far a job is; the last three are ends. */
export const JOB_STATUSES = ['SPLITTING', 'ANSWERING', 'COMBINING', 'COMPLETED', 'CANCELLED', 'FAILED'] as const;

/** How far a job is. */
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job that answers the wines of a file. */
export interface StoredJob {
  /** Partition key: whose it is. */
  readonly clientId: string;
  /** Sort key: a ULID; the prediction of the file's n-th row has it incremented n times. */
  readonly id: string;
  readonly status: JobStatus;
  /** The upload that it answers, and the version of the object: one that comes later is not read. */
  readonly uploadId: string;
  readonly uploadVersionId: string;
  /** As the client calls the file; null where it did not say. */
  readonly fileName: string | null;
  /** Whether its predictions are in the history. */
  readonly record: boolean;
  /** The model version that answers, from the first row to the last, in every attempt. */
  readonly modelVersion: string;
  /** Against whose quota its wines count, and how many a day are allowed; null where nothing limits the client. */
  readonly account: string;
  readonly winesPerDayMax: number | null;
  readonly requestId: string | null;
  /** To how many partitions its predictions are written; absent: one. What was written so is found also later. */
  readonly partitions?: number;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
  /** Counted from 1: a resumed job has a further one. */
  readonly attempt: number;
  /** ARN of the newest execution of the state machine. */
  readonly execution: string | null;
  /** Rows with content; null until the file is split. */
  readonly rows: number | null;
  readonly chunks: number | null;
  readonly chunksDone: number;
  /** Rows that were answered, and rows that were refused; exact at the end. */
  readonly answered: number;
  readonly refused: number;
  /** Of how many of both what was answered is put together by this attempt; absent before that. */
  readonly rowsCombined?: number;
  /** Chunks that were given up, with the rows that they hold: at most FAILED_CHUNKS_TOLD_MAX are named. */
  readonly failedChunks: readonly FailedChunk[];
  readonly cancelRequested: boolean;
  /** Why it ends without answering its file; noted before its end, so that nothing more is answered. */
  readonly failure: JobFailure | null;
  /** The day, UTC, against whose quota its wines count; absent until that is asked. */
  readonly quotaDay?: string;
  /** Epoch ms, when subscribers were told last; absent before. */
  readonly publishedMs?: number;
  /** What lies beside it once it has ended. */
  readonly files: readonly StoredJobFile[];
}

/** Rows that were not answered, because their chunk failed again and again. */
export interface FailedChunk {
  readonly n: number;
  /** The first of its rows, counted from 0 among the rows with content, and how many there are. */
  readonly firstRow: number;
  readonly rows: number;
  readonly firstLine: number;
  readonly reason: string;
}

/** Why a job ended without answering its file. */
export interface JobFailure {
  readonly errorType: ErrorType;
  readonly rule: Rule | JobRule | null;
  /** What is wrong, and what to do about it. */
  readonly message: string;
  /** Where in the file, if at one place. */
  readonly line: number | null;
}

/** What a file must keep to be answered. */
export type JobRule =
  'fileMissing' | 'fileEmpty' | 'fileUnreadable' | 'noSoundRow' | 'fileGone' | 'fileChanged' | 'fileTooLarge';

/** A file that a job has written. */
export interface StoredJobFile {
  /** `answers.jsonl.gz`, `refused.jsonl.gz` or `manifest.json`. */
  readonly name: string;
  readonly key: string;
  readonly bytes: number;
  /** SHA-256, in hex. */
  readonly sha256: string;
  readonly rows: number | null;
}
