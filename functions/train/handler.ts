import { TrainingFailed } from '../../artifacts/training-failed.ts';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { readStarterManifest } from '../../artifacts/starter.ts';
import type { Readiness } from '../../contract/releases.ts';
import { openBucket } from '../../store/s3/bucket.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { describeRequest, openLog, toThrowable } from '../log.ts';
import { addMetric, addProperties, createColdStartDetector, openMetrics, publishMetrics } from '../metrics.ts';
import { isProbe, proveReadiness } from '../probes.ts';
import { publisherOf } from '../publish.ts';
import { openRunJobs } from '../run-jobs.ts';
import { readSetting, readVariable } from '../settings.ts';
import { conductRun } from './conduct.ts';
import type { Dependencies } from './dependencies.ts';
import { findTrainFiles, openDependencies } from './open-dependencies.ts';
import { countRows, openPlacing } from './place-run.ts';
import { listProofs } from './probe.ts';

/** Time to end a run properly that takes too long. */
const RESERVE_MS = 20_000;

const log = openLog();
const metrics = openMetrics();
const isCold = createColdStartDetector();
const files = findTrainFiles(import.meta.url);

const Event = z.union([z.object({ run: z.string() }), z.object({ source: z.literal('schedule') })]);

/**
 * Conducts a training run; returns how it ended, for whoever calls by hand. A run that fails is no error of the
 * function: Lambda would only start it again.
 */
export async function handler(
  payload: unknown,
  context: Context,
): Promise<{ run: string; status: string } | Readiness | null> {
  if (isProbe(context)) return answerRelease(context);
  // Nobody waits for a training: the run is its request.
  log.begin(context, describePayload(payload));
  if (isCold()) reportColdStart(describeRequest(describePayload(payload), context));
  const outOfTime = new AbortController();
  const leftMs = context.getRemainingTimeInMillis() - RESERVE_MS;
  const timer = setTimeout(() => {
    outOfTime.abort(new TrainingFailed('The training takes longer than the function may run.'));
  }, leftMs);
  try {
    const run = await conductRun(await gatherDependencies(), Event.parse(payload), outOfTime.signal);
    if (run === undefined) log.info('There is nothing to do: another run is at work, or this one has ended.');
    else if (run.status === 'RUNNING') log.info('A container goes on with the run.', { run: run.id });
    else log.info('The run has ended.', { run: run.id, status: run.status, failure: run.failure });
    return run === undefined ? null : { run: run.id, status: run.status };
  } catch (error) {
    log.error('The run could not be conducted to its end.', error);
    throw toThrowable(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Answers the probe of a release. */
async function answerRelease(context: Context): Promise<Readiness> {
  log.begin(context);
  isCold();
  const readiness = await proveReadiness({
    'read its own files': openOwn,
    ...listProofs({
      models: openTable(readSetting('modelsTable')),
      predictions: openTable(readSetting('predictionsTable')),
      bucket: openBucket(readSetting('modelBucket')),
      datasetFile: files.datasetFile,
    }),
  });
  if (!readiness.ready) log.info('A probe of the release hook failed.', { reason: readiness.reason });
  return readiness;
}

function describePayload(payload: unknown): { clientId: string; requestId?: unknown } {
  const { run } = (payload ?? {}) as { run?: unknown };
  return run === undefined ? { clientId: 'schedule' } : { clientId: 'operator', requestId: run };
}

function reportColdStart(caller: Readonly<Record<string, string>>): void {
  try {
    addProperties(metrics, caller);
    addMetric(metrics, 'coldStarts', 1);
    publishMetrics(metrics);
  } catch (error) {
    log.error('The metrics of a call are lost.', error);
  }
}

function openOwn(): Promise<Dependencies> {
  return openDependencies({
    files,
    memoryMb: Number(readVariable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')),
    publisher: publisherOf(process.env),
    metrics,
    log,
  });
}

async function gatherDependencies(): Promise<Dependencies> {
  const dependencies = await openOwn();
  const { bucket, predictions } = dependencies;
  const countAll = async (): Promise<number> => {
    const { training } = await readStarterManifest(files.starterFolder);
    return countRows(bucket, predictions, training.report.given);
  };
  return { ...dependencies, jobs: openRunJobs(process.env), placing: openPlacing(process.env, countAll) };
}
