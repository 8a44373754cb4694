import { TrainingFailed } from '../../artifacts/make.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import { readStarterManifest } from '../../artifacts/starter.ts';
import { openBucket } from '../../store/bucket.ts';
import { openTable } from '../../store/table.ts';
import { openLog, toThrowable } from '../log.ts';
import { createPublisher, publisherOf } from '../publish.ts';
import { readSetting, readVariable } from '../settings.ts';
import { conductRun } from './conduct.ts';
import { makeInThread } from './make-in-thread.ts';
import type { Dependencies } from './dependencies.ts';

/** Time to end a run properly that takes too long. */
const RESERVE_MS = 20_000;

const log = openLog();
/**
 * The file that the thread of a training starts from: a bundle of its own, or, where nothing is bundled, its source.
 */
const thread = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.mjs', import.meta.url);
const starterFolder = new URL('./model/', import.meta.url);
const datasetFile = new URL('./wine-reviews.dataset.br', import.meta.url);

const Event = z.union([z.object({ run: z.string() }), z.object({ source: z.literal('schedule') })]);

/**
 * Conducts a training run; returns how it ended, for whoever calls by hand. A run that fails is no error of the
 * function: Lambda would only start it again.
 */
export async function handler(payload: unknown, context: Context): Promise<{ run: string; status: string } | null> {
  log.begin(context);
  const outOfTime = new AbortController();
  const leftMs = context.getRemainingTimeInMillis() - RESERVE_MS;
  const timer = setTimeout(() => {
    outOfTime.abort(new TrainingFailed('The training takes longer than the function may run.'));
  }, leftMs);
  try {
    const run = await conductRun(await gatherDependencies(), Event.parse(payload), outOfTime.signal);
    if (run === undefined) log.info('There is nothing to do: another run is at work, or this one has ended.');
    else log.info('The run has ended.', { run: run.id, status: run.status, failure: run.failure });
    return run === undefined ? null : { run: run.id, status: run.status };
  } catch (error) {
    log.error('The run could not be conducted to its end.', error);
    throw toThrowable(error);
  } finally {
    clearTimeout(timer);
  }
}

async function gatherDependencies(): Promise<Dependencies> {
  const starter = await readStarterManifest(starterFolder);
  return {
    models: openTable(readSetting('modelsTable')),
    predictions: openTable(readSetting('predictionsTable')),
    bucket: openBucket(readSetting('modelBucket')),
    starterVersion: starter.version,
    starterFolder,
    datasetFile,
    // All that makes a version is bundled into this one file, and little else.
    code: createHash('sha256')
      .update(await readFile(thread))
      .digest('hex'),
    make: makeInThread(thread, Number(readVariable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'))),
    publish: createPublisher(publisherOf(process.env)),
    newId: ulid,
    onTrouble: log.error,
  };
}
