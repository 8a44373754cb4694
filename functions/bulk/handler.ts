import type { Context } from 'aws-lambda';
import { loadStarter } from '../../artifacts/starter.ts';
import { type Model } from '../../artifacts/open.ts';
import type { BulkAnswer } from '../../contract/invocations.ts';
import type { Readiness } from '../../contract/releases.ts';
import { SETTINGS } from '../../contract/settings.ts';
import type { StoredJob } from '../../contract/stored/job.ts';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { internal } from '../failures.ts';
import { describeRequest, openLog, toThrowable } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import { createVersionOpener } from '../predict/tried-version.ts';
import { isProbe, proveReadiness } from '../probes.ts';
import { publisherOf } from '../publish.ts';
import { loadRegistered } from '../registered-model.ts';
import { readSetting } from '../settings.ts';
import type { Dependencies } from './dependencies.ts';
import { gatherOperating } from './operating.ts';
import { answerQuestion } from './operations/answer.ts';
import { listProofs } from './probe.ts';
import { createJobPublisher } from './publish-job.ts';
import { reportOperation } from './report.ts';
import { isTask, runTask, type TaskOutcome } from './run-task.ts';

/** How long S3 is given to load a model version. */
const LOADING_MS = 20_000;

const log = openLog();
const metrics = openMetrics();
const starterFolder = new URL('./model/', import.meta.url);
const tables = {
  jobs: openTable(readSetting('jobsTable')),
  usage: openTable(readSetting('usageTable')),
  predictions: openTable(readSetting('predictionsTable')),
};
const files = openBucket(readSetting('fileBucket'));
const loadOwnStarter = (): Promise<Model> => loadStarter(starterFolder);
const openVersion = createVersionOpener({
  models: openTable(readSetting('modelsTable')),
  loadStarter: loadOwnStarter,
  loadVersion,
});

/**
 * Does what the state machine of a job asks for, and what resolvers ask about uploads and jobs. What goes wrong with a
 * task is thrown: the state machine tries again, and then names the chunk, or ends the job. What goes wrong with a
 * question is answered as a failure. The probe of a release is answered, too.
 */
export async function handler(payload: unknown, context: Context): Promise<TaskOutcome | BulkAnswer | Readiness> {
  log.begin(context, payload);
  if (isProbe(context)) return proveReadiness(listProofs(await operate(), tables.usage, loadOwnStarter));
  if (!isTask(payload)) return answerCall(payload, context);
  try {
    return await runTask(gatherDependencies(), payload, context);
  } catch (error) {
    log.error('A task of a job failed.', error);
    throw toThrowable(error);
  }
}

async function answerCall(payload: unknown, context: Context): Promise<BulkAnswer> {
  const startMs = performance.now();
  const answer = await answerSafely(payload);
  const latencyMs = performance.now() - startMs;
  reportOperation(metrics, log, { payload, caller: describeRequest(payload, context), latencyMs }, answer);
  return answer;
}

async function answerSafely(payload: unknown): Promise<BulkAnswer> {
  try {
    return await answerQuestion(await operate(), payload);
  } catch (error) {
    log.error('Unforeseen.', error);
    return { failure: internal('Something went wrong on our side: try again.') };
  }
}

function operate(): ReturnType<typeof gatherOperating> {
  return gatherOperating(starterFolder, publishJob, log.error);
}

function publishJob(job: StoredJob): Promise<void> {
  return createJobPublisher(publisherOf(process.env))(job);
}

function gatherDependencies(): Dependencies {
  return {
    ...tables,
    files,
    openVersion,
    publishJob,
    onTrouble: log.error,
    release: process.env[SETTINGS.release] ?? 'unknown',
  };
}

function loadVersion(version: StoredVersion): Promise<Model> {
  return loadRegistered(openBucket(readSetting('modelBucket')), version, AbortSignal.timeout(LOADING_MS));
}
