import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { toFileName } from '../../packages/client/file-name.ts';
import type { FileContent, Files, PredictionJob, PredictionJobFile } from '../../packages/client/files.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import { openObject } from '../../store/jobs/uploads.ts';
import { isStdin, openSource } from '../../tabular/source.ts';
import { CommandError, resolvePath, type Surroundings } from '../command.ts';
import { countOf } from '../output/count.ts';
import { refuseExisting, refuseUnreplaceable, removeExisting } from '../output/output-file.ts';
import { downloadFile } from './download-files.ts';
import { summarizeJob } from './describe-job.ts';
import { followJob } from './follow-job.ts';
import { tellReading } from './tell-reading.ts';

/** What a command line says of a file that is answered by a job. */
export interface BulkRequest {
  /** A path, `-`, or `s3://bucket/key`. */
  file: string;
  record: boolean;
  out: string | undefined;
  errors: string | undefined;
  force: boolean;
}

/** A file that is ready to be put. */
interface Opened {
  content: FileContent;
  bytes: number | undefined;
  fileName: string | undefined;
  /** Leaves nothing behind of what was kept to put it. */
  close?: () => Promise<void>;
}

/**
 * Puts a file, has a job answer it, and downloads the answers where `out` says so. Returns the exit code: 3 where rows
 * were refused or given up.
 *
 * Errors: CommandError where a file cannot be read or written, or the job fails; TerroirError.
 */
export async function predictInBulk(api: Files, request: BulkRequest, surroundings: Surroundings): Promise<number> {
  const { stopping: signal, tell } = surroundings;
  const paths = await readPaths(request, surroundings);
  const opened = await openContent(request.file, surroundings);
  const { bytes, fileName } = opened;
  tell(`Putting ${fileName ?? 'the file'}${bytes === undefined ? '' : `, ${bytes.toLocaleString('en')} bytes`}.`);
  const upload = await put(api, opened, signal);
  const { id } = await api.startPredictionJob(upload, { record: request.record, fileName, signal });
  tell(`The job is ${id}. Ctrl-C leaves it, or cancels it.`);
  const job = await followJob(api, id, surroundings);
  const files = await api.predictionJobFiles(id, { signal });
  if (paths.out !== undefined) await download(api, job, files, paths, surroundings);
  if (job.failure !== null) {
    const place = job.failure.line === null ? '' : ` (line ${job.failure.line})`;
    throw new CommandError(`${job.failure.message}${place}`);
  }
  for (const sentence of await tellReading(api, files, signal)) tell(sentence);
  tell(summarizeJob(job));
  if (paths.out === undefined) tell(`The answers: npm run terroir -- jobs ${id} --download FOLDER`);
  return job.refused > 0 || job.failedChunks.length > 0 ? 3 : 0;
}

/** The id of the upload. */
async function put(api: Files, { content, bytes, close }: Opened, signal: AbortSignal): Promise<string> {
  try {
    return await api.uploadFile(content, { bytes, signal });
  } finally {
    await close?.();
  }
}

interface Paths {
  out: string | undefined;
  refused: string | undefined;
}

/** Before a file of some GB is put, it is known that the answers have a place. */
async function readPaths({ out, errors, force }: BulkRequest, surroundings: Surroundings): Promise<Paths> {
  if (out === '-') throw new CommandError('--bulk writes files: --out answers.jsonl', 2);
  if (out === undefined && errors !== undefined) throw new CommandError('--errors goes with --out.', 2);
  if (out === undefined) return { out: undefined, refused: undefined };
  const path = resolvePath(out, '', surroundings);
  const refused = errors === undefined ? besideOf(path) : resolvePath(errors, '', surroundings);
  if (path === refused) throw new CommandError('--out and --errors name the same file.', 2);
  for (const one of [path, refused]) {
    await refuseUnreplaceable(one);
    if (!force) await refuseExisting(one);
  }
  return { out: path, refused };
}

/** `answers.refused.jsonl.gz` of `answers.jsonl.gz`. */
function besideOf(path: string): string {
  const ending = /(\.[a-z]+)?(\.gz)?$/i.exec(path)?.[0] ?? '';
  return `${path.slice(0, path.length - ending.length)}.refused${ending}`;
}

async function download(
  api: Files,
  job: PredictionJob,
  files: readonly PredictionJobFile[],
  { out, refused }: Paths,
  surroundings: Surroundings,
): Promise<void> {
  const { stopping: signal, tell } = surroundings;
  const wanted = [
    { name: 'answers.jsonl.gz', path: out, count: job.answered },
    { name: 'refused.jsonl.gz', path: refused, count: job.refused },
  ];
  for (const { name, path, count } of wanted) {
    const file = files.find((one) => one.name === name);
    if (path === undefined) continue;
    if (file === undefined || count === 0) {
      // What lies there is of an earlier file, and would pass for this one's.
      await removeExisting(path);
      continue;
    }
    await downloadFile(api, file, path, signal).catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
      const again = `npm run terroir -- jobs ${job.id} --download FOLDER`;
      throw new CommandError(`${error.message} The answers stay for 30 days: ${again}`, 1, error);
    });
    tell(`${path}: ${countOf(count, name === 'answers.jsonl.gz' ? 'answer' : 'refused row')}.`);
  }
}

async function openContent(file: string, surroundings: Surroundings): Promise<Opened> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(file) ?? [];
  if (bucket !== undefined && key !== undefined) return openFromS3(bucket, key);
  if (file.startsWith('s3://')) throw new CommandError(`${file} names no object: s3://bucket/key`, 2);
  if (isStdin(file)) return { ...(await openPipe(file, surroundings)), fileName: undefined };
  const path = resolvePath(file, '', surroundings);
  const found = await stat(path).catch((error: Error) => {
    throw new CommandError(`${path} cannot be read (${error.message}).`, 1, error);
  });
  if (found.isDirectory()) throw new CommandError(`${path} is a folder. Name a file.`);
  if (found.isFile() && found.size === 0) throw new CommandError(`${path} is empty: it needs a header row.`);
  const fileName = toFileName(path);
  if (found.isFIFO()) return { ...(await openPipe(path, surroundings)), fileName };
  if (!found.isFile()) return { content: createReadStream(path), bytes: undefined, fileName };
  return { ...openStored(path, found.size), fileName };
}

/** What was there when it was measured: what is written behind its end meanwhile is not part of what is announced. */
function openStored(path: string, bytes: number): Pick<Opened, 'content' | 'bytes'> {
  return { content: createReadStream(path, { end: Math.max(0, bytes - 1) }), bytes };
}

/** S3 wants to know how many bytes there are, and memory has no room for some GB: they are kept on disk meanwhile. */
async function openPipe(path: string, { stopping }: Surroundings): Promise<Omit<Opened, 'fileName'>> {
  const source = await openSource(path, stopping);
  return { ...openStored(source.path, (await stat(source.path)).size), close: source.close };
}

/** By the rights that the AWS SDK finds: those of the environment, or of a profile. */
async function openFromS3(bucket: string, key: string): Promise<Opened> {
  try {
    const { content, bytes } = await openObject(openBucket(bucket), key);
    return { content, bytes, fileName: toFileName(key) };
  } catch (error) {
    const { name, message } = error as Error;
    throw new CommandError(`s3://${bucket}/${key} cannot be read (${name}: ${message}).`, 1, error);
  }
}
