import { readStarterManifest } from '../../artifacts/starter.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { openBucket } from '../../store/s3/bucket.ts';
import { endSubscriptionsOf } from '../../store/aws/end-subscriptions.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { internal } from '../failures.ts';
import { describeRequest, openLog, toThrowable } from '../log.ts';
import { createColdStartDetector, openMetrics } from '../metrics.ts';
import { isProbe, parseProbe } from '../probes.ts';
import { createPublisher, publisherOf } from '../publish.ts';
import { reportingEnds } from '../report-run.ts';
import { openRunJobs } from '../run-jobs.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { readSetting } from '../settings.ts';
import { countVersionFailure } from '../version-failures.ts';
import { answerPayload } from './answer.ts';
import type { ModelsAnswer } from '../../contract/invocations.ts';
import type { Readiness } from '../../contract/releases.ts';
import type { Dependencies, Monitoring } from './dependencies.ts';
import { answerProbe } from './versions/probe.ts';
import { reportCall } from './watching/report.ts';
import { tryVersion } from './versions/try-version.ts';

const log = openLog();
const metrics = openMetrics();
const runMetrics = openMetrics();
const isCold = createColdStartDetector();
const starterFolder = new URL('./model/', import.meta.url);
const bucket = openBucket(readSetting('modelBucket'));
const files = openBucket(readSetting('fileBucket'));
const tables = {
  models: openTable(readSetting('modelsTable')),
  predictions: openTable(readSetting('predictionsTable')),
  traffic: openTable(readSetting('trafficTable')),
};

const keyTables = { clients: openTable(readSetting('clientsTable')), usage: openTable(readSetting('usageTable')) };

/**
 * Answers what has to do with model versions; whatever goes wrong is answered as a failure, never thrown. The probes of
 * a release are answered, too, and what goes wrong with them is thrown.
 */
export async function handler(payload: unknown, context: Context): Promise<ModelsAnswer | Readiness> {
  if (isProbe(context)) return answerRelease(payload, context);
  const startMs = performance.now();
  log.begin(context, payload);
  const answer = await answerCall(payload);
  try {
    const latencyMs = performance.now() - startMs;
    reportCall(
      metrics,
      log,
      { payload, caller: describeRequest(payload, context), latencyMs, isCold: isCold() },
      answer,
    );
    if (answer.failure?.errorType === 'Internal') countVersionFailure('registry');
  } catch (error) {
    log.error('The metrics of a call are lost.', error);
  }
  return answer;
}

async function answerRelease(payload: unknown, context: Context): Promise<ModelsAnswer | Readiness> {
  log.begin(context);
  // The process is warm from here on, and none of a client's requests is its first.
  isCold();
  try {
    return await answerProbe(await gatherDependencies(), parseProbe(payload));
  } catch (error) {
    log.error('A probe of the release hook failed.', error);
    throw toThrowable(error);
  }
}

async function answerCall(payload: unknown): Promise<ModelsAnswer> {
  try {
    return await answerPayload(await gatherDependencies(), payload);
  } catch (error) {
    log.error('Unforeseen.', error);
    return { failure: internal('Something went wrong on our side: try again.') };
  }
}

async function gatherDependencies(): Promise<Dependencies> {
  return {
    ...tables,
    bucket,
    files,
    starter: await readStarterOnce(),
    starterFolder,
    tryVersion: (version) => tryVersion({ bucket, starterFolder }, version),
    jobs: openRunJobs(process.env),
    newId: ulid,
    // Metrics of its own: those of the call that settles a run go out with the call.
    publish: reportingEnds((field, run) => createPublisher(publisherOf(process.env))(field, run), runMetrics),
    onTrouble: log.error,
    keys: { ...keyTables, endSubscriptions: (hashes) => endSubscriptionsOf(publisherOf(process.env), hashes) },
    openMonitor: openMonitorOnce,
    release: process.env[SETTINGS.release] ?? 'unknown',
  };
}

let monitoring: Promise<Monitoring> | undefined;

/** Few ask for it, so that the client of CloudWatch is not loaded before. */
function openMonitorOnce(): Promise<Monitoring> {
  monitoring ??= import('../../store/aws/cloudwatch.ts').then(({ openMonitor, readAlarms, readSeries }) => {
    const environment = process.env[SETTINGS.environment] ?? 'default';
    return { monitor: openMonitor(environment, readSetting('alarmPrefix')), readAlarms, readSeries };
  });
  return monitoring;
}

let starter: Promise<Manifest> | undefined;

/**
 * The starter's manifest lies beside the code and never changes; parsed and checked for each call it took a
 * millisecond of each, and left a process that is called seldom with garbage that nobody collects.
 */
function readStarterOnce(): Promise<Manifest> {
  starter ??= readStarterManifest(starterFolder).catch((error: unknown) => {
    starter = undefined;
    throw error;
  });
  return starter;
}
