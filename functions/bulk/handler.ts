import type { Context } from 'aws-lambda';
import { loadStarter } from '../../artifacts/starter.ts';
import { type Model } from '../../artifacts/open.ts';
import { SETTINGS } from '../../contract/settings.ts';
import type { StoredVersion } from '../../contract/stored-models.ts';
import { openBucket } from '../../store/bucket.ts';
import { openTable } from '../../store/table.ts';
import { openLog, toThrowable } from '../log.ts';
import { createVersionOpener } from '../predict/tried-version.ts';
import { publisherOf } from '../publish.ts';
import { loadRegistered } from '../registered-model.ts';
import { readSetting } from '../settings.ts';
import type { Dependencies } from './dependencies.ts';
import { createJobPublisher } from './publish-job.ts';
import { isTask, runTask, type TaskOutcome } from './run-task.ts';

/** How long S3 is given to load a model version. */
const LOADING_MS = 20_000;

const log = openLog();
const starterFolder = new URL('./model/', import.meta.url);
const tables = {
  jobs: openTable(readSetting('jobsTable')),
  usage: openTable(readSetting('usageTable')),
  predictions: openTable(readSetting('predictionsTable')),
};
const files = openBucket(readSetting('fileBucket'));
const openVersion = createVersionOpener({
  models: openTable(readSetting('modelsTable')),
  loadStarter: (): Promise<Model> => loadStarter(starterFolder),
  loadVersion,
});

/**
 * Does what the state machine of a job asks for. What goes wrong is thrown: the state machine tries again, and then
 * names the chunk, or ends the job.
 */
export async function handler(payload: unknown, context: Context): Promise<TaskOutcome> {
  log.begin(context, payload);
  try {
    if (isTask(payload)) return await runTask(gatherDependencies(), payload, context);
    throw new TypeError('The payload names no task.');
  } catch (error) {
    log.error('A task of a job failed.', error);
    throw toThrowable(error);
  }
}

function gatherDependencies(): Dependencies {
  return {
    ...tables,
    files,
    openVersion,
    publishJob: (job) => createJobPublisher(publisherOf(process.env))(job),
    onTrouble: log.error,
    release: process.env[SETTINGS.release] ?? 'unknown',
  };
}

function loadVersion(version: StoredVersion): Promise<Model> {
  return loadRegistered(openBucket(readSetting('modelBucket')), version, AbortSignal.timeout(LOADING_MS));
}
