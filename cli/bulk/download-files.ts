import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Files, PredictionJobFile } from '../../packages/client/files.ts';
import { CommandError } from '../command.ts';
import { refuseExisting } from '../output/output-file.ts';

/**
 * Downloads a file that a job has written to `path`, unzipped where that does not end in `.gz` and the file does. It is
 * there whole, with the SHA-256 that the job tells, or not at all.
 *
 * Errors: CommandError where it is another one, or cannot be written; TerroirError; the signal's reason.
 */
export async function downloadFile(
  api: Files,
  file: PredictionJobFile,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const hash = createHash('sha256');
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const unzip = file.name.endsWith('.gz') && !path.endsWith('.gz') ? [createGunzip()] : [];
  try {
    await mkdir(dirname(path), { recursive: true });
    const source = Readable.from(api.openPredictionJobFile(file, { signal }));
    await pipeline([source, watch, ...unzip, createWriteStream(draft)], { signal });
    if (hash.digest('hex') !== file.sha256) {
      throw new CommandError(`${file.name} is not what the job has written. Download it again.`);
    }
    await rename(draft, path);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new CommandError(`${path} cannot be written (${message}). Choose another place.`, 1, error);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * Downloads everything that a job has written into a folder, under its own names; returns the paths.
 *
 * Errors: CommandError where it has written nothing, the folder cannot be made, or a file of one of these names is
 * there that `force` does not allow to replace: it may be another job’s; those of downloadFile().
 */
export async function downloadFiles(
  api: Files,
  id: string,
  { folder, force }: { folder: string; force: boolean },
  signal: AbortSignal,
): Promise<string[]> {
  const files = await api.predictionJobFiles(id, { signal });
  if (files.length === 0) {
    throw new CommandError(`The job ${id} has no files: it has not ended, or began more than 30 days ago.`);
  }
  if (!force) for (const { name } of files) await refuseExisting(join(folder, name));
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' || error.code === 'ENOTDIR' ? 'there is a file of that name' : error.message;
    throw new CommandError(`${folder} cannot be made a folder (${why}). Choose another place.`, 1, error);
  });
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, file.name);
    await downloadFile(api, file, path, signal);
    paths.push(path);
  }
  return paths;
}
