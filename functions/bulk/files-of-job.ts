import type { Chunk } from '../../contract/bulk.ts';
import type { StoredJobFile } from '../../contract/stored/job.ts';
import type { FileReading } from '../../tabular/split/reading.ts';
import type { SplitState } from '../../tabular/split/split-table.ts';
import type { WineColumns } from '../../tabular/wine-columns.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import { type ObjectVersion, putObject, readNewest } from '../../store/jobs/job-files.ts';

/** What is known of a file once it has been split, as `reading.json` keeps it: every chunk is read by it. */
export interface JobReading extends Omit<FileReading, 'decimalMarks'> {
  decimalMarks: (WineColumns['decimalMarks'][number] | null)[];
  /** For each use the columns that make it, by position. */
  positions: [use: string, columns: number[]][];
  /** Of the upload itself. */
  uploadBytes: number;
  uploadSha256: string;
}

/** How far splitting was when a call of the function ended. */
export interface SplitSoFar {
  state: SplitState;
  chunks: Chunk[];
  /** How often the file was begun anew. */
  tries: number;
}

/** What became of a chunk: written when all of it is done. */
export interface ChunkSummary {
  n: number;
  rows: number;
  answered: number;
  refused: number;
  /** How many cells were left out of rows that were answered, by column. */
  cellsLeftOut: Record<string, number>;
  /** Null where there are no such rows. */
  answersFile: ChunkFile | null;
  refusedFile: ChunkFile | null;
}

/** A gzip member of what lies beside a job in the end. */
export interface ChunkFile extends ObjectVersion, Pick<StoredJobFile, 'bytes' | 'sha256'> {}

/** Where the objects of a job lie, under its folder. */
export const NAMES = {
  answers: 'answers.jsonl.gz',
  refused: 'refused.jsonl.gz',
  manifest: 'manifest.json',
  reading: 'reading.json',
  chunks: 'chunks.json',
  /** Of an attempt that has only a part of them to do. */
  chunksLeft: (attempt: number) => `chunks-${attempt}.json`,
  /** Where Step Functions writes what its children answered. */
  results: (attempt: number) => `results-${attempt}`,
  soFar: (chunk: number) => `split/${pad(chunk)}.json`,
  part: (tries: number, n: number) => `parts/${tries}-${pad(n)}.jsonl`,
  chunkAnswers: (n: number) => `answers/${pad(n)}.jsonl.gz`,
  chunkRefused: (n: number) => `refused/${pad(n)}.jsonl.gz`,
  done: (n: number) => `${DONE}${pad(n)}.json`,
  failed: (attempt: number, n: number) => `failed/${attempt}/${pad(n)}.json`,
} as const;

const DONE = 'done/';

/** Numbers sort as texts do. */
function pad(n: number): string {
  return String(n).padStart(7, '0');
}

/** An object of a job, which is JSON; undefined where there is none. Errors: what S3 says. */
export async function readJson<T>(files: Bucket, key: string): Promise<T | undefined> {
  const bytes = await readNewest(files, key);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as T);
}

/** Stores an object of a job as JSON. Errors: what S3 says. */
export async function writeJson(files: Bucket, key: string, value: unknown): Promise<void> {
  await putObject(files, key, Buffer.from(JSON.stringify(value)));
}

/** The columns of the file, as rows are read by them. */
export function columnsOf({ header, positions, decimalMarks }: JobReading): WineColumns {
  return {
    header,
    positions: new Map(positions) as WineColumns['positions'],
    decimalMarks: decimalMarks.map((mark) => mark ?? undefined),
  };
}
