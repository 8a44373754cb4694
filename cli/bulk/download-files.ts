import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Files, PredictionJobFile } from '../../packages/client/files.ts';
import { CommandError } from '../command.ts';
import { openOutput } from '../output/output-file.ts';

/**
 * Downloads a file that a job has written to `path`, unzipped where that does not end in `.gz` and the file does. It is
 * there whole, with the SHA-256 that the job tells, or not at all; what is a link, a pipe or a device stays that.
 *
 * Errors: CommandError where it is another one, or cannot be written; TerroirError; the signal's reason.
 */
export async function downloadFile(
  api: Files,
  file: PredictionJobFile,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const output = await openOutput(path);
  const hash = createHash('sha256');
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const unzip = file.name.endsWith('.gz') && !path.endsWith('.gz') ? [createGunzip()] : [];
  try {
    const source = Readable.from(api.openPredictionJobFile(file, { signal }));
    const write = new Writable({
      write(bytes: Buffer, _, done) {
        output.write(bytes).then(() => done(), done);
      },
    });
    await pipeline([source, watch, ...unzip, write], { signal });
    if (hash.digest('hex') !== file.sha256) {
      throw new CommandError(`${file.name} is not what the job has written. Download it again.`);
    }
    await output.keep();
  } finally {
    await output.discard();
  }
}

/** Downloads everything that a job has written into a folder, under its own names; returns the paths. */
export async function downloadFiles(api: Files, id: string, folder: string, signal: AbortSignal): Promise<string[]> {
  const files = await api.predictionJobFiles(id, { signal });
  if (files.length === 0) {
    throw new CommandError(`The job ${id} has no files: it has not ended, or began more than 30 days ago.`);
  }
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, file.name);
    await downloadFile(api, file, path, signal);
    paths.push(path);
  }
  return paths;
}
